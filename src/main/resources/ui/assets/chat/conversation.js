// A conversation as it is shown and goes on, also while another one is looked at.

import { ApiError } from '../app/api.js';
import { h } from '../app/dom.js';
import { toast } from '../app/notices.js';
import { AnswerView } from './answer.js';
import { Answering } from './answering.js';
import { Asks } from './asks.js';
import { question, showEntries } from './entries.js';
import { withProposals } from './history.js';
import { Cut } from './recovery.js';
import { withoutRepetition } from './repetition.js';
import { answerOf, pendingTasks } from './tasks.js';

/** @typedef {import('./types.js').StreamEvent} StreamEvent */

const CLEARING_COMMAND = '/clear';

/** Tells of what changes: `change`, `title`, `created`, `gone`, and `refused` with the reason. */
export class Conversation extends EventTarget {
  #asks = new Asks(this);
  #answering = new Answering(this, this.#asks);

  /**
   * @param {import('./types.js').Backend} backend
   * @param {string | null} id null for one that begins with its first message
   */
  constructor(backend, id) {
    super();
    this.backend = backend;
    this.id = id;
    /** @type {string | null} */
    this.title = null;
    /** @type {string | null} */
    this.model = null;
    this.empty = true;
    this.element = h('div', { class: 'messages' });
  }

  get running() {
    return this.#answering.running;
  }

  get stopping() {
    return this.#answering.stopping;
  }

  /** Shows what is stored, and follows the answer that is under way. */
  async load() {
    const control = new AbortController();
    let following = null;
    let elsewhere = false;
    try {
      following = await this.backend.follow(this.id, control.signal);
    } catch (error) {
      elsewhere = error instanceof ApiError && error.status === 409;
      if (!elsewhere) {
        throw error;
      }
    }
    let entries;
    try {
      entries = await this.reload();
    } catch (error) {
      control.abort();
      throw error;
    }
    if (following) {
      this.#answering.run({}, async ({ answer, signal }) => {
        signal.addEventListener('abort', () => control.abort());
        return withoutRepetition(following, entries, answer);
      });
    } else if (elsewhere) {
      this.#answering.run({}, () => Promise.reject(new Cut()));
    } else {
      pendingTasks(this.id).forEach((task) => this.responded(answerOf(this.id, task)));
    }
  }

  /**
   * Says something.
   *
   * @param {string} text
   */
  async say(text) {
    this.#asks.movedOn();
    const message = this.add(question(text));
    const retry = () => {
      message.remove();
      this.say(text);
    };
    await this.#answering.run({ said: text, retry }, async ({ signal }) => {
      if (this.id === null) {
        ({ id: this.id, model: this.model } = await this.backend.create());
        this.tell('change');
        this.tell('created');
      }
      return this.backend.say(this.id, text, signal);
    });
    if (text.trim() === CLEARING_COMMAND && !this.backend.streams) {
      await this.reload().catch((error) => toast(error.message));
    }
  }

  /** Ends the answer that is under way. */
  async stop() {
    await this.#answering.stop();
  }

  /** Lets go of the stream. */
  leave() {
    this.#answering.leave();
  }

  /**
   * A call was decided about: its answer goes on.
   *
   * @param {AsyncIterable<StreamEvent>} events
   * @param {AnswerView} answer
   */
  decided(events, answer) {
    this.#answering.run({ answer }, async () => events);
  }

  /**
   * A proposal was answered: what comes of it follows.
   *
   * @param {AsyncIterable<StreamEvent>} events
   */
  responded(events) {
    this.#answering.run({}, async () => events);
  }

  /** What is shown may be old. */
  decidedElsewhere() {
    if (!this.running) {
      this.load().catch((error) => toast(error.message));
    }
  }

  /**
   * Shows something at the end.
   *
   * @template {HTMLElement} E
   * @param {E} element
   * @returns {E}
   */
  add(element) {
    this.empty = false;
    this.element.append(element);
    return element;
  }

  /** Shows what is stored, and what waits for a person. */
  async reload() {
    const [{ summary, model, entries }, approvals, proposals] = await Promise.all([
      this.backend.load(this.id),
      this.backend.approvals(this.id),
      this.backend.proposals(this.id),
    ]);
    this.title = summary?.title ?? null;
    this.model = model;
    this.element.replaceChildren();
    this.#asks.clear();
    this.empty = entries.length === 0;
    const shown = this.backend.streams ? withProposals(entries, proposals) : entries;
    showEntries(shown, (element) => this.add(element), this.#asks);
    if (approvals.length > 0) {
      const answer = new AnswerView();
      this.add(answer.element);
      for (const approval of approvals) {
        answer.apply({ name: 'approval_required', data: approval });
        this.#asks.ask(approval, answer);
      }
    }
    this.tell('change');
    return entries;
  }

  /**
   * @param {string} name
   * @param {string} [detail]
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

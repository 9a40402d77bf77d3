// A conversation as it is shown and goes on, also while another one is looked at.

import { ApiError, Unreachable } from '../app/api.js';
import { h } from '../app/dom.js';
import { markdown } from '../app/markdown.js';
import { announce, toast } from '../app/notices.js';
import { AnswerView } from './answer.js';
import { Asks } from './asks.js';
import { withProposals } from './history.js';
import { Cut, isLoss, reconnected } from './recovery.js';
import { withoutRepetition } from './repetition.js';
import { answerOf, pendingTasks } from './tasks.js';

/** @typedef {import('./types.js').StreamEvent} StreamEvent */

/**
 * An answer under way.
 *
 * @typedef {object} Run
 * @property {AnswerView} answer
 * @property {AbortSignal} signal aborts when nobody wants the answer any more
 * @property {() => void} release lets the next message come
 * @property {string | null} said the message that it answers, if it was said here
 * @property {boolean} whole whether it came in entries of its own
 */

const PROPOSING_TOOL = 'propose_action';
const CLEARING_COMMAND = '/clear';
const ANNOUNCED_CHARS = 400;

/** Tells of what changes: `change`, `title`, `created`, `gone`, and `refused` with the reason. */
export class Conversation extends EventTarget {
  /** @type {Set<AbortController>} */
  #running = new Set();
  #stopped = false;
  #asks;

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
    this.#asks = new Asks(this);
  }

  get running() {
    return this.#running.size > 0;
  }

  get stopping() {
    return this.#stopped;
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
      entries = await this.#reload();
    } catch (error) {
      control.abort();
      throw error;
    }
    if (following) {
      this.#run({}, async (run) => {
        run.signal.addEventListener('abort', () => control.abort());
        const rest = withoutRepetition(following, entries, run.answer);
        await this.#consume(rest, run).catch((error) => this.#recover(run, error));
        if (this.backend.streams) {
          await this.#reload();
        }
      });
    } else if (elsewhere) {
      this.#run({}, (run) => this.#recover(run, new Cut()));
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
    const question = this.add(userMessage(text));
    const retry = () => {
      question.remove();
      this.say(text);
    };
    await this.#run({ said: text, retry }, async (run) => {
      if (this.id === null) {
        ({ id: this.id, model: this.model } = await this.backend.create());
        this.#changed();
        this.dispatchEvent(new Event('created'));
      }
      try {
        await this.#consume(await this.backend.say(this.id, text, run.signal), run);
      } catch (error) {
        await this.#recover(run, error);
      }
    });
    if (text.trim() === CLEARING_COMMAND && !this.backend.streams) {
      await this.#reload().catch(() => {});
    }
  }

  /** Ends the answer that is under way. */
  async stop() {
    if (!this.running || this.#stopped || !this.backend.streams || this.id === null) {
      return;
    }
    this.#stopped = true;
    this.#changed();
    try {
      this.#stopped = await this.backend.stop(this.id);
    } catch (error) {
      this.#stopped = false;
      toast(`The answer could not be stopped: ${error.message}`);
    }
    this.#changed();
  }

  /** Lets go of the stream. */
  leave() {
    this.#running.forEach((control) => control.abort());
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

  /** A call was decided about: its answer goes on. */
  decided(events, answer) {
    this.#run({ answer }, (run) => this.#consume(events, run).catch((error) => this.#recover(run, error)));
  }

  /** A proposal was answered: what comes of it follows. */
  responded(events) {
    this.#run({}, (run) => this.#consume(events, run));
  }

  /** What is shown may be old. */
  decidedElsewhere() {
    if (!this.running) {
      this.load().catch((error) => toast(error.message));
    }
  }

  /**
   * @param {{said?: string, answer?: AnswerView, retry?: () => void}} about
   * @param {(run: Run) => Promise<void>} work
   */
  async #run({ said = null, answer = new AnswerView(), retry }, work) {
    const control = new AbortController();
    const release = () => {
      if (this.#running.delete(control)) {
        this.#stopped = false;
        this.#changed();
      }
    };
    this.#running.add(control);
    this.add(answer.element);
    answer.begin();
    this.#changed();
    try {
      await work({ answer, signal: control.signal, release, said, whole: false });
    } catch (error) {
      if (!control.signal.aborted) {
        this.#failed(answer, error, retry);
      }
    } finally {
      release();
    }
  }

  #failed(answer, error, retry) {
    const refusal = error instanceof ApiError ? error.status : null;
    if (refusal === 401) {
      this.dispatchEvent(new CustomEvent('refused', { detail: error.message }));
    } else if (refusal === 404) {
      answer.fail('This conversation does not exist any more.', null);
      this.dispatchEvent(new Event('gone'));
      return;
    }
    const known = refusal !== null || error instanceof Unreachable;
    if (!known) {
      console.error(error);
    }
    const mayHelp = retry && (refusal === null || refusal === 409 || refusal >= 500);
    const again = () => {
      answer.element.remove();
      retry();
    };
    answer.fail(
      known ? error.message : 'Something went wrong in this page.',
      mayHelp ? { label: 'Try again', run: again } : null,
    );
  }

  /**
   * @param {AsyncIterable<StreamEvent>} events
   * @param {Run} run
   * @throws {Cut} if they end without an end
   */
  async #consume(events, run) {
    const { answer } = run;
    let ended = false;
    for await (const event of events) {
      switch (event.name) {
        case 'entries':
          run.whole = true;
          announce(event.data.entries.map(spoken).join('\n').slice(0, ANNOUNCED_CHARS));
          this.#showAll(event.data.entries, (element) => answer.element.before(element));
          break;
        case 'approval_required':
          answer.apply(event);
          this.#asks.ask(event.data, answer);
          break;
        case 'done':
          ended = true;
          await this.#done(run, event.data);
          break;
        case 'title_updated':
          this.title = event.data.title;
          this.dispatchEvent(new Event('title'));
          break;
        case 'error':
          ended = true;
          answer.fail(event.data.message, run.said && { label: 'Ask again', run: () => this.#askAgain(run.said) });
          break;
        default:
          answer.apply(event);
      }
      if (ended) {
        // Only a title may follow: the conversation is free.
        run.release();
      }
    }
    if (!ended) {
      throw new Cut();
    }
  }

  #askAgain(text) {
    if (!this.running) {
      this.say(text);
    }
  }

  async #done({ answer, whole }, { message_id: message, usage }) {
    if (whole) {
      answer.element.remove();
      return;
    }
    const waits = message === null;
    answer.end(usage && !waits ? usage : null);
    if (this.#stopped) {
      answer.notify('You stopped this answer.', 'info');
      announce('The answer was stopped.');
      return;
    }
    announce(waits ? 'The assistant asks for your approval.' : `Answer: ${answer.text.slice(0, ANNOUNCED_CHARS)}`);
    if (answer.calls.length > 0 && !waits) {
      await this.#fillResults(answer);
    }
    if (answer.calls.some(({ call }) => call.name === PROPOSING_TOOL)) {
      await this.#asks.refreshProposals();
    }
  }

  /** Streams do not carry what calls returned: it is stored with the conversation. */
  async #fillResults(answer) {
    try {
      const { entries } = await this.backend.load(this.id);
      const stored = entries.flatMap((entry) => (entry.kind === 'answer' ? entry.parts : []));
      for (const part of stored) {
        if (part.kind === 'call' && answer.hasCall(part.call.id)) {
          answer.callOf(part.call).update(part.call);
        }
      }
    } catch {
      // The answer is complete without.
    }
  }

  /**
   * Finds the way back to an answer whose stream broke.
   *
   * @param {Run} run
   * @param {unknown} error why
   */
  async #recover(run, error) {
    if (!isLoss(error)) {
      throw error;
    }
    const { answer, signal, said } = run;
    for (;;) {
      const events = await reconnected(this, answer, signal);
      if (events === null) {
        break;
      }
      answer.clear();
      try {
        await this.#consume(events, run);
        return;
      } catch (again) {
        if (!isLoss(again)) {
          throw again;
        }
      }
    }
    await this.#reload();
    const last = [...this.element.querySelectorAll('.question-text')].at(-1)?.textContent;
    if (said !== null && last !== said) {
      this.add(userMessage(said));
      this.add(answer.element);
      answer.fail('This message did not get through.', { label: 'Ask again', run: () => this.#askAgain(said) });
    }
  }

  /** Shows what is stored, and what waits for a person. */
  async #reload() {
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
    this.#showAll(shown, (element) => this.add(element));
    if (approvals.length > 0) {
      const answer = new AnswerView();
      this.add(answer.element);
      for (const approval of approvals) {
        answer.apply({ name: 'approval_required', data: approval });
        this.#asks.ask(approval, answer);
      }
    }
    this.#changed();
    return entries;
  }

  /**
   * @param {import('./types.js').Entry[]} entries
   * @param {(element: HTMLElement) => void} put
   */
  #showAll(entries, put) {
    for (const entry of entries) {
      switch (entry.kind) {
        case 'user':
          put(userMessage(entry.text));
          break;
        case 'answer':
          put(AnswerView.of(entry).element);
          break;
        case 'notice':
          put(h('div', { class: 'system-message' }, markdown(entry.text)));
          break;
        case 'proposal':
          this.#asks.propose(entry.proposal, put);
          break;
        default:
          throw new Error(`No entry: ${entry}`);
      }
    }
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

/** What is said of an entry to whoever listens to the page. */
function spoken(entry) {
  switch (entry.kind) {
    case 'proposal':
      return 'The assistant proposes an action.';
    case 'answer':
      return `Answer: ${entry.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')}`;
    default:
      return entry.text;
  }
}

function userMessage(text) {
  return h('article', { class: 'question', 'aria-label': 'You' }, h('p', { class: 'question-text' }, text));
}

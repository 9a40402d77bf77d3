// The answers that are under way in a conversation.

import { ApiError, Unreachable } from '../app/api.js';
import { announce, toast } from '../app/notices.js';
import { AnswerView } from './answer.js';
import { question, showEntries, spoken } from './entries.js';
import { Cut, isLoss, reconnected } from './recovery.js';

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
const ANNOUNCED_CHARS = 400;

/** Shows answers while they come, and finds them again when their stream breaks. */
export class Answering {
  /** @type {Set<AbortController>} */
  #controls = new Set();
  #stopped = false;
  #conversation;
  #asks;

  /**
   * @param {import('./conversation.js').Conversation} conversation
   * @param {import('./asks.js').Asks} asks
   */
  constructor(conversation, asks) {
    this.#conversation = conversation;
    this.#asks = asks;
  }

  get running() {
    return this.#controls.size > 0;
  }

  get stopping() {
    return this.#stopped;
  }

  /** Ends the answer that is under way. */
  async stop() {
    const { backend, id } = this.#conversation;
    if (!this.running || this.#stopped || !backend.streams || id === null) {
      return;
    }
    this.#stopped = true;
    this.#conversation.tell('change');
    try {
      if (!(await backend.stop(id))) {
        this.#stopped = false;
      }
    } catch (error) {
      this.#stopped = false;
      toast(`The answer could not be stopped: ${error.message}`);
    }
    this.#conversation.tell('change');
  }

  /** Lets go of the streams. */
  leave() {
    this.#controls.forEach((control) => control.abort());
  }

  /**
   * Shows an answer while it comes.
   *
   * @param {{said?: string, answer?: AnswerView, retry?: () => void}} about
   * @param {(run: Run) => Promise<AsyncIterable<StreamEvent>>} begin
   */
  async run({ said = null, answer = new AnswerView(), retry }, begin) {
    const control = new AbortController();
    const release = () => {
      if (this.#controls.delete(control)) {
        this.#stopped = false;
        this.#conversation.tell('change');
      }
    };
    const run = { answer, signal: control.signal, release, said, whole: false };
    this.#controls.add(control);
    this.#conversation.add(answer.element);
    answer.begin();
    this.#conversation.tell('change');
    try {
      await this.#follow(run, begin);
    } catch (error) {
      if (!control.signal.aborted) {
        this.#failed(answer, error, retry);
      }
    } finally {
      release();
    }
  }

  async #follow(run, begin) {
    try {
      await this.#consume(await begin(run), run);
    } catch (error) {
      // Whether a message got through before the connection broke, the service knows.
      if (!isLoss(error) || this.#conversation.id === null || run.signal.aborted) {
        throw error;
      }
      await this.#recover(run);
    }
  }

  #failed(answer, error, retry) {
    const refusal = error instanceof ApiError ? error.status : null;
    if (refusal === 401) {
      this.#conversation.tell('refused', error.message);
    } else if (refusal === 404) {
      answer.fail('This conversation does not exist any more.', null);
      this.#conversation.tell('gone');
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
          showEntries(event.data.entries, (element) => answer.element.before(element), this.#asks);
          announce(event.data.entries.map(spoken).join('\n').slice(0, ANNOUNCED_CHARS));
          break;
        case 'waiting':
          answer.notify('This still waits in the queue, whose page shows what the workers are at.', 'info');
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
          this.#conversation.title = event.data.title;
          this.#conversation.tell('title');
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
      this.#conversation.say(text);
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
    } else {
      announce(waits ? 'The assistant asks for your approval.' : `Answer: ${answer.text.slice(0, ANNOUNCED_CHARS)}`);
    }
    if (answer.calls.length > 0 && !waits) {
      await this.#fillResults(answer);
    }
    if (answer.calls.some(({ call }) => call.name === PROPOSING_TOOL)) {
      await this.#asks.refreshProposals().catch((error) => toast(error.message));
    }
  }

  /** Streams do not carry what calls returned: it is stored with the conversation. */
  async #fillResults(answer) {
    const { backend, id } = this.#conversation;
    try {
      const { entries } = await backend.load(id);
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
   */
  async #recover(run) {
    const { answer, signal, said } = run;
    for (;;) {
      const events = await reconnected(this.#conversation, answer, signal);
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
    await this.#conversation.reload();
    const { element } = this.#conversation;
    const last = [...element.querySelectorAll('.question-text')].at(-1)?.textContent;
    if (said !== null && last !== said) {
      this.#conversation.add(question(said));
      this.#conversation.add(answer.element);
      answer.fail('This message did not get through.', { label: 'Ask again', run: () => this.#askAgain(said) });
    }
  }
}

// One answer of the assistant: its texts and calls in the order in which they came.

import { copyButton } from '../app/copying.js';
import { h } from '../app/dom.js';
import { icon } from '../app/icons.js';
import { MarkdownView, platformUrl } from '../app/markdown.js';
import { longTime, shortTime } from '../app/time.js';
import { CallView } from './trace.js';

/** An answer, stored or under way. */
export class AnswerView {
  /** @type {MarkdownView | null} */
  #text = null;
  /** @type {HTMLElement | null} */
  #trace = null;
  /** @type {CallView | null} */
  #writing = null;
  /** @type {Map<string, CallView>} */
  #calls = new Map();
  #parts = h('div', { class: 'answer-parts' });
  #thinking = h('p', { class: 'thinking' }, h('span', { class: 'dots', 'aria-hidden': 'true' }), 'Working on it');
  #end = h('div', { class: 'answer-end' });

  constructor() {
    this.element = h(
      'article',
      { class: 'answer', 'aria-label': 'Answer of the assistant' },
      this.#parts,
      this.#end,
    );
  }

  /**
   * An answer that is stored.
   *
   * @param {{parts: import('./types.js').Part[], usage: import('./types.js').Usage | null, at: string}} entry
   */
  static of({ parts, usage, at }) {
    const view = new AnswerView();
    for (const part of parts) {
      if (part.kind === 'text') {
        view.#say(part.text);
        view.#closeText();
      } else {
        view.#addCall(part.call);
      }
    }
    view.#showEnd(usage, at);
    return view;
  }

  get calls() {
    return [...this.#calls.values()];
  }

  /** @param {string} id */
  hasCall(id) {
    return this.#calls.has(id);
  }

  /** What was said last. */
  get text() {
    return this.#text?.text ?? '';
  }

  /** Shows that something is under way. */
  begin() {
    this.element.setAttribute('aria-busy', 'true');
    this.#parts.append(this.#thinking);
    this.#end.replaceChildren();
  }

  /** Forgets what is shown, because it will all come again. */
  clear() {
    this.#closeText();
    this.#text = null;
    this.#trace = null;
    this.#calls.clear();
    this.#parts.replaceChildren();
    this.begin();
  }

  /** @param {import('./types.js').StreamEvent} event */
  apply({ name, data }) {
    switch (name) {
      case 'text':
        this.#say(data.text);
        break;
      case 'tool_use_start':
        this.#closeText();
        this.#writing = this.#addCall({ id: data.id, name: data.name, input: {}, state: 'writing', result: null });
        break;
      case 'tool_input':
        this.#writing?.appendInput(data.partial_json);
        break;
      case 'content_block_stop':
        this.#writing?.inputEnded();
        this.#writing = null;
        break;
      case 'tool_executing':
        this.callOf(data).update({ state: 'running' });
        break;
      case 'tool_result':
        this.callOf(data).update({ state: 'done' });
        break;
      case 'client_action':
        this.#showAction(data);
        break;
      case 'approval_required':
        this.callOf(data).update({ input: data.input, state: 'waiting' });
        break;
      default:
        // Newer services may tell more than this page knows of.
        break;
    }
  }

  /**
   * The view of a call; it is made where the call began before this answer was followed.
   *
   * @param {{id: string, name: string}} call
   */
  callOf({ id, name }) {
    return this.#calls.get(id) ?? this.#addCall({ id, name, input: {}, state: 'queued', result: null });
  }

  /**
   * Nothing more comes for now.
   *
   * @param {import('./types.js').Usage | null} usage
   */
  end(usage) {
    this.#rest();
    this.#showEnd(usage, new Date().toISOString());
  }

  /**
   * @param {string} message
   * @param {{label: string, run: () => void} | null} action what may help
   */
  fail(message, action) {
    this.#rest();
    for (const call of this.#calls.values()) {
      if (['writing', 'queued', 'running'].includes(call.call.state)) {
        call.update({ state: 'failed' });
      }
    }
    this.notify(message, 'error', action);
  }

  /**
   * Says something about the answer below it, in place of what was said before.
   *
   * @param {string} message
   * @param {'error' | 'info'} kind
   * @param {{label: string, run: () => void} | null} [action]
   */
  notify(message, kind, action = null) {
    const notice = h(
      'div',
      { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : 'status' },
      icon(kind === 'error' ? 'alert' : 'info'),
      h('span', {}, message),
    );
    if (action) {
      notice.append(h('button', { class: 'button small', type: 'button', onclick: action.run }, action.label));
    }
    this.#end.replaceChildren(notice);
  }

  #rest() {
    this.#closeText();
    this.#thinking.remove();
    this.element.removeAttribute('aria-busy');
  }

  #say(text) {
    if (!this.#text || this.#trace) {
      this.#closeText();
      this.#text = new MarkdownView();
      this.#trace = null;
      this.#put(this.#text.element);
    }
    this.#text.append(text);
  }

  #closeText() {
    this.#text?.finish();
  }

  /** @param {import('./types.js').Call} call */
  #addCall(call) {
    if (!this.#trace) {
      this.#trace = h('div', { class: 'trace', role: 'group', 'aria-label': 'Tools that were called' });
      this.#put(this.#trace);
    }
    const view = new CallView(call);
    this.#calls.set(call.id, view);
    this.#trace.append(view.element);
    return view;
  }

  /** What comes next stands before the sign that more will come. */
  #put(element) {
    if (this.#thinking.isConnected) {
      this.#thinking.before(element);
    } else {
      this.#parts.append(element);
    }
  }

  /** The pages of the platform are somewhere else: nobody is taken there unasked. */
  #showAction({ action, params }) {
    const view = h('p', { class: 'client-action' }, icon(action === 'navigate_to' ? 'open' : 'refresh'));
    if (action === 'navigate_to') {
      const url = platformUrl(String(params.path ?? ''));
      view.append(
        url
          ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, `Open ${params.path} in Imbi`)
          : h('span', {}, 'The assistant points to the page ', h('code', {}, String(params.path)), ' of Imbi'),
      );
    } else {
      view.append(h('span', {}, 'Pages of Imbi that show ', h('strong', {}, String(params.resource ?? 'this')), ' need to be reloaded'));
    }
    this.#put(view);
    this.#trace = null;
    this.#text = null;
  }

  #showEnd(usage, at) {
    const end = [h('time', { datetime: at, title: longTime(at) }, shortTime(at))];
    if (usage && usage.input_tokens + usage.output_tokens > 0) {
      const count = (tokens) => tokens.toLocaleString();
      end.push(h('span', {}, `${count(usage.input_tokens)} tokens read, ${count(usage.output_tokens)} written`));
    }
    if (this.text) {
      end.push(copyButton('button quiet small', () => this.text));
    }
    this.#end.replaceChildren(h('footer', { class: 'answer-footer' }, ...end));
  }
}

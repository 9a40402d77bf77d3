// The calls of tools in an answer: one line each, which opens to show what went in and came out.

import { h } from '../app/dom.js';
import { icon } from '../app/icons.js';

/** @typedef {import('./types.js').Call} Call */

const STATES = {
  writing: 'being written',
  queued: 'about to run',
  running: 'running',
  done: 'done',
  failed: 'failed',
  waiting: 'waits for your approval',
  denied: 'not run',
};

const ICONS = { done: 'check', failed: 'alert', waiting: 'shield', denied: 'close' };

const SUMMARY_CHARS = 80;

/** One call, as it goes on. */
export class CallView {
  #json = '';
  #icon = h('span', { class: 'call-icon' });
  #summary = h('span', { class: 'call-summary' });
  #state = h('span', { class: 'call-state' });
  #input = h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Input' });
  #result = h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Result' });
  #resultPart = h('div', { hidden: true }, h('p', { class: 'call-part' }, 'Result'), this.#result);

  /** @param {Call} call */
  constructor(call) {
    this.call = call;
    this.element = h(
      'details',
      { class: 'call' },
      h('summary', {}, this.#icon, h('code', { class: 'call-name' }, call.name), this.#summary, this.#state),
      h('div', { class: 'call-body' }, h('div', {}, h('p', { class: 'call-part' }, 'Input'), this.#input), this.#resultPart),
    );
    this.#show();
  }

  /** @param {string} piece of the input's JSON */
  appendInput(piece) {
    this.#json += piece;
    this.#input.textContent = this.#json;
  }

  /** The input has been written. */
  inputEnded() {
    try {
      this.update({ input: this.#json ? JSON.parse(this.#json) : {}, state: 'queued' });
    } catch {
      this.update({ input: this.#json, state: 'queued' });
    }
  }

  /** @param {Partial<Call>} changes */
  update(changes) {
    Object.assign(this.call, changes);
    this.#show();
  }

  #show() {
    const { input, state, result } = this.call;
    this.element.dataset.state = state;
    this.#icon.replaceChildren(ICONS[state] ? icon(ICONS[state]) : h('span', { class: 'spinner' }));
    this.#state.textContent = STATES[state];
    if (state !== 'writing') {
      this.#input.textContent = typeof input === 'string' ? input : JSON.stringify(input, null, 2);
      this.#summary.textContent = inShort(input);
    }
    this.#resultPart.hidden = result === null;
    this.#result.textContent = result === null ? '' : pretty(result);
  }
}

/** The arguments as far as one line has room for them. */
function inShort(input) {
  if (typeof input !== 'object' || input === null) {
    return '';
  }
  const text = Object.entries(input)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return text.length > SUMMARY_CHARS ? `${text.slice(0, SUMMARY_CHARS)}…` : text;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

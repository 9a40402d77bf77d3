// How what is stored looks, and sounds.

import { h } from '../app/dom.js';
import { markdown } from '../app/markdown.js';
import { AnswerView } from './answer.js';

/** @param {string} text of a person */
export function question(text) {
  return h('article', { class: 'question', 'aria-label': 'You' }, h('p', { class: 'question-text' }, text));
}

/**
 * Shows entries.
 *
 * @param {import('./types.js').Entry[]} entries
 * @param {(element: HTMLElement) => void} put where the next one goes
 * @param {import('./asks.js').Asks} asks shows what a person is asked
 */
export function showEntries(entries, put, asks) {
  for (const entry of entries) {
    switch (entry.kind) {
      case 'user':
        put(question(entry.text));
        break;
      case 'answer':
        put(AnswerView.of(entry).element);
        break;
      case 'notice':
        put(h('div', { class: 'system-message' }, markdown(entry.text)));
        break;
      case 'proposal':
        asks.propose(entry.proposal, put);
        break;
      default:
        throw new Error(`No entry: ${entry}`);
    }
  }
}

/** @param {import('./types.js').Entry} entry */
export function spoken(entry) {
  switch (entry.kind) {
    case 'proposal':
      return 'The assistant proposes an action.';
    case 'answer':
      return `Answer: ${entry.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')}`;
    default:
      return entry.text;
  }
}

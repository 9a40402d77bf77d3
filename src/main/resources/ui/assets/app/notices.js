// What the page tells beside its content: to the eye in a corner, to the ear through a live region.

import { byId, h } from './dom.js';
import { icon } from './icons.js';

const SHOWN_MILLIS = 7000;

/**
 * Says something that went wrong, or was done, without taking the focus.
 *
 * @param {string} text
 * @param {'alert' | 'check'} [kind]
 */
export function toast(text, kind = 'alert') {
  const note = h('div', { class: 'toast', dataset: { kind } }, icon(kind), h('span', {}, text));
  note.append(
    h('button', { class: 'icon-button', 'aria-label': 'Dismiss', onclick: () => note.remove() }, icon('close')),
  );
  byId('toasts').append(note);
  setTimeout(() => note.remove(), SHOWN_MILLIS);
}

/**
 * Tells it to whoever listens to the page.
 *
 * @param {string} text
 */
export function announce(text) {
  byId('announcer').textContent = text;
}

/**
 * Asks before something that cannot be taken back.
 *
 * @param {{title: string, text: string, action: string}} question
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, action }) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' });
    const close = (answer) => {
      resolve(answer);
      dialog.close();
      dialog.remove();
    };
    dialog.append(
      h('h2', { id: 'dialog-title' }, title),
      h('p', {}, text),
      h(
        'div',
        { class: 'dialog-actions' },
        h('button', { class: 'button', autofocus: true, onclick: () => close(false) }, 'Cancel'),
        h('button', { class: 'button danger', onclick: () => close(true) }, action),
      ),
    );
    dialog.addEventListener('cancel', () => close(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}

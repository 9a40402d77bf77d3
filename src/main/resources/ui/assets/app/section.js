// A part of a page that is filled from the service, or says why it is not.

import { ApiError } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { loginCard } from './login.js';
import { token } from './session.js';

/**
 * Fills a part of the page.
 *
 * @param {HTMLElement} element
 * @param {() => Promise<Node | Node[]>} content
 * @returns {Promise<boolean>} whether it is there; if not, the whole page may ask for a token
 */
export async function fill(element, content) {
  if (!element.hasChildNodes()) {
    element.append(h('p', { class: 'loading', role: 'status' }, h('span', { class: 'spinner' }), 'Loading…'));
  }
  try {
    element.replaceChildren(...[await content()].flat());
    return true;
  } catch (error) {
    const page = error instanceof ApiError && error.status === 401 ? document.querySelector('.page') : null;
    (page ?? element).replaceChildren(why(error, () => fill(element, content)));
    return false;
  }
}

/**
 * Tells what there is to do where there is nothing.
 *
 * @param {string} symbol
 * @param {string} title
 * @param {...(Node | string)} text
 */
export function emptyState(symbol, title, ...text) {
  return h('div', { class: 'card empty' }, icon(symbol), h('p', { class: 'empty-title' }, title), h('p', {}, ...text));
}

/**
 * Words for somebody who cannot be shown something.
 *
 * @param {unknown} error
 * @param {() => void} again
 */
export function why(error, again) {
  const status = error instanceof ApiError ? error.status : null;
  switch (status) {
    case 401:
      return loginCard(token() ? error.message : null);
    case 403:
      return emptyState('shield', 'Not for this account', error.message);
    case 404:
      return emptyState('info', 'Not here', 'This service does not offer it.');
    default:
      if (status === null) {
        console.error(error);
      }
      return h(
        'div',
        { class: 'notice error', role: 'alert' },
        icon('alert'),
        h('span', {}, error.message),
        h('button', { class: 'button small', onclick: again }, 'Try again'),
      );
  }
}

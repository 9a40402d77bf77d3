// A button that copies a text.

import { h } from './dom.js';
import { icon } from './icons.js';
import { toast } from './notices.js';

const SHOWN_MILLIS = 2000;

/**
 * @param {string} style the button's classes
 * @param {() => string} text what it copies when it is clicked
 * @param {string} [label] where "Copy" does not say enough
 * @returns {HTMLElement}
 */
export function copyButton(style, text, label) {
  const look = (symbol, word) => [icon(symbol), word];
  const button = h('button', { class: style, type: 'button', 'aria-label': label }, ...look('copy', 'Copy'));
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      toast('The browser does not let this page copy. Over HTTPS it would.');
      return;
    }
    button.replaceChildren(...look('check', 'Copied'));
    setTimeout(() => button.replaceChildren(...look('copy', 'Copy')), SHOWN_MILLIS);
  });
  return button;
}

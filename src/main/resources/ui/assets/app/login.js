// The card that asks for a credential.

import { h } from './dom.js';
import { icon } from './icons.js';
import { signIn, signOut } from './session.js';

/**
 * @param {string | null} refusal why the credential that there is was refused
 * @returns {HTMLElement}
 */
export function loginCard(refusal) {
  const input = h('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    'aria-describedby': 'token-help',
  });
  const submit = (event) => {
    event.preventDefault();
    if (input.value.trim()) {
      signOut();
      signIn(input.value);
      location.reload();
    }
  };
  const forget = () => {
    signOut();
    location.reload();
  };
  return h(
    'section',
    { class: 'card login', 'aria-labelledby': 'login-title' },
    h('h2', { id: 'login-title' }, 'Sign in'),
    refusal ? h('p', { class: 'notice error', role: 'alert' }, icon('alert'), h('span', {}, refusal)) : null,
    h(
      'form',
      { onsubmit: submit },
      h('label', { for: 'token' }, 'Access token or API key'),
      input,
      h(
        'p',
        { class: 'help', id: 'token-help' },
        'The assistant acts with your rights and no others. The token stays in this tab until you close it.',
      ),
      h(
        'div',
        { class: 'login-actions' },
        h('button', { class: 'button primary', type: 'submit' }, 'Sign in'),
        refusal && h('button', { class: 'button quiet', type: 'button', onclick: forget }, 'Go on without it'),
      ),
    ),
    document.documentElement.dataset.environment === 'development'
      ? h(
          'p',
          { class: 'help' },
          'In development, this prints a token: ',
          h('code', {}, 'java -jar target/imbi-assistant.jar token --email you@example.com --admin'),
        )
      : null,
  );
}

// What stands where there is no message yet: what one can do here, with examples to begin with.

import { h } from '../app/dom.js';

const EXAMPLES = {
  development: [
    'Which organizations are there?',
    'Which project types are there in acme?',
    'List the projects of acme',
    'Create a project called Payment Gateway in the payments team',
  ],
  production: [
    'Which projects does my team own?',
    'What was released to production last?',
    'Which teams are there, and who is in them?',
    'What can you change for me?',
  ],
};

/**
 * @param {(text: string) => void} ask
 * @returns {HTMLElement}
 */
export function welcome(ask) {
  const development = document.documentElement.dataset.environment === 'development';
  const examples = EXAMPLES[development ? 'development' : 'production'];
  return h(
    'div',
    { class: 'welcome' },
    h('img', { src: 'assets/icon.svg', alt: '', width: 56, height: 56 }),
    h('h2', {}, 'What would you like to know?'),
    h(
      'p',
      {},
      'The assistant reads and changes your platform with your own rights, and shows which calls it made. Begin with one of these, or write your own:',
    ),
    h(
      'ul',
      { class: 'examples' },
      ...examples.map((text) => h('li', {}, h('button', { class: 'example', onclick: () => ask(text) }, text))),
    ),
  );
}

// What all pages have in common: the drawer of small screens, the theme, who is signed in.

import { byId, h } from './dom.js';
import { drawIcons, icon } from './icons.js';
import { signOut, takeTokenFromAddress, token } from './session.js';

const THEME_KEY = 'imbi-assistant.theme';
const THEMES = ['system', 'light', 'dark'];

/** Prepares the shell; to be called once, before a page asks for anything. */
export function openShell() {
  takeTokenFromAddress();
  drawIcons();
  prepareDrawer();
  prepareTheme();
  showAccount(null);
}

/**
 * Says who is signed in.
 *
 * @param {string | null} name null where nobody knows
 */
export function showAccount(name) {
  const account = byId('account');
  account.replaceChildren();
  if (name) {
    account.append(h('span', { class: 'account-name', title: name }, name));
  }
  if (token()) {
    const leave = () => {
      signOut();
      location.reload();
    };
    account.append(h('button', { class: 'button quiet small', onclick: leave }, icon('exit'), 'Sign out'));
  }
}

/** Closes the drawer of small screens. */
export function closeDrawer() {
  document.body.classList.remove('drawer-open');
  byId('scrim').hidden = true;
  byId('open-drawer').setAttribute('aria-expanded', 'false');
}

function prepareDrawer() {
  const opener = byId('open-drawer');
  opener.addEventListener('click', () => {
    document.body.classList.add('drawer-open');
    byId('scrim').hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    byId('close-drawer').focus();
  });
  const dismiss = () => {
    closeDrawer();
    opener.focus();
  };
  byId('close-drawer').addEventListener('click', dismiss);
  byId('scrim').addEventListener('click', dismiss);
  byId('sidebar').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.body.classList.contains('drawer-open')) {
      event.stopPropagation();
      dismiss();
    }
  });
}

function prepareTheme() {
  const button = byId('theme');
  const show = () => {
    const theme = document.documentElement.dataset.theme ?? 'system';
    button.replaceChildren(icon(theme));
    button.setAttribute('aria-label', `Theme: ${theme}. Change it`);
    button.title = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    const theme = document.documentElement.dataset.theme ?? 'system';
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    if (next === 'system') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(THEME_KEY);
    } else {
      document.documentElement.dataset.theme = next;
      localStorage.setItem(THEME_KEY, next);
    }
    show();
  });
  show();
}

// The configuration in force.

import { get } from '../app/api.js';
import { lookWho } from '../app/account.js';
import { byId, h } from '../app/dom.js';
import { emptyState, fill } from '../app/section.js';
import { openShell } from '../app/shell.js';

/** @typedef {{variable: string, value: string | null, default: string | null, secret: boolean}} Setting */

/** @param {Setting} setting */
function differs(setting) {
  return setting.value !== null && setting.value !== setting.default;
}

/** @param {Setting} setting */
function row(setting) {
  const { variable, value, default: standard, secret } = setting;
  const unset = h('span', { class: 'unset' }, 'not set');
  return h(
    'tr',
    { dataset: { differs: differs(setting) } },
    h('th', { scope: 'row' }, h('code', {}, variable)),
    h('td', {}, value === null || value === '' ? unset : h('code', {}, value), ' ', secret && h('span', { class: 'badge' }, 'secret')),
    h('td', {}, standard === null || standard === '' ? '' : h('code', {}, standard)),
  );
}

/** @param {Setting[]} settings */
function table(settings) {
  const words = byId('search').value.trim().toLowerCase();
  const found = settings.filter(
    (setting) =>
      setting.variable.toLowerCase().includes(words) && (differs(setting) || !byId('changed-only').checked),
  );
  if (found.length === 0) {
    return emptyState('search', 'No such setting', 'Change the words or show all settings.');
  }
  return h(
    'div',
    { class: 'table-scroller', tabindex: '0', role: 'region', 'aria-label': 'Settings' },
    h(
      'table',
      { class: 'settings' },
      h('thead', {}, h('tr', {}, ...['Variable', 'Value', 'Default'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...found.map(row)),
    ),
  );
}

async function begin() {
  openShell();
  lookWho();
  /** @type {Setting[]} */
  let settings = [];
  const known = await fill(byId('settings'), async () => {
    ({ settings } = await get('api/config'));
    return table(settings);
  });
  if (!known) {
    return;
  }
  byId('tools').hidden = false;
  const refresh = () => byId('settings').replaceChildren(table(settings));
  byId('search').addEventListener('input', refresh);
  byId('changed-only').addEventListener('change', refresh);
}

begin();

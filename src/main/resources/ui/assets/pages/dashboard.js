// The dashboard: whether all is well, what the queue is at, and the integrations.

import { ApiError, get, post } from '../app/api.js';
import { lookWho } from '../app/account.js';
import { byId, h } from '../app/dom.js';
import { icon } from '../app/icons.js';
import { toast } from '../app/notices.js';
import { emptyState, fill } from '../app/section.js';
import { openShell } from '../app/shell.js';
import { longTime } from '../app/time.js';

const STATES = [
  { state: 'pending', title: 'Pending', symbol: 'clock' },
  { state: 'active', title: 'Active', symbol: 'play' },
  { state: 'done', title: 'Done', symbol: 'check' },
  { state: 'failed', title: 'Failed', symbol: 'alert' },
];
const REFRESH_MILLIS = 5000;

async function status() {
  try {
    const { status: state, version, started_at: since } = await get('status');
    return h(
      'span',
      { class: 'badge', dataset: { kind: state === 'ok' ? 'good' : 'bad' }, title: `Version ${version}` },
      state === 'ok' ? `Running since ${longTime(since)}` : state,
    );
  } catch (error) {
    return h('span', { class: 'badge', dataset: { kind: 'bad' } }, error.message);
  }
}

async function counts() {
  const { counts: numbers } = await get('api/queue');
  return h(
    'ul',
    { class: 'tiles' },
    ...STATES.map(({ state, title, symbol }) =>
      h(
        'li',
        {},
        h(
          'a',
          { class: 'tile', href: `queue?state=${state}`, dataset: { state, some: numbers[state] > 0 } },
          icon(symbol),
          h('span', { class: 'tile-number' }, numbers[state].toLocaleString()),
          h('span', {}, title),
        ),
      ),
    ),
  );
}

async function integrations() {
  const configured = await get('integrations');
  if (configured.length === 0) {
    return emptyState(
      'refresh',
      'No integrations yet',
      'An integration watches a mailbox, GitHub or the platform itself. Add one under ',
      h('code', {}, 'integrations:'),
      ' in the configuration file and restart the service.',
    );
  }
  return h('ul', { class: 'integrations' }, ...configured.map(integration));
}

function integration({ id, name, type, platforms = [] }) {
  const outcome = h('p', { class: 'run-outcome', role: 'status' });
  const run = (label, path, about) => {
    const button = h('button', { class: 'button small', 'aria-label': `${label}: ${about}` }, icon('play'), label);
    button.addEventListener('click', () => start(button, path, outcome));
    return button;
  };
  const path = `integrations/${encodeURIComponent(id)}`;
  return h(
    'li',
    { class: 'card integration' },
    h('div', { class: 'integration-head' }, h('h3', {}, name), h('span', { class: 'badge' }, type)),
    platforms.length === 0
      ? h('p', { class: 'help' }, 'It watches nothing: it only offers actions.')
      : h(
          'ul',
          { class: 'platforms' },
          ...platforms.map((platform) =>
            h(
              'li',
              {},
              h('code', {}, platform),
              run('Run now', `${path}/${encodeURIComponent(platform)}/run`, `${name}, ${platform}`),
            ),
          ),
        ),
    platforms.length > 1 && run('Run all', `${path}/run`, name),
    outcome,
  );
}

async function start(button, path, outcome) {
  button.disabled = true;
  outcome.textContent = '';
  try {
    const { task_ids: tasks } = await post(path);
    outcome.replaceChildren(
      icon('check'),
      tasks.length === 1 ? 'One task was queued. ' : `${tasks.length} tasks were queued. `,
      h('a', { href: 'queue?state=pending' }, 'Watch the queue'),
    );
    byId('counts').replaceChildren(await counts());
  } catch (error) {
    toast(error instanceof ApiError ? `It was not started: ${error.message}` : error.message);
  } finally {
    button.disabled = false;
  }
}

async function begin() {
  openShell();
  status().then((badge) => document.getElementById('status')?.replaceChildren(badge));
  const countsPart = byId('counts');
  const integrationsPart = byId('integrations');
  const [counted] = await Promise.all([
    fill(countsPart, counts),
    fill(integrationsPart, integrations),
    lookWho(),
  ]);
  if (!counted) {
    return;
  }
  setInterval(async () => {
    if (!document.hidden) {
      const now = await counts().catch(() => null);
      if (now && !byId('counts').contains(document.activeElement)) {
        byId('counts').replaceChildren(now);
      }
    }
  }, REFRESH_MILLIS);
}

begin();

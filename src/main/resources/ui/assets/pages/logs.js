// The daily log: what changed, written for people.

import { get } from '../app/api.js';
import { lookWho } from '../app/account.js';
import { byId, h } from '../app/dom.js';
import { markdown } from '../app/markdown.js';
import { emptyState, fill } from '../app/section.js';
import { openShell } from '../app/shell.js';

const day = byId('day');
const long = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });

async function show(which) {
  day.value = which;
  byId('later').disabled = day.selectedIndex === 0;
  byId('earlier').disabled = day.selectedIndex === day.options.length - 1;
  history.replaceState(null, '', `logs?day=${which}`);
  await fill(byId('log'), async () => {
    const log = await get(`api/logs/${encodeURIComponent(which)}`);
    return h('article', { class: 'card' }, markdown(log.markdown));
  });
}

function step(by) {
  return () => show(day.options[day.selectedIndex + by].value);
}

async function begin() {
  openShell();
  lookWho();
  let days = [];
  const known = await fill(byId('log'), async () => {
    ({ days } = await get('api/logs'));
    return emptyState('logs', 'Nothing has happened yet', 'Every event that changes something becomes a line here, a page for each day.');
  });
  if (!known || days.length === 0) {
    return;
  }
  byId('days').hidden = false;
  day.append(...days.map((each) => h('option', { value: each }, long.format(new Date(`${each}T00:00:00Z`)))));
  day.addEventListener('change', () => show(day.value));
  byId('later').addEventListener('click', step(-1));
  byId('earlier').addEventListener('click', step(1));
  const asked = new URLSearchParams(location.search).get('day');
  byId('log').replaceChildren();
  await show(days.includes(asked) ? asked : days[0]);
}

begin();

// The queue: tasks by their state, each with what went in, what came of it, and what went wrong.

import { get } from '../app/api.js';
import { lookWho } from '../app/account.js';
import { byId, h } from '../app/dom.js';
import { icon } from '../app/icons.js';
import { emptyState, fill } from '../app/section.js';
import { openShell } from '../app/shell.js';
import { longTime, shortTime } from '../app/time.js';

const STATES = ['pending', 'active', 'done', 'failed'];
const NOTHING = {
  pending: ['Nothing waits', 'What is to be done appears here until a worker takes it.'],
  active: ['Nothing is being worked on', 'Tasks that workers are at appear here.'],
  done: ['Nothing has been done yet', 'Finished tasks are kept here for a while.'],
  failed: ['Nothing has failed', 'A task that fails for good appears here with its error.'],
};
const PAGE = 50;
const REFRESH_MILLIS = 3000;

/** What is shown, newest first. */
class TaskList {
  /** @type {Map<string, TaskView>} */
  #tasks = new Map();
  #element = h('ul', { class: 'tasks' });
  #more = h('button', { class: 'button wide', hidden: true }, 'Show earlier ones');

  constructor(state) {
    this.state = state;
    this.#more.addEventListener('click', () => this.#loadEarlier());
  }

  /** Reads the newest; what has not changed is not touched, so that what is open stays open. */
  async load() {
    const known = this.#tasks;
    this.#tasks = new Map();
    for (let pages = Math.max(1, Math.ceil(known.size / PAGE)); pages > 0; pages--) {
      await this.#addPage(known);
    }
    return this.#shown();
  }

  async #loadEarlier() {
    await this.#addPage(new Map());
    this.#shown();
  }

  /** @param {Map<string, TaskView>} known views that go on, if their tasks are still there */
  async #addPage(known) {
    const query = new URLSearchParams({ state: this.state, limit: String(PAGE) });
    const last = [...this.#tasks.keys()].at(-1);
    if (last !== undefined) {
      query.set('before', last);
    }
    const { tasks } = await get(`api/queue/tasks?${query}`);
    for (const task of tasks) {
      const view = known.get(task.id) ?? new TaskView();
      view.show(task);
      this.#tasks.set(task.id, view);
    }
    this.#more.hidden = tasks.length < PAGE;
  }

  #shown() {
    if (this.#tasks.size === 0) {
      return [emptyState('queue', ...NOTHING[this.state])];
    }
    const elements = [...this.#tasks.values()].map((view) => view.element);
    if (elements.some((element, i) => this.#element.children[i] !== element) || elements.length !== this.#element.children.length) {
      this.#element.replaceChildren(...elements);
    }
    return [this.#element, this.#more];
  }
}

/** One task. */
class TaskView {
  #shown = '';
  #summary = h('summary');
  #body = h('div', { class: 'task-body' });

  constructor() {
    this.element = h('li', {}, h('details', { class: 'card task' }, this.#summary, this.#body));
  }

  show(task) {
    const next = JSON.stringify(task);
    if (next === this.#shown) {
      return;
    }
    this.#shown = next;
    this.#summary.replaceChildren(
      h('code', { class: 'task-type' }, task.type),
      task.error ? h('span', { class: 'task-error' }, firstLine(task.error)) : h('span', { class: 'task-owner' }, task.owner ?? ''),
      task.attempt > 1 ? h('span', { class: 'badge', dataset: { kind: 'warn' } }, `attempt ${task.attempt}`) : '',
      h('span', { class: 'badge' }, `priority ${task.priority}`),
      h('time', { datetime: task.created_at, title: longTime(task.created_at) }, shortTime(task.created_at)),
    );
    this.#body.replaceChildren(
      h(
        'dl',
        {},
        ...fact('Task', String(task.id)),
        ...fact('Owner', task.owner),
        ...time('Queued', task.created_at),
        ...time('Due', task.run_at),
        ...time('Started', task.started_at),
        ...time('Finished', task.finished_at),
      ),
      ...part('Error', task.error),
      ...part('Payload', task.payload),
      ...part('Result', task.result),
    );
  }
}

const firstLine = (text) => text.split('\n', 1)[0];
const fact = (name, value) => (value ? [h('dt', {}, name), h('dd', {}, value)] : []);
const time = (name, iso) => (iso ? fact(name, longTime(iso)) : []);

function part(name, value) {
  if (value === null || value === undefined) {
    return [];
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return [
    h('h2', {}, name),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': name, class: name === 'Error' ? 'error-text' : null }, text),
  ];
}

class QueuePage {
  #list;

  constructor() {
    const asked = new URLSearchParams(location.search).get('state');
    this.#list = new TaskList(STATES.includes(asked) ? asked : 'pending');
    byId('refresh').addEventListener('click', () => this.show());
    setInterval(() => this.#refresh(), REFRESH_MILLIS);
  }

  async show() {
    this.shown = await fill(byId('tasks'), () => this.#list.load());
    if (this.shown) {
      await this.#showStates();
    }
  }

  async #refresh() {
    if (!this.shown || !byId('live').checked || document.hidden) {
      return;
    }
    try {
      const content = await this.#list.load();
      const { children } = byId('tasks');
      if (content.some((element, i) => children[i] !== element) || content.length !== children.length) {
        byId('tasks').replaceChildren(...content);
      }
      await this.#showStates();
    } catch {
      // The next one may get through; whoever wants to know why refreshes by hand.
    }
  }

  async #showStates() {
    const { counts } = await get('api/queue');
    const { state: current } = this.#list;
    const focused = document.activeElement?.dataset?.state;
    byId('states').replaceChildren(
      ...STATES.map((state) =>
        h(
          'button',
          { class: 'filter', 'aria-pressed': String(state === current), dataset: { state }, onclick: () => this.#choose(state) },
          state,
          h('span', { class: 'badge', dataset: { kind: state === 'failed' && counts[state] > 0 ? 'bad' : '' } }, counts[state].toLocaleString()),
        ),
      ),
    );
    byId('states').querySelector(`[data-state="${focused}"]`)?.focus();
  }

  #choose(state) {
    this.#list = new TaskList(state);
    history.replaceState(null, '', `queue?state=${state}`);
    byId('tasks').replaceChildren();
    return this.show();
  }
}

openShell();
new QueuePage().show();
lookWho();

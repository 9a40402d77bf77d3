// The conversations to choose from: searched, renamed, archived, deleted.

import { ApiError } from '../app/api.js';
import { byId, h } from '../app/dom.js';
import { icon } from '../app/icons.js';
import { confirm, toast } from '../app/notices.js';
import { period, shortTime } from '../app/time.js';

/** @typedef {import('./types.js').Summary} Summary */

/** How many pages a search reads. */
const SEARCHED_PAGES = 20;

/** Tells of `open`, `renamed` and `removed`, with the conversation's id. */
export class ConversationList extends EventTarget {
  #list = byId('conversation-list');
  #search = byId('search');
  #archivedToo = byId('show-archived');
  /** @type {Summary[]} */
  #summaries = [];
  #more = false;
  /** @type {string | null} */
  #current = null;
  /** @type {Set<string>} */
  #busy = new Set();
  #renaming = false;

  /** @param {import('./types.js').Backend} backend */
  constructor(backend) {
    super();
    this.backend = backend;
    byId('archived-toggle').hidden = !backend.titles;
    this.#archivedToo.addEventListener('change', () => this.load());
    this.#search.addEventListener('input', () => this.#find());
  }

  async load() {
    this.#summaries = [];
    await this.#loadMore();
  }

  /** @param {string | null} id the conversation that is looked at */
  select(id) {
    this.#current = id;
    this.#show();
  }

  /** @param {string} id @param {boolean} busy whether an answer is under way in it */
  mark(id, busy) {
    if (this.#busy.has(id) !== busy) {
      this.#busy[busy ? 'add' : 'delete'](id);
      this.#show();
    }
  }

  /** @param {Partial<Summary> & {id: string}} changes of a conversation, which is now the newest */
  touch(changes) {
    const index = this.#summaries.findIndex(({ id }) => id === changes.id);
    const [known] = index < 0 ? [] : this.#summaries.splice(index, 1);
    this.#summaries.unshift({
      title: null,
      archived: false,
      ...known,
      ...changes,
      updatedAt: new Date().toISOString(),
    });
    this.#show();
  }

  async #loadMore() {
    try {
      const page = await this.backend.list({
        offset: this.#summaries.length,
        archived: this.#archivedToo.checked,
      });
      const known = new Set(this.#summaries.map(({ id }) => id));
      this.#summaries.push(...page.summaries.filter(({ id }) => !known.has(id)));
      this.#more = page.more;
    } catch (error) {
      this.#more = false;
      toast(`The conversations could not be listed: ${error.message}`);
    }
    this.#show();
  }

  /** The service searches no titles: they are all read. */
  async #find() {
    this.#show();
    for (let page = 0; this.#more && this.#search.value.trim() && page < SEARCHED_PAGES; page++) {
      await this.#loadMore();
    }
  }

  #show() {
    if (this.#renaming) {
      // It is shown when that has ended.
      return;
    }
    const words = this.#search.value.trim().toLowerCase();
    const found = this.#summaries.filter((summary) => titleOf(summary).toLowerCase().includes(words));
    const items = [];
    let heading = '';
    for (const summary of found) {
      const next = period(summary.updatedAt);
      if (next !== heading) {
        heading = next;
        items.push(h('li', { class: 'list-heading' }, heading));
      }
      items.push(this.#item(summary));
    }
    if (found.length === 0) {
      items.push(h('li', { class: 'list-empty' }, words ? 'No title has these words.' : 'No conversations yet.'));
    }
    if (this.#more && !words) {
      items.push(h('li', {}, h('button', { class: 'button quiet wide', onclick: () => this.#loadMore() }, 'Show more')));
    }
    const focused = this.#list.contains(document.activeElement) ? nameOf(document.activeElement) : null;
    this.#list.replaceChildren(...items);
    if (focused !== null) {
      [...this.#list.querySelectorAll('a, button')].find((each) => nameOf(each) === focused)?.focus();
    }
  }

  /** @param {Summary} summary */
  #item(summary) {
    const title = titleOf(summary);
    const here = summary.id === this.#current;
    const link = h(
      'a',
      {
        class: 'conversation-link',
        href: `chat?c=${encodeURIComponent(summary.id)}`,
        'aria-current': here ? 'true' : null,
        onclick: (event) => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            this.#tell('open', summary.id);
          }
        },
      },
      h('span', { class: 'conversation-title' }, title),
      this.#busy.has(summary.id)
        ? h('span', { class: 'spinner', role: 'img', 'aria-label': 'An answer is under way' })
        : h('time', { datetime: summary.updatedAt }, summary.archived ? 'archived' : shortTime(summary.updatedAt)),
    );
    const item = h('li', { class: 'conversation', dataset: { current: here } }, link);
    item.append(this.#actions(summary, title, item));
    return item;
  }

  #actions(summary, title, item) {
    const action = (label, symbol, run) =>
      h('button', { class: 'icon-button', 'aria-label': `${label}: ${title}`, title: label, onclick: run }, icon(symbol));
    return h(
      'div',
      { class: 'conversation-actions' },
      this.backend.titles && action('Rename', 'edit', () => this.#rename(summary, item)),
      this.backend.titles &&
        action(summary.archived ? 'Bring back' : 'Archive', summary.archived ? 'restore' : 'archive', () =>
          this.#archive(summary),
        ),
      action('Delete', 'trash', () => this.#remove(summary, title)),
    );
  }

  #rename(summary, item) {
    const input = h('input', { class: 'rename', 'aria-label': 'New title', value: summary.title ?? '', maxlength: 200 });
    this.#renaming = true;
    const end = async (keep) => {
      if (!this.#renaming) {
        return;
      }
      this.#renaming = false;
      const title = input.value.trim();
      if (keep && title && title !== summary.title) {
        await this.#change(summary, { title }, () => {
          summary.title = title;
          this.#tell('renamed', summary.id);
        });
      }
      this.#show();
      this.#list.querySelector(`a[href$="${CSS.escape(summary.id)}"]`)?.focus();
    };
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) {
        end(true);
      } else if (event.key === 'Escape') {
        event.stopPropagation();
        end(false);
      }
    });
    input.addEventListener('blur', () => end(true));
    item.replaceChildren(input);
    input.focus();
    input.select();
  }

  async #archive(summary) {
    const archived = !summary.archived;
    await this.#change(summary, { archived }, () => {
      summary.archived = archived;
      if (archived && !this.#archivedToo.checked) {
        this.#drop(summary.id);
        toast('Archived. “Show archived” lists it again.', 'check');
      }
    });
    this.#show();
  }

  async #change(summary, changes, done) {
    try {
      await this.backend.change(summary.id, changes);
      done();
    } catch (error) {
      toast(`This could not be changed: ${error.message}`);
    }
  }

  async #remove(summary, title) {
    const sure = await confirm({
      title: 'Delete this conversation?',
      text: `“${title}” and all its messages will be gone for good.`,
      action: 'Delete',
    });
    if (!sure) {
      return;
    }
    try {
      await this.backend.remove(summary.id);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        toast(`It could not be deleted: ${error.message}`);
        return;
      }
    }
    this.drop(summary.id);
    this.#tell('removed', summary.id);
  }

  /** @param {string} id */
  titleOf(id) {
    return this.#summaries.find((summary) => summary.id === id)?.title ?? null;
  }

  /** @param {string} id of a conversation that is no more */
  drop(id) {
    this.#drop(id);
    this.#show();
  }

  #drop(id) {
    this.#summaries = this.#summaries.filter((summary) => summary.id !== id);
  }

  #tell(name, id) {
    this.dispatchEvent(new CustomEvent(name, { detail: id }));
  }
}

/** What an element of the list is found by again. */
function nameOf(element) {
  return element.getAttribute('href') ?? element.getAttribute('aria-label');
}

/** @param {Summary} summary */
function titleOf(summary) {
  return summary.title || `Conversation of ${shortTime(summary.updatedAt)}`;
}

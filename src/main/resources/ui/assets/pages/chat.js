// The chat page: a list of conversations, and the one that is looked at.

import { byId, h } from '../app/dom.js';
import { icon } from '../app/icons.js';
import { loginCard } from '../app/login.js';
import { toast } from '../app/notices.js';
import { closeDrawer, openShell, showAccount } from '../app/shell.js';
import { Composer } from '../chat/composer.js';
import { Conversation } from '../chat/conversation.js';
import { enter } from '../chat/entrance.js';
import { ConversationList } from '../chat/list.js';
import { Scrolling } from '../chat/scrolling.js';
import { welcome } from '../chat/welcome.js';

const DEMO_MODEL = 'demo';
const TITLE = 'Imbi Assistant';

/** What holds the page together. */
class ChatPage {
  #messages = byId('messages');
  #composer = new Composer();
  #scrolling = new Scrolling(byId('transcript'), byId('messages'), byId('jump'));
  /** Those that are under way stay, whatever is looked at. @type {Map<string, Conversation>} */
  #underWay = new Map();

  constructor(backend) {
    this.backend = backend;
    this.list = new ConversationList(backend);
    this.list.addEventListener('open', ({ detail }) => this.open(detail));
    this.list.addEventListener('renamed', ({ detail }) => this.#renamed(detail));
    this.list.addEventListener('removed', ({ detail }) => this.#removed(detail));
    this.#composer.addEventListener('say', ({ detail }) => this.#say(detail));
    this.#composer.addEventListener('stop', () => this.current.stop());
    byId('new-chat').addEventListener('click', () => this.open(null));
    byId('composer-area').hidden = false;
    byId('stops').hidden = !backend.streams;
    addEventListener('popstate', () => this.#look(idInAddress()));
    document.addEventListener('keydown', (event) => {
      const elsewhere = event.target.closest('.sidebar, dialog');
      if (event.key === 'Escape' && !event.defaultPrevented && !elsewhere) {
        this.current.stop();
      }
    });
  }

  async begin() {
    await Promise.all([this.list.load(), this.#look(idInAddress())]);
  }

  /** @param {string | null} id null for a new conversation */
  async open(id) {
    if (id !== idInAddress() || id === null) {
      history.pushState(null, '', id === null ? 'chat' : `chat?c=${encodeURIComponent(id)}`);
    }
    closeDrawer();
    await this.#look(id);
    this.#composer.focus();
  }

  async #look(id) {
    const known = this.#underWay.get(id);
    this.#show(known ?? this.#newConversation(id));
    if (id === null || known) {
      return;
    }
    const conversation = this.current;
    this.#messages.replaceChildren(h('p', { class: 'loading', role: 'status' }, h('span', { class: 'spinner' }), 'Loading…'));
    try {
      await conversation.load();
    } catch (error) {
      if (conversation === this.current) {
        this.#messages.replaceChildren(this.#cannotShow(error));
      }
      return;
    }
    if (conversation === this.current) {
      this.#show(conversation);
    }
  }

  #cannotShow(error) {
    const gone = error.status === 404;
    return h(
      'div',
      { class: 'notice error', role: 'alert' },
      icon('alert'),
      h('span', {}, gone ? 'There is no such conversation (any more).' : `It could not be shown: ${error.message}`),
      h(
        'button',
        { class: 'button small', onclick: () => (gone ? this.open(null) : this.#look(idInAddress())) },
        gone ? 'New chat' : 'Try again',
      ),
    );
  }

  #newConversation(id) {
    const conversation = new Conversation(this.backend, id);
    conversation.addEventListener('created', () => {
      if (conversation === this.current) {
        history.replaceState(null, '', `chat?c=${encodeURIComponent(conversation.id)}`);
      }
      this.list.touch({ id: conversation.id, title: conversation.title });
      this.list.select(this.current.id);
    });
    conversation.addEventListener('title', () => {
      this.list.touch({ id: conversation.id, title: conversation.title });
      this.#showTitle();
    });
    conversation.addEventListener('change', () => this.#changed(conversation));
    conversation.addEventListener('gone', () => this.list.drop(conversation.id));
    conversation.addEventListener('refused', ({ detail }) => toast(`Please sign in again: ${detail}`));
    return conversation;
  }

  #changed(conversation) {
    if (conversation.id !== null) {
      this.#underWay[conversation.running ? 'set' : 'delete'](conversation.id, conversation);
      this.list.mark(conversation.id, conversation.running);
    }
    if (conversation === this.current) {
      this.#showState();
    }
  }

  /** @param {Conversation} conversation */
  #show(conversation) {
    this.current = conversation;
    this.list.select(conversation.id);
    this.#messages.replaceChildren(conversation.element);
    this.#showState();
    this.#scrolling.toEnd();
  }

  #showState() {
    const { current } = this;
    this.#composer.show({
      running: current.running,
      stoppable: this.backend.streams,
      stopping: current.stopping,
    });
    if (current.empty && !current.running && !current.element.hasChildNodes()) {
      current.element.append(welcome((text) => this.#say(text)));
    }
    this.#showTitle();
  }

  #showTitle() {
    const { title, model } = this.current;
    document.title = `${title ?? 'Chat'} · ${TITLE}`;
    byId('chat-title').textContent = title ?? 'Chat';
    document.querySelector('.topbar-title').textContent = title ?? 'Chat';
    const demo = model === DEMO_MODEL;
    byId('demo').hidden = !demo;
    byId('topbar-end').replaceChildren(demo ? h('span', { class: 'badge', dataset: { kind: 'warn' } }, 'demo model') : '');
  }

  async #say(text) {
    const { current } = this;
    current.element.querySelector('.welcome')?.remove();
    this.#scrolling.toEnd();
    if (current.id === null) {
      // Until it is given a title.
      current.title = text;
    } else {
      this.list.touch({ id: current.id });
    }
    await current.say(text);
  }

  #renamed(id) {
    if (this.current.id === id) {
      this.current.title = this.list.titleOf(id);
      this.#showTitle();
    }
  }

  #removed(id) {
    this.#underWay.get(id)?.leave();
    this.#underWay.delete(id);
    if (this.current.id === id) {
      this.open(null);
    }
  }
}

function idInAddress() {
  return new URLSearchParams(location.search).get('c');
}

async function begin() {
  openShell();
  try {
    const entered = await enter();
    if (entered.backend) {
      showAccount(entered.name);
      await new ChatPage(entered.backend).begin();
    } else {
      byId('messages').replaceChildren(loginCard(entered.refusal));
    }
  } catch (error) {
    console.error(error);
    byId('messages').replaceChildren(
      h(
        'div',
        { class: 'notice error', role: 'alert' },
        icon('alert'),
        h('span', {}, error.message),
        h('button', { class: 'button small', onclick: () => location.reload() }, 'Try again'),
      ),
    );
  }
}

begin();

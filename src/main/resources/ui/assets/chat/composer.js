// Where a person writes.

import { byId } from '../app/dom.js';
import { toast } from '../app/notices.js';

/** The most that the service takes at once. */
const MAX_CHARS = 32768;
const MAX_HEIGHT = 220;

/** Tells of `say`, with the text, and of `stop`. */
export class Composer extends EventTarget {
  #form = byId('composer');
  #input = byId('question');
  #send = byId('send');
  #stop = byId('stop');

  constructor() {
    super();
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#say();
    });
    this.#input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#say();
      }
    });
    this.#input.addEventListener('input', () => this.#fit());
    this.#stop.addEventListener('click', () => this.dispatchEvent(new Event('stop')));
    this.#fit();
  }

  /**
   * @param {{running: boolean, stoppable: boolean, stopping: boolean}} state of the answer
   */
  show({ running, stoppable, stopping }) {
    const hadFocus = [this.#send, this.#stop].includes(document.activeElement);
    this.running = running;
    this.#stop.hidden = !(running && stoppable);
    this.#stop.disabled = stopping;
    this.#send.hidden = !this.#stop.hidden;
    this.#fit();
    if (hadFocus) {
      this.focus();
    }
  }

  /** @param {string} text to be sent or changed */
  fill(text) {
    this.#input.value = text;
    this.#fit();
    this.focus();
  }

  focus() {
    this.#input.focus();
  }

  #say() {
    const text = this.#input.value.trim();
    if (!text || this.running) {
      return;
    }
    if (text.length > MAX_CHARS) {
      toast(`A message may have ${MAX_CHARS.toLocaleString()} characters; this one has ${text.length.toLocaleString()}.`);
      return;
    }
    this.#input.value = '';
    this.#fit();
    this.dispatchEvent(new CustomEvent('say', { detail: text }));
  }

  /** As high as the text, up to a limit beyond which it scrolls. */
  #fit() {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, MAX_HEIGHT)}px`;
    this.#send.disabled = !this.#input.value.trim() || Boolean(this.running);
  }
}

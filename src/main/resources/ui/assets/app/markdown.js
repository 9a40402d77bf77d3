// Markdown as it comes, made safe: what an answer holds may have been written by anybody.

import { Marked } from '../vendor/marked.js';
import DOMPurify from '../vendor/purify.js';
import { copyButton } from './copying.js';
import { h } from './dom.js';

const TAGS = (
  'a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s ' +
  'samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var'
).split(' ');

/** What HTML has and an answer must not: left out with all that it holds or does. */
const REFUSED = (
  'applet area audio base body button canvas embed form frame frameset head html iframe img image input link map ' +
  'math meta noscript object option param picture script select slot source style svg template textarea title ' +
  'track video'
).split(' ');

const SANITIZED = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ['href', 'title', 'start', 'align', 'colspan', 'rowspan', 'open', 'data-language'],
  ADD_URI_SAFE_ATTR: ['start', 'align', 'colspan', 'rowspan', 'open', 'data-language'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|\/(?![/\\]))/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  KEEP_CONTENT: true,
  RETURN_DOM_FRAGMENT: true,
};

const platform = document.querySelector('meta[name="imbi-platform-url"]')?.getAttribute('content') ?? '';

/**
 * The address of a page of the platform's own web UI; null where nobody knows where that is.
 *
 * @param {string} path from its root
 */
export function platformUrl(path) {
  if (!platform || !path.startsWith('/') || path.startsWith('//') || path.includes('\\')) {
    return null;
  }
  return platform.replace(/\/+$/, '') + path;
}

const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const marked = new Marked({
  gfm: true,
  renderer: {
    code({ text, lang }) {
      return `<pre data-language="${escape(lang?.split(/\s/)[0] ?? '')}"><code>${escape(text)}\n</code></pre>`;
    },
    /** A picture would tell its server who is reading: it is a link. */
    image({ href, text }) {
      return `<a href="${escape(href)}">${escape(text || href)}</a>`;
    },
    /** Below the page's own title. */
    heading({ tokens, depth }) {
      const level = Math.min(depth + 1, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    checkbox({ checked }) {
      return checked ? '☑ ' : '☐ ';
    },
    /** What no HTML has is a placeholder such as <name>, which is to be seen. */
    html({ text }) {
      const name = /^<[/!]?\s*([a-z0-9-]*)/i.exec(text)?.[1].toLowerCase() ?? '';
      return name === '' || TAGS.includes(name) || REFUSED.includes(name) ? text : escape(text);
    },
  },
});

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName !== 'A') {
    return;
  }
  const href = node.getAttribute('href');
  const target = href?.startsWith('/') ? platformUrl(href) : href;
  if (!target) {
    node.removeAttribute('href');
    return;
  }
  node.setAttribute('href', target);
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/**
 * @param {string} html
 * @returns {DocumentFragment}
 */
function safe(html) {
  const fragment = DOMPurify.sanitize(html, SANITIZED);
  fragment.querySelectorAll('pre').forEach(frameCode);
  fragment.querySelectorAll('table').forEach((table) => {
    const scroller = h('div', { class: 'table-scroller', tabindex: '0', role: 'region', 'aria-label': 'Table' });
    table.replaceWith(scroller);
    scroller.append(table);
  });
  return fragment;
}

/** @param {HTMLElement} pre */
function frameCode(pre) {
  const language = pre.dataset.language;
  const copy = copyButton('copy', () => pre.textContent.replace(/\n$/, ''), 'Copy the code');
  const frame = h('div', { class: 'code' }, h('div', { class: 'code-head' }, h('span', {}, language || 'text'), copy));
  pre.replaceWith(frame);
  pre.tabIndex = 0;
  pre.setAttribute('role', 'region');
  pre.setAttribute('aria-label', language ? `Code in ${language}` : 'Code');
  frame.append(pre);
}

/**
 * Text that grows, drawn at most once a frame. It is cut into blocks (a paragraph, a list, a table),
 * and a block that has not changed is not touched: nothing flickers, and a selection stays.
 */
export class MarkdownView {
  #text = '';
  #blocks = [];
  #scheduled = 0;

  constructor() {
    /** Where it is shown. */
    this.element = h('div', { class: 'prose' });
  }

  get text() {
    return this.#text;
  }

  /** @param {string} more */
  append(more) {
    this.#text += more.replaceAll('\r', '');
    this.#scheduled ||= requestAnimationFrame(() => this.#draw(false));
  }

  /** Draws all there is, now; links may refer to what stands further down. */
  finish() {
    cancelAnimationFrame(this.#scheduled);
    this.#draw(true);
  }

  #draw(whole) {
    this.#scheduled = 0;
    // Whatever comes can only change the last block, or join it to the one before.
    const kept = whole ? 0 : Math.max(0, this.#blocks.length - 2);
    const start = this.#blocks.slice(0, kept).reduce((sum, block) => sum + block.raw.length, 0);
    const tokens = marked.lexer(this.#text.slice(start));
    tokens.forEach((token, i) => this.#show(kept + i, token, tokens.links));
    this.#blocks.splice(kept + tokens.length).forEach((block) => block.element.remove());
  }

  #show(index, token, links) {
    const before = this.#blocks[index];
    const html = marked.parser(Object.assign([token], { links }));
    if (before?.html === html) {
      before.raw = token.raw;
      return;
    }
    const element = before?.element ?? h('div', { class: 'block' });
    element.replaceChildren(safe(html));
    if (!before) {
      this.element.append(element);
    }
    this.#blocks[index] = { raw: token.raw, html, element };
  }
}

/**
 * @param {string} text
 * @returns {HTMLElement}
 */
export function markdown(text) {
  const view = new MarkdownView();
  view.append(text);
  view.finish();
  return view.element;
}

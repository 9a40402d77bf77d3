// The transcript stays at its end while an answer grows, until somebody scrolls up to read.

const NEAR_PIXELS = 60;

/** Keeps an element scrolled to its end. */
export class Scrolling {
  #element;
  #jump;
  #atEnd = true;
  #last = 0;

  /**
   * @param {HTMLElement} element what scrolls
   * @param {HTMLElement} content what grows in it
   * @param {HTMLElement} jump a button that leads to the end
   */
  constructor(element, content, jump) {
    this.#element = element;
    this.#jump = jump;
    element.addEventListener('scroll', () => this.#look());
    jump.addEventListener('click', () => this.toEnd());
    // What somebody opens is to be read where it is.
    element.addEventListener('click', ({ target }) => {
      if (target.closest('summary')) {
        this.#atEnd = false;
      }
    });
    const growth = new ResizeObserver(() => (this.#atEnd ? this.toEnd() : this.#look()));
    growth.observe(content);
    growth.observe(element);
  }

  toEnd() {
    this.#atEnd = true;
    this.#element.scrollTop = this.#element.scrollHeight;
    this.#jump.hidden = true;
  }

  #look() {
    const { scrollTop, scrollHeight, clientHeight } = this.#element;
    if (scrollHeight - scrollTop - clientHeight < NEAR_PIXELS) {
      this.#atEnd = true;
    } else if (scrollTop < this.#last) {
      // Somebody went up; what grows below moves nothing.
      this.#atEnd = false;
    }
    this.#last = scrollTop;
    this.#jump.hidden = this.#atEnd;
  }
}

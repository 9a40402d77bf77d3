// Cards that ask a person: calls that wait for approval, and actions that the model proposes.

import { h } from '../app/dom.js';
import { icon } from '../app/icons.js';

const RISKS = {
  read_only: 'This call only reads.',
  mutating: 'This call changes something.',
  destructive: 'This call may delete something or change it for good.',
};

let cards = 0;

/** What both kinds of cards have in common: what would be done, and one answer. */
class Card {
  #buttons = h('div', { class: 'ask-actions' });
  #outcome = h('p', { class: 'ask-outcome', role: 'status' });

  constructor({ risk, title, name, description, input, note, options, onanswer }) {
    const id = `ask-${++cards}`;
    for (const { value, label, look } of options) {
      const button = h('button', { class: `button ${look}`, type: 'button' }, label);
      button.addEventListener('click', () => onanswer(value));
      this.#buttons.append(button);
    }
    this.element = h(
      'section',
      { class: 'ask', 'aria-labelledby': id, dataset: { risk } },
      h('h2', { id }, icon('shield'), title, ' ', h('code', {}, name)),
      description ? h('p', { class: 'ask-description' }, description) : null,
      h('pre', { tabindex: '0', role: 'region', 'aria-label': 'What it will run with' }, JSON.stringify(input, null, 2)),
      note ? h('p', { class: 'ask-note' }, note) : null,
      this.#buttons,
      this.#outcome,
    );
  }

  /** An answer is under way: nothing more can be clicked. */
  lock(text) {
    for (const button of this.#buttons.children) {
      button.disabled = true;
    }
    this.#outcome.textContent = text;
  }

  /** The answer did not get through. */
  unlock(text) {
    for (const button of this.#buttons.children) {
      button.disabled = false;
    }
    this.#outcome.textContent = text;
  }

  /** There is an answer, from here or from elsewhere. */
  close(text) {
    this.element.dataset.closed = '';
    this.#buttons.remove();
    this.#outcome.textContent = text;
  }
}

/** A call that waits for approval. */
export class ApprovalCard extends Card {
  /**
   * @param {import('./types.js').Approval} approval
   * @param {(card: ApprovalCard, approve: boolean) => void} onanswer
   */
  constructor(approval, onanswer) {
    super({
      risk: approval.risk,
      title: 'Run this?',
      name: approval.name,
      description: approval.description,
      input: approval.input,
      note: RISKS[approval.risk],
      options: [
        { value: true, label: 'Approve', look: approval.risk === 'destructive' ? 'danger' : 'primary' },
        { value: false, label: 'Deny', look: '' },
      ],
      onanswer: (approve) => onanswer(this, approve),
    });
    this.approval = approval;
  }
}

/** An action that the model proposes. */
export class ProposalCard extends Card {
  /**
   * @param {import('./types.js').Proposal} proposal
   * @param {(card: ProposalCard, option: string) => void} onanswer
   */
  constructor(proposal, onanswer) {
    super({
      risk: 'mutating',
      title: 'Proposed:',
      name: proposal.action,
      description: proposal.description,
      input: proposal.parameters,
      note: null,
      options: proposal.options.map(({ id, label }, index) => ({ value: id, label, look: index === 0 ? 'primary' : '' })),
      onanswer: (option) => onanswer(this, option),
    });
    this.update(proposal);
  }

  /** @param {import('./types.js').Proposal} proposal as it is now */
  update(proposal) {
    this.proposal = proposal;
    if (proposal.answered) {
      const chosen = proposal.options.find((option) => option.id === proposal.response);
      this.close(chosen ? `Answered: ${chosen.label}` : 'Answered.');
    }
  }
}

// What a person is asked in a conversation, and what comes of the answers.

import { ApiError } from '../app/api.js';
import { ApprovalCard, ProposalCard } from './cards.js';

/** @typedef {import('./answer.js').AnswerView} AnswerView */

/** The cards of one conversation. */
export class Asks {
  /** @type {Map<string, ApprovalCard>} */
  #approvals = new Map();
  /** @type {Map<string, ProposalCard>} */
  #proposals = new Map();
  #conversation;

  /**
   * @param {{
   *   id: string | null,
   *   backend: import('./types.js').Backend,
   *   add: (element: HTMLElement) => void,
   *   decided: (events: AsyncIterable<import('./types.js').StreamEvent>, answer: AnswerView) => void,
   *   responded: (events: AsyncIterable<import('./types.js').StreamEvent>) => void,
   *   decidedElsewhere: () => void,
   * }} conversation what they belong to
   */
  constructor(conversation) {
    this.#conversation = conversation;
  }

  /** Forgets all cards, because they are shown no more. */
  clear() {
    this.#approvals.clear();
    this.#proposals.clear();
  }

  /** Another message denies what waits. */
  movedOn() {
    for (const card of this.#approvals.values()) {
      card.close('Not run, because you went on with another message.');
    }
    this.#approvals.clear();
  }

  /**
   * Asks about a call below the answer that it belongs to.
   *
   * @param {import('./types.js').Approval} approval
   * @param {AnswerView} answer
   */
  ask(approval, answer) {
    if (!this.#approvals.has(approval.id)) {
      const card = new ApprovalCard(approval, (_, approve) => this.#decide(card, approve, answer));
      this.#approvals.set(approval.id, card);
      answer.element.append(card.element);
    }
  }

  /**
   * @param {import('./types.js').Proposal} proposal
   * @param {(card: HTMLElement) => void} put shows the card, if there is none yet
   */
  propose(proposal, put) {
    const known = this.#proposals.get(proposal.id);
    if (known) {
      known.update(proposal);
      return;
    }
    const card = new ProposalCard(proposal, (_, option) => this.#respond(card, option));
    this.#proposals.set(proposal.id, card);
    put(card.element);
  }

  /** Shows all proposals as they are now. */
  async refreshProposals() {
    const { backend, id } = this.#conversation;
    for (const proposal of await backend.proposals(id)) {
      this.propose(proposal, (card) => this.#conversation.add(card));
    }
  }

  async #decide(card, approve, answer) {
    const { backend, id } = this.#conversation;
    const { approval } = card;
    card.lock(approve ? 'Approving…' : 'Denying…');
    let events;
    try {
      events = await backend.decide(id, approval.id, approve);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        card.close('This was decided elsewhere.');
        this.#conversation.decidedElsewhere();
      } else {
        card.unlock(error.message);
      }
      return;
    }
    this.#approvals.delete(approval.id);
    card.close(approve ? 'You approved this.' : 'You denied this.');
    answer.callOf(approval).update({ state: approve ? 'queued' : 'denied' });
    this.#conversation.decided(events, answer);
  }

  async #respond(card, option) {
    const { backend, id } = this.#conversation;
    const { proposal } = card;
    card.lock(`${proposal.options.find((each) => each.id === option)?.label}…`);
    let events;
    try {
      events = await backend.respond(id, proposal.id, option);
    } catch (error) {
      if (error instanceof ApiError && error.status === 400) {
        card.close(error.message);
        await this.refreshProposals().catch(() => {});
      } else {
        card.unlock(error.message);
      }
      return;
    }
    card.update({ ...proposal, answered: true, response: option });
    this.#conversation.responded(events);
  }
}

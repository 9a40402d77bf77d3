// Actions that the model has proposed, and a person's answer.

import { ApiError, get, post } from '../app/api.js';
import { entriesOf } from './history.js';
import { answerOf, conversationPath } from './tasks.js';

/**
 * @param {string} conversation
 * @returns {Promise<import('./types.js').Proposal[]>} none where the service knows of no proposals
 */
export async function proposalsOf(conversation) {
  try {
    const { proposals } = await get(conversationPath(conversation, '/proposals'));
    return entriesOf(proposals).map((entry) => entry.proposal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return [];
    }
    throw error;
  }
}

/**
 * @param {string} conversation
 * @param {string} proposal
 * @param {string} option
 * @returns {Promise<AsyncGenerator<import('./types.js').StreamEvent>>}
 * @throws {ApiError} 400 where it has been answered already
 */
export async function respond(conversation, proposal, option) {
  const path = conversationPath(conversation, `/proposals/${encodeURIComponent(proposal)}`);
  const answer = await post(path, { option });
  return outcome(conversation, answer);
}

async function* outcome(conversation, { message, task_id: task }) {
  yield { name: 'entries', data: { entries: entriesOf([message]) } };
  if (task) {
    yield* answerOf(conversation, task);
  } else {
    yield { name: 'done', data: { usage: null } };
  }
}

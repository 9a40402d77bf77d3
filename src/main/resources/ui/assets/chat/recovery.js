// The way back to an answer whose stream broke.

import { ApiError, Unreachable } from '../app/api.js';

const FIRST_PAUSE_MILLIS = 1000;
const LONGEST_PAUSE_MILLIS = 15000;
const ELSEWHERE_MILLIS = 2000;

/** The stream ended without an end. */
export class Cut extends Error {}

/** Whether an answer may go on although its stream does not. */
export function isLoss(error) {
  return error instanceof Cut || error instanceof Unreachable;
}

/**
 * Asks for the answer until the service says how it stands.
 *
 * @param {import('./conversation.js').Conversation} conversation
 * @param {import('./answer.js').AnswerView} answer where to say what is being waited for
 * @param {AbortSignal} signal
 * @returns {Promise<AsyncIterable<import('./types.js').StreamEvent> | null>} null where nothing runs
 *   any more: then the answer is stored
 */
export async function reconnected(conversation, answer, signal) {
  for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
    try {
      return await conversation.backend.follow(conversation.id, signal);
    } catch (error) {
      const elsewhere = error instanceof ApiError && error.status === 409;
      const away = error instanceof Unreachable || (error instanceof ApiError && error.status >= 500);
      if (!elsewhere && !away) {
        throw error;
      }
      answer.notify(
        elsewhere
          ? 'This answer is being written on another replica of the service. It appears when it is complete.'
          : 'The connection was lost. Trying to get it back…',
        'info',
      );
      await pauseOrOnline(elsewhere ? ELSEWHERE_MILLIS : pause);
    }
  }
}

/** A while, cut short when the browser says that the network is back. */
function pauseOrOnline(millis) {
  return new Promise((resolve) => {
    const timer = setTimeout(proceed, millis);
    function proceed() {
      clearTimeout(timer);
      removeEventListener('online', proceed);
      resolve();
    }
    addEventListener('online', proceed);
  });
}

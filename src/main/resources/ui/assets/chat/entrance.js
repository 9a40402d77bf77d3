// Finds out how this caller may talk to the assistant.

import { ApiError, get, underPrefix } from '../app/api.js';
import { token } from '../app/session.js';
import { Polling } from './polling.js';
import { Streaming } from './streaming.js';

const FORBIDDEN = 403;

/**
 * Streaming where the conversations' own interface knows the caller (by a token, or by what an
 * ingress adds); else the queue's, which also serves who needs no login.
 *
 * @returns {Promise<{backend: import('./types.js').Backend, name: string | null} | {refusal: string | null}>}
 */
export async function enter() {
  const me = await attempt(() => get('api/me'));
  if (me.answer?.login === 'none') {
    return { backend: new Polling(), name: nameOf(me.answer) };
  }
  const streaming = await attempt(() => get(underPrefix('conversations?limit=1')));
  if (streaming.answer) {
    return { backend: new Streaming(), name: nameOf(me.answer) ?? streaming.answer[0]?.user_email ?? null };
  }
  if (me.answer) {
    return { backend: new Polling(), name: nameOf(me.answer) };
  }
  if (me.refusal.status === FORBIDDEN) {
    return { refusal: me.refusal.message };
  }
  return { refusal: token() ? streaming.refusal.message : null };
}

function nameOf(me) {
  return me ? me.display_name || me.name : null;
}

async function attempt(call) {
  try {
    return { answer: await call(), refusal: null };
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) {
      return { answer: null, refusal: error };
    }
    throw error;
  }
}

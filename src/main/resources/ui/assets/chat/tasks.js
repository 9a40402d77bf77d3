// Answers that the queue works on: asked for until they are there, and found again after a reload.

import { ApiError, get } from '../app/api.js';
import { entriesOf } from './history.js';

const KEY = 'imbi-assistant.tasks';
const FIRST_PAUSE_MILLIS = 300;
const LONGEST_PAUSE_MILLIS = 2000;
const PATIENCE_MILLIS = 15000;

/**
 * @param {string} id of a conversation
 * @param {string} [rest] such as `/history`
 */
export function conversationPath(id, rest = '') {
  return `api/chat/conversations/${encodeURIComponent(id)}${rest}`;
}

/**
 * The tasks of a conversation that this tab still waits for, the oldest first.
 *
 * @param {string} conversation
 * @returns {string[]}
 */
export function pendingTasks(conversation) {
  return all()[conversation] ?? [];
}

/**
 * The events of a task: `waiting` if it takes long, its messages as entries, then its end.
 *
 * @param {string} conversation
 * @param {string} task
 * @param {AbortSignal} [signal]
 */
export async function* answerOf(conversation, task, signal) {
  remember(conversation, [...new Set([...pendingTasks(conversation), task])]);
  let answer = await finished(task, signal, performance.now() + PATIENCE_MILLIS);
  if (answer === undefined) {
    yield { name: 'waiting', data: {} };
    answer = await finished(task, signal, Infinity);
  }
  remember(conversation, pendingTasks(conversation).filter((each) => each !== task));
  if (answer === null) {
    yield { name: 'error', data: { message: 'What came of this is not known any more. Please ask again.' } };
    return;
  }
  const entries = entriesOf(answer.messages ?? []);
  yield { name: 'entries', data: { entries } };
  yield answer.status === 'failed' && entries.length === 0
    ? { name: 'error', data: { message: 'The task failed. The queue’s page shows why.' } }
    : { name: 'done', data: { usage: null } };
}

/** What came of a task; null if nobody knows of it, undefined if that takes too long. */
async function finished(task, signal, deadline) {
  let pause = FIRST_PAUSE_MILLIS;
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    try {
      const answer = await get(`api/chat/tasks/${encodeURIComponent(task)}`);
      if (answer.status !== 'pending') {
        return answer;
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        return null;
      }
      if (error instanceof ApiError && error.status < 500) {
        throw error;
      }
      // The service is away: it keeps the answer, so there is nothing to do but to ask again.
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MILLIS);
  }
  return undefined;
}

function all() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
}

function remember(conversation, tasks) {
  const known = all();
  if (tasks.length > 0) {
    known[conversation] = tasks;
  } else {
    delete known[conversation];
  }
  sessionStorage.setItem(KEY, JSON.stringify(known));
}

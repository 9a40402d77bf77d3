// Conversations whose answers are asked for until they are there.

import { get, post, remove } from '../app/api.js';
import { entriesOf } from './history.js';
import { proposalsOf, respond } from './proposals.js';
import { answerOf, conversationPath, pendingTasks } from './tasks.js';

/** @typedef {import('./types.js').Backend} Backend */

/** @implements {Backend} */
export class Polling {
  streams = false;
  titles = false;

  async list() {
    const { conversations } = await get('api/chat/conversations');
    const summaries = conversations.map((conversation) => ({
      id: conversation.id,
      title: null,
      updatedAt: conversation.last_activity,
      archived: false,
    }));
    return { summaries, more: false };
  }

  async create() {
    const { conversation_id: id } = await post('api/chat/conversations');
    return { id, model: null };
  }

  async load(id) {
    const { messages } = await get(conversationPath(id, '/history'));
    return { summary: null, model: null, entries: entriesOf(messages) };
  }

  async change() {
    throw new Error('These conversations have neither titles nor an archive.');
  }

  async remove(id) {
    await remove(conversationPath(id));
  }

  async say(id, text, signal) {
    const answer = await post(conversationPath(id, '/messages'), { content: text });
    if (answer.type === 'command') {
      return once(entriesOf([answer.message]));
    }
    return answerOf(id, answer.task_id, signal);
  }

  async follow(id, signal) {
    const tasks = pendingTasks(id);
    return tasks.length === 0 ? null : oneAfterTheOther(tasks.map((task) => answerOf(id, task, signal)));
  }

  /** What is queued cannot be stopped. */
  async stop() {
    return false;
  }

  async approvals() {
    return [];
  }

  async decide() {
    throw new Error('No call waits here.');
  }

  proposals(id) {
    return proposalsOf(id);
  }

  respond(id, proposal, option) {
    return respond(id, proposal, option);
  }
}

async function* oneAfterTheOther(answers) {
  for (const answer of answers) {
    yield* answer;
  }
}

async function* once(entries) {
  yield { name: 'entries', data: { entries } };
  yield { name: 'done', data: { usage: null } };
}

// Conversations whose answers are streamed as they are written.

import { ApiError, get, patch, post, remove, request, underPrefix } from '../app/api.js';
import { events } from '../app/sse.js';
import { toEntries } from './history.js';
import { proposalsOf, respond } from './proposals.js';

const PAGE = 50;
const NO_CONTENT = 204;

const at = (id, rest = '') => underPrefix(`conversations/${encodeURIComponent(id)}${rest}`);

const summaryOf = (conversation) => ({
  id: conversation.id,
  title: conversation.title,
  updatedAt: conversation.updated_at,
  archived: conversation.is_archived,
});

/** @typedef {import('./types.js').Backend} Backend */

/** @implements {Backend} */
export class Streaming {
  streams = true;
  titles = true;

  async list({ offset, archived }) {
    const query = new URLSearchParams({
      limit: String(PAGE),
      offset: String(offset),
      include_archived: String(archived),
    });
    const conversations = await get(underPrefix(`conversations?${query}`));
    return { summaries: conversations.map(summaryOf), more: conversations.length === PAGE };
  }

  async create() {
    const { id, model } = await post(underPrefix('conversations'));
    return { id, model };
  }

  async load(id) {
    const conversation = await get(at(id));
    return {
      summary: summaryOf(conversation),
      model: conversation.model,
      entries: toEntries(conversation.messages),
    };
  }

  async change(id, { title, archived }) {
    await patch(at(id), { title, is_archived: archived });
  }

  async remove(id) {
    await remove(at(id));
  }

  async say(id, text, signal) {
    return events(await request('POST', at(id, '/messages'), { content: text }, signal));
  }

  async follow(id, signal) {
    const response = await request('GET', at(id, '/turn'), undefined, signal);
    return response.status === NO_CONTENT ? null : events(response);
  }

  async stop(id) {
    try {
      await request('DELETE', at(id, '/turn'));
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        return false;
      }
      throw error;
    }
  }

  async approvals(id) {
    return get(at(id, '/approvals'));
  }

  async decide(id, call, approve) {
    const decision = { decision: approve ? 'approve' : 'deny' };
    return events(await request('POST', at(id, `/approvals/${encodeURIComponent(call)}`), decision));
  }

  proposals(id) {
    return proposalsOf(id);
  }

  respond(id, proposal, option) {
    return respond(id, proposal, option);
  }
}

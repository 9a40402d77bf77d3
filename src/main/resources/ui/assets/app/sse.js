// Server-sent events, read from a response: the browser's own reader can send no credential.

import { Unreachable } from './api.js';

/**
 * @typedef {{name: string, data: any}} StreamEvent
 */

/**
 * @param {Response} response
 * @returns {AsyncGenerator<StreamEvent>} ends where the stream ends; comments are passed over
 * @throws {Unreachable} if the connection breaks
 */
export async function* events(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await read(reader);
      if (done) {
        return;
      }
      rest += decoder.decode(value, { stream: true });
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        const event = parse(rest.slice(0, end));
        rest = rest.slice(end + 2);
        if (event) {
          yield event;
        }
      }
    }
  } finally {
    // Whoever stops reading lets go of the connection too.
    reader.cancel().catch(() => {});
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (error) {
    throw error.name === 'AbortError' ? error : new Unreachable();
  }
}

/** @returns {StreamEvent | null} null for a block that holds no data */
function parse(block) {
  let name = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) {
      name = line.slice('event:'.length).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice('data:'.length).replace(/^ /, ''));
    }
  }
  return data.length === 0 ? null : { name, data: JSON.parse(data.join('\n')) };
}

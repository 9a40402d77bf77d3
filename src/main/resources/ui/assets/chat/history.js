// Stored messages, turned into what the transcript shows.

/** @typedef {import('./types.js').Entry} Entry */

/**
 * Messages of a streamed conversation. All that follows a person's message is one answer: its texts,
 * and its calls with what they returned.
 *
 * @param {any[]} messages
 * @returns {Entry[]}
 */
export function toEntries(messages) {
  const entries = [];
  /** @type {Map<string, import('./types.js').Call>} */
  const calls = new Map();
  for (const message of messages) {
    if (message.role === 'user') {
      for (const result of message.tool_results ?? []) {
        settle(calls.get(result.tool_use_id), result);
      }
      if (message.content) {
        entries.push({ kind: 'user', text: message.content, at: message.created_at });
      }
      continue;
    }
    const answer = openAnswer(entries, message.created_at);
    if (message.content) {
      answer.parts.push({ kind: 'text', text: message.content });
    }
    for (const { id, name, input } of message.tool_use ?? []) {
      const call = { id, name, input, state: 'done', result: null };
      calls.set(id, call);
      answer.parts.push({ kind: 'call', call });
    }
    answer.at = message.created_at;
    answer.usage = sum(answer.usage, message.token_usage);
  }
  return entries;
}

function openAnswer(entries, at) {
  const last = entries.at(-1);
  if (last?.kind === 'answer') {
    return last;
  }
  const answer = { kind: 'answer', parts: [], usage: null, at };
  entries.push(answer);
  return answer;
}

function settle(call, { content, is_error: failed }) {
  if (!call) {
    return;
  }
  call.result = plainText(content);
  call.state = failed ? 'failed' : 'done';
  if (failed && call.result.startsWith('Not run: ')) {
    call.state = 'denied';
  }
}

/** @param {unknown} content a text, or blocks of content */
function plainText(content) {
  if (typeof content === 'string') {
    return content;
  }
  if (Array.isArray(content)) {
    return content.map((block) => (block?.type === 'text' ? block.text : JSON.stringify(block, null, 2))).join('\n');
  }
  return JSON.stringify(content, null, 2);
}

function sum(before, usage) {
  if (!usage) {
    return before;
  }
  return {
    input_tokens: (before?.input_tokens ?? 0) + usage.input_tokens,
    output_tokens: (before?.output_tokens ?? 0) + usage.output_tokens,
  };
}

/**
 * Messages of a conversation of the queue.
 *
 * @param {any[]} messages
 * @returns {Entry[]}
 */
export function entriesOf(messages) {
  return messages.map((message) => {
    if (message.type === 'confirmation') {
      return { kind: 'proposal', proposal: proposalOf(message) };
    }
    if (message.type === 'response' || message.role === 'system') {
      return { kind: 'notice', text: message.content };
    }
    return message.role === 'user'
      ? { kind: 'user', text: message.content, at: message.timestamp }
      : { kind: 'answer', parts: [{ kind: 'text', text: message.content }], usage: null, at: message.timestamp };
  });
}

/**
 * The entries, with the proposals where they were made: below the answer that made them.
 *
 * @param {Entry[]} entries
 * @param {import('./types.js').Proposal[]} proposals
 * @returns {Entry[]}
 */
export function withProposals(entries, proposals) {
  const all = [...entries];
  for (const proposal of proposals) {
    const made = all.findIndex((entry) => entry.kind === 'answer' && Date.parse(entry.at) >= Date.parse(proposal.at));
    let place = made < 0 ? all.length : made + 1;
    while (all[place]?.kind === 'proposal') {
      place++;
    }
    all.splice(place, 0, { kind: 'proposal', proposal });
  }
  return all;
}

function proposalOf({ content, metadata, timestamp }) {
  return {
    id: metadata.proposal_id,
    action: metadata.action,
    parameters: metadata.parameters,
    description: metadata.description || content,
    options: metadata.options,
    answered: metadata.status !== 'pending',
    response: metadata.response ?? null,
    at: timestamp,
  };
}

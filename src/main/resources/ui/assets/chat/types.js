// The shapes that the chat's modules pass to each other. There is no code here.

/**
 * A conversation as the list shows it.
 *
 * @typedef {object} Summary
 * @property {string} id
 * @property {string | null} title
 * @property {string} updatedAt ISO 8601
 * @property {boolean} archived
 */

/**
 * A call of a tool.
 *
 * @typedef {object} Call
 * @property {string} id
 * @property {string} name
 * @property {unknown} input
 * @property {'writing' | 'queued' | 'running' | 'done' | 'failed' | 'waiting' | 'denied'} state
 * @property {string | null} result null where it is not known (yet)
 */

/**
 * @typedef {{kind: 'text', text: string} | {kind: 'call', call: Call}} Part
 */

/**
 * @typedef {{input_tokens: number, output_tokens: number}} Usage
 */

/**
 * What a conversation consists of.
 *
 * @typedef {{kind: 'user', text: string, at: string}
 *   | {kind: 'answer', parts: Part[], usage: Usage | null, at: string}
 *   | {kind: 'notice', text: string}
 *   | {kind: 'proposal', proposal: Proposal}} Entry
 */

/**
 * An action that waits for a person.
 *
 * @typedef {object} Proposal
 * @property {string} id
 * @property {string} action
 * @property {unknown} parameters what it will run with
 * @property {string} description
 * @property {{id: string, label: string}[]} options
 * @property {boolean} answered
 * @property {string | null} response the option that was chosen
 * @property {string} at ISO 8601
 */

/**
 * A call that waits for a person.
 *
 * @typedef {object} Approval
 * @property {string} id
 * @property {string} name
 * @property {unknown} input
 * @property {string} description
 * @property {'read_only' | 'mutating' | 'destructive'} risk
 */

/**
 * How conversations are kept and answers come. Streams are of the events of the conversations'
 * interface, and besides `waiting`, and `entries` with `{entries: Entry[]}`, which come whole.
 *
 * @typedef {object} Backend
 * @property {boolean} streams whether answers come as they are written, and can be stopped
 * @property {boolean} titles whether conversations can be renamed and archived
 * @property {(page: {offset: number, archived: boolean}) => Promise<{summaries: Summary[], more: boolean}>} list
 * @property {() => Promise<{id: string, model: string | null}>} create
 * @property {(id: string) => Promise<{summary: Summary | null, model: string | null, entries: Entry[]}>} load
 * @property {(id: string, changes: {title?: string, archived?: boolean}) => Promise<void>} change
 * @property {(id: string) => Promise<void>} remove
 * @property {(id: string, text: string, signal: AbortSignal) => Promise<AsyncIterable<StreamEvent>>} say
 * @property {(id: string, signal: AbortSignal) => Promise<AsyncIterable<StreamEvent> | null>} follow
 *   null where nothing runs
 * @property {(id: string) => Promise<boolean>} stop false where nothing runs (yet)
 * @property {(id: string) => Promise<Approval[]>} approvals
 * @property {(id: string, call: string, approve: boolean) => Promise<AsyncIterable<StreamEvent>>} decide
 * @property {(id: string) => Promise<Proposal[]>} proposals
 * @property {(id: string, proposal: string, option: string) => Promise<AsyncIterable<StreamEvent>>} respond
 */

/** @typedef {import('../app/sse.js').StreamEvent} StreamEvent */

export {};

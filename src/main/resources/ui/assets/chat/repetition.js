// A stream that is followed tells its turn from the beginning, of which some may be stored by then.

import { AnswerView } from './answer.js';

const TELLING = ['text', 'tool_use_start', 'tool_executing', 'tool_result'];

/**
 * Passes on the events, and takes from the page what they tell once more. A turn that went on after
 * a person's decision begins with the calls that were decided about; what came before those stays.
 *
 * @param {AsyncIterable<import('./types.js').StreamEvent>} events
 * @param {import('./types.js').Entry[]} entries what is shown
 * @param {AnswerView} answer what is to show the events, right below
 */
export async function* withoutRepetition(events, entries, answer) {
  let begun = false;
  for await (const event of events) {
    if (!begun && TELLING.includes(event.name)) {
      begun = true;
      const last = entries.at(-1);
      if (last?.kind === 'answer') {
        [...answer.element.parentElement.querySelectorAll(':scope > .answer')].at(-2)?.remove();
        const kept = last.parts.slice(0, firstTold(event, last.parts));
        if (kept.length > 0) {
          answer.element.before(AnswerView.of({ ...last, parts: kept, usage: null }).element);
        }
      }
    }
    yield event;
  }
}

/** How many of the stored parts the stream does not tell. */
function firstTold({ name, data }, parts) {
  if (name === 'text' || name === 'tool_use_start') {
    return 0;
  }
  const index = parts.findIndex((part) => part.kind === 'call' && part.call.id === data.id);
  return index < 0 ? parts.length : index;
}

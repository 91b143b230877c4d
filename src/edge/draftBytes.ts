import type { EntryDraft } from '../audit/entry.ts';
import type { JsonValue } from '../jsonrpc/message.ts';

/** Estimates what a draft keeps in memory while it waits: enough to bound a queue, far cheaper than to serialise it. */
export function draftBytes(draft: EntryDraft): number {
  switch (draft.phase) {
    case 'decision':
      return DRAFT_BYTES + draft.reason.length + weigh(draft.args);
    case 'outcome':
      return DRAFT_BYTES + (draft.body?.byteLength ?? 0);
    case 'event':
      return DRAFT_BYTES + weigh(draft.detail);
  }
}

/** The draft itself: names, ids, rules. */
const DRAFT_BYTES = 512;

/** A member or an element, beside its text. */
const NODE_BYTES = 16;

// Without recursion: the depth of arguments is bounded upstream, and this need not rely on it.
function weigh(root: JsonValue): number {
  const open: JsonValue[] = [root];
  let bytes = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    bytes += NODE_BYTES;
    if (typeof value === 'string') bytes += value.length;
    else if (Array.isArray(value)) for (const element of value) open.push(element);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        bytes += key.length;
        open.push(member);
      }
    }
  }
  return bytes;
}

import type { EventDraft, Instant } from '../audit/entry.ts';
import type { JsonObject } from '../jsonrpc/message.ts';

/** An event of the log itself, which belongs to no session. */
export function ownEvent(event: EventDraft['event'], at: Instant, detail: JsonObject): EventDraft {
  return { phase: 'event', event, at, session: 'leash', agent: 'leash', server: 'leash', detail };
}

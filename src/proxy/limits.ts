import { advance, deny, isOver } from './duties.ts';
import type { Desk, EventOf } from './desk.ts';

/** Goes on with what has been counted, or denies what has no place. */
export function onLimited(desk: Desk, { ticket, retryAtMs, at }: EventOf<'limited'>): void {
  const message = desk.waiting.at(ticket, 'limit')?.message;
  if (message === undefined) return;
  if (retryAtMs !== null) {
    deny(desk, ticket, message, desk.judge.overLimit(message.drafts[0], retryAtMs, at));
    return;
  }
  if (isOver(desk, message)) {
    // Nobody wants it any more: it was not run, so it takes nobody's place.
    desk.out.giveBack(ticket);
  } else if (message.held.kind === 'send') message.held = { ...message.held, limit: ticket };
  advance(desk, ticket, message);
}

/** INVARIANT: what cannot be counted is not forwarded. */
export function onLimitFailed(desk: Desk, { ticket, error, at }: EventOf<'limit-failed'>): void {
  const message = desk.waiting.at(ticket, 'limit')?.message;
  if (message === undefined) return;
  desk.out.warn(`a rate limit could not be counted: ${error.message}`);
  deny(desk, ticket, message, desk.judge.uncounted(message.drafts[0], error.message, at));
}

import type { DecisionDraft } from '../audit/entry.ts';
import { denialOf } from './reply.ts';
import type { Uncounted } from './counting.ts';
import { hold, type Desk, type EventOf, type Held, type MessageOf } from './desk.ts';
import type { LimitHit } from './obligations.ts';

/** Has an allowed message counted before it is recorded and goes on. */
export function count(
  desk: Desk,
  message: MessageOf<'request'> | MessageOf<'notification'>,
  held: Extract<Held, { kind: 'send' }>,
  {
    drafts,
    hits,
  }: { readonly drafts: readonly [DecisionDraft, ...DecisionDraft[]]; readonly hits: readonly LimitHit[] },
): void {
  const denial = message.kind === 'request' ? denialOf(message) : null;
  desk.out.limit(desk.counting.add({ from: held.from, held, drafts, denial }), hits);
}

/** Goes on with what has been counted, or denies what has no place. */
export function onLimited(desk: Desk, { ticket, retryAtMs, at }: EventOf<'limited'>): void {
  const message = desk.counting.settle(ticket);
  if (message === undefined) return;
  const [draft] = message.drafts;
  if (retryAtMs !== null) deny(desk, message, desk.judge.overLimit(draft, retryAtMs, at));
  else if (isOver(desk, message)) {
    // Nobody wants it any more: it was not run, so it takes nobody's place.
    desk.out.giveBack(ticket);
    hold(desk, message.held, message.drafts);
  } else hold(desk, { ...message.held, limit: ticket }, message.drafts);
}

/** INVARIANT: what cannot be counted is not forwarded. */
export function onLimitFailed(desk: Desk, { ticket, error, at }: EventOf<'limit-failed'>): void {
  const message = desk.counting.settle(ticket);
  if (message === undefined) return;
  desk.out.warn(`a rate limit could not be counted: ${error.message}`);
  deny(desk, message, desk.judge.uncounted(message.drafts[0], error.message, at));
}

function isOver(desk: Desk, { held }: Uncounted): boolean {
  return desk.serverGone !== null || held.pending?.cancelled === true;
}

function deny(desk: Desk, { from, held, denial }: Uncounted, verdict: { draft: DecisionDraft; text: string }): void {
  const wasCancelled = held.pending?.cancelled === true;
  const wasAnswered = wasCancelled || desk.serverGone !== null;
  if (held.pending !== null) desk.pending[from].remove(held.pending.id);
  const replies = denial === null || wasAnswered ? [] : [{ ...denial, text: verdict.text }];
  hold(desk, { kind: 'refuse', to: from, replies, via: held.via, malformed: false }, [verdict.draft]);
}

import type { DecisionDraft } from '../audit/entry.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import type { Held } from './desk.ts';
import type { Reply } from './reply.ts';

/** An allowed message that waits for its places in rate limits. */
export interface Uncounted {
  readonly from: Side;
  readonly held: Extract<Held, { kind: 'send' }>;
  readonly drafts: readonly [DecisionDraft, ...DecisionDraft[]];
  /** The denial that it becomes where there is no place, its text still empty; null where it can have no answer. */
  readonly denial: (Reply & { readonly id: RequestId }) | null;
}

/** The messages that wait to be counted, by their tickets. */
export class Counting {
  readonly #waiting = new Map<number, Uncounted>();
  #nextTicket = 1;

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(message: Uncounted): number {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    this.#waiting.set(ticket, message);
    return ticket;
  }

  /** Takes out what waits; undefined where it has been answered before. */
  settle(ticket: number): Uncounted | undefined {
    const message = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    return message;
  }
}

import type { Receipt } from '../audit/entry.ts';
import type { LeashError } from '../errors.ts';

/** A message that waits until all of its decisions are in the log. */
interface Hold<T> {
  readonly held: T;
  readonly tickets: Set<number>;
  failed: LeashError | null;
}

/** What has become of a held message once its last decision is recorded, or has failed to be. */
export interface Released<T> {
  readonly held: T;
  readonly outcome: Receipt | LeashError;
}

/** The messages that wait for the log, by the tickets of their decisions. */
export class Holds<T> {
  readonly #byTicket = new Map<number, Hold<T>>();
  #nextTicket = 1;

  get isEmpty(): boolean {
    return this.#byTicket.size === 0;
  }

  /** Holds a message for as many decisions as it has; returns their tickets. */
  hold(held: T, decisions: number): number[] {
    const hold: Hold<T> = { held, tickets: new Set(), failed: null };
    for (let i = 0; i < decisions; i += 1) {
      hold.tickets.add(this.#nextTicket);
      this.#byTicket.set(this.#nextTicket, hold);
      this.#nextTicket += 1;
    }
    return [...hold.tickets];
  }

  /** Null while other decisions of the same message are still on their way. INVARIANT: one failure fails the message. */
  settle(ticket: number, outcome: Receipt | LeashError): Released<T> | null {
    const hold = this.#byTicket.get(ticket);
    if (hold === undefined) return null;
    this.#byTicket.delete(ticket);
    hold.tickets.delete(ticket);
    if (outcome instanceof Error) hold.failed ??= outcome;
    return hold.tickets.size > 0 ? null : { held: hold.held, outcome: hold.failed ?? outcome };
  }
}

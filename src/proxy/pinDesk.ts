import type { Hash } from '../../scanner/fingerprint.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import type { Inventory } from '../pins/inventory.ts';
import type { Listed } from '../pins/page.ts';
import type { MessageOf } from './desk.ts';
import type { PendingRequest } from './pending.ts';

/** What a session is given to hold its server to what was accepted. */
export interface PinConfig {
  readonly inventory: Inventory;
  readonly hash: Hash;
  /** Whether nothing is withheld, and what would have been is recorded. */
  readonly observe: boolean;
}

/** An answer of the server's whose elements are being looked at. */
export interface HeldAnswer {
  readonly kind: 'list' | 'greeting';
  readonly request: PendingRequest;
  readonly message: MessageOf<'response'>;
  readonly line: Buffer;
  /** All its elements. */
  readonly page: readonly Listed[];
  /** Those that nobody has looked at before. */
  readonly unknown: readonly Listed[];
}

/** What is kept of one session's dealing with pins. */
export class PinDesk {
  readonly inventory: Inventory;
  readonly hash: Hash;
  readonly observe: boolean;
  /** Whether the client was told (`capabilities.tools.listChanged`) that the list may change. */
  hearsOfChanges = false;
  /** How often people were told that something is withheld. */
  warned = 0;
  readonly #held = new Map<number, HeldAnswer>();
  readonly #said = new Set<string>();
  #nextTicket = 1;

  constructor({ inventory, hash, observe }: PinConfig) {
    this.inventory = inventory;
    this.hash = hash;
    this.observe = observe;
  }

  /** Holds an answer until its elements have been looked at; returns its ticket. */
  hold(answer: HeldAnswer): number {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    this.#held.set(ticket, answer);
    this.inventory.hold(answer.unknown);
    return ticket;
  }

  /** Takes an answer out; undefined where it has been delivered before. */
  settle(ticket: number): HeldAnswer | undefined {
    const held = this.#held.get(ticket);
    this.#held.delete(ticket);
    if (held !== undefined) this.inventory.release(held.unknown);
    return held;
  }

  /** Whether something is said for the first time; a server that makes up new things each time is not listened to for ever. */
  isNews(...what: readonly JsonValue[]): boolean {
    const key = JSON.stringify(what);
    if (this.#said.size >= MOST_SAID || this.#said.has(key)) return false;
    this.#said.add(key);
    return true;
  }
}

/** Events about single tools in one session; a server of ten thousand tools has room. */
const MOST_SAID = 25_000;

import type { ReplayEvent, ReplayStore } from '../../http/replay.ts';
import { encodeComment, encodeEvent } from '../../http/sse.ts';
import type { ReplyPort } from './exchange.ts';

/** How a stream begins. */
export interface StreamHead {
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the client knows events that are nothing but an id (2025-11-25). */
  readonly primes: boolean;
  /** How long the client should wait before it comes back; null where it is left to it. */
  readonly retryMs: number | null;
}

/**
 * One SSE stream towards a client, over the connections that carry it one after the other. With a store its events are
 * numbered and kept, so that a client whose connection broke goes on where it was.
 */
export class EventStream {
  readonly #number: number;
  readonly #store: ReplayStore | null;
  #reply: ReplyPort | null = null;
  #isResumable = false;

  constructor(number: number, store: ReplayStore | null) {
    this.#number = number;
    this.#store = store;
  }

  /** What carries it now, if anything does. */
  get reply(): ReplyPort | null {
    return this.#reply;
  }

  /** Whether there is a connection that takes what is written. */
  get isOpen(): boolean {
    return this.#reply?.isOpen === true;
  }

  /** Whether the client has had an event id to go on from. */
  get isResumable(): boolean {
    return this.#isResumable;
  }

  /** Begins on this connection, which has no head yet. */
  begin(reply: ReplyPort, { headers, primes, retryMs }: StreamHead): void {
    this.#reply = reply;
    reply.stream(headers);
    if (this.#store === null || !primes) return;
    this.#isResumable = true;
    const id = this.#store.prime(this.#number);
    reply.write(encodeEvent({ data: '', id, ...(retryMs === null ? {} : { retryMs }) }));
  }

  /** Goes on, on another connection, behind what the client has missed; the connection before is closed. */
  resume(reply: ReplyPort, missed: readonly ReplayEvent[]): void {
    this.release();
    this.#reply = reply;
    this.#isResumable = true;
    reply.stream();
    for (const { id, line } of missed) reply.write(encodeEvent({ data: line, id }));
  }

  /** Writes an event. Where nobody takes it, it is kept for a client that may come back, else dropped. */
  event(line: Buffer): void {
    if (!this.isOpen && !this.#isResumable) return;
    const id = this.#store?.add(this.#number, line);
    if (id !== undefined) this.#isResumable = true;
    this.#reply?.write(encodeEvent({ data: line, ...(id === undefined ? {} : { id }) }));
  }

  /** Shows that somebody is there, where nothing else is on its way: a peer that is dead is noticed by a write. */
  beat(): void {
    if (this.#reply?.isOpen === true && this.#reply.queued === 0) this.#reply.write(encodeComment());
  }

  /** Asks the client to come back after a while, and closes its connection. */
  interrupt(retryMs: number | null): void {
    if (retryMs !== null) this.#reply?.write(`retry: ${retryMs}\n\n`);
    this.release();
  }

  /** Closes the connection, behind what was written; the stream itself may go on. */
  release(): void {
    const reply = this.#reply;
    this.#reply = null;
    reply?.close();
  }
}

/** Sends the rest of a stream that has ended. */
export function sendRest(reply: ReplyPort, events: readonly ReplayEvent[]): void {
  const stream = new EventStream(0, null);
  stream.resume(reply, events);
  stream.release();
}

import type { ClientTransport, ServerTransport } from '../edge/transport.ts';
import type { Side } from '../jsonrpc/message.ts';

/** A side that has this much unread stops the source that fills it. */
const MAX_UNREAD_BYTES = 256 * 1024;

/** A side that leaves this much of Leash's own answers unread is not read from any more. */
const MAX_OWN_UNREAD_BYTES = 8 * 1024 * 1024;

/** What may wait for the log at a time. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;
const MAX_HELD_DECISIONS = 2048;

interface Sides {
  readonly client: Pick<ClientTransport, 'queued' | 'pause' | 'resume'>;
  readonly server: Pick<ServerTransport, 'queued' | 'pause' | 'resume'>;
}

/**
 * Backpressure: decides which side may be read from.
 *
 * INVARIANT: a side is kept waiting only by the log, which answers each decision in the end, or by someone who does not
 * read what was written to him: the other side, or this side itself where the unread bytes are Leash's answers to its own
 * messages. It is never kept waiting because the other side's messages to it are unread; else a client that writes a
 * long request before it reads, and a server that writes a long result before it reads, would wait for each other
 * through us for ever. So nobody waits here who would not wait in a pipe without Leash.
 */
export class Flow {
  readonly #sides: Sides;
  readonly #ownBytes: Record<Side, number> = { client: 0, server: 0 };
  readonly #stopped: Record<Side, boolean> = { client: false, server: false };
  #heldBytes = 0;
  #heldDecisions = 0;

  constructor(sides: Sides) {
    this.#sides = sides;
  }

  /** Decisions that the log has not answered. */
  get heldDecisions(): number {
    return this.#heldDecisions;
  }

  /** A decision waits for the log, and with it a message of so many bytes. */
  hold(bytes: number): void {
    this.#heldDecisions += 1;
    this.#heldBytes += bytes;
  }

  release(bytes: number): void {
    this.#heldDecisions -= 1;
    this.#heldBytes -= bytes;
  }

  /** Leash answers a message of `side` itself. */
  answered(side: Side, bytes: number): void {
    this.#ownBytes[side] += bytes;
  }

  /** Reads from a side no more. */
  stop(side: Side): void {
    this.#stopped[side] = true;
    this.balance();
  }

  /** Pauses and resumes; called whenever something has been written, taken or recorded. */
  balance(): void {
    const logIsBehind = this.#heldBytes > MAX_HELD_BYTES || this.#heldDecisions > MAX_HELD_DECISIONS;
    this.#apply('client', 'server', logIsBehind);
    this.#apply('server', 'client', logIsBehind);
  }

  #apply(side: Side, to: Side, logIsBehind: boolean): void {
    const source = this.#sides[side];
    if (source.queued === 0) this.#ownBytes[side] = 0;
    const wait =
      logIsBehind ||
      this.#stopped[side] ||
      this.#sides[to].queued > MAX_UNREAD_BYTES ||
      this.#ownBytes[side] > MAX_OWN_UNREAD_BYTES;
    if (wait) source.pause();
    else source.resume();
  }
}

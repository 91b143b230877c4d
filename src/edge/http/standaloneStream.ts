import { EventStream, type StreamHead } from './eventStream.ts';
import type { ReplyPort } from './exchange.ts';
import type { ReplayEvent, ReplayStore } from '../../http/replay.ts';
import { refuse } from './refuse.ts';

/** Messages that wait for a stream to be opened; from there on the oldest are dropped. */
const MAX_WAITING = 1000;
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** The stream that a client opens with GET, for what belongs to no request. */
export class StandaloneStream {
  readonly #stream: EventStream;
  readonly #told: (open: boolean) => void;
  /** A caller who waits to hear whether the server has such a stream. */
  #held: { readonly reply: ReplyPort; readonly head: StreamHead } | null = null;
  #isWanted = false;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  /** `told` hears whether the client wants one, each time that changes. */
  constructor(options: { readonly store: ReplayStore | null; readonly told: (open: boolean) => void }) {
    this.#stream = new EventStream(0, options.store);
    this.#told = options.told;
  }

  /** Whether a caller has it, or waits for it. */
  get isTaken(): boolean {
    return this.#held !== null || this.#stream.isOpen;
  }

  /** What carries it now, if anything does. */
  get reply(): ReplyPort | null {
    return this.#stream.reply;
  }

  /** A client asks for it; its answer waits for `decide`. */
  ask(reply: ReplyPort, head: StreamHead): void {
    this.#held = { reply, head };
    reply.onGone(() => this.#lost(reply));
    this.#want(true);
  }

  /** What the server says of such a stream of its own. */
  decide(status: number): void {
    const held = this.#held;
    this.#held = null;
    if (status === 200) {
      if (held === null) return;
      this.#stream.begin(held.reply, held.head);
      this.#release();
      return;
    }
    if (held !== null) refuse(held.reply, 'get-not-supported', { headers: { Allow: 'POST, DELETE' } });
    this.#stream.release();
    this.#want(false);
  }

  /** A client comes back for it, and takes it over from whoever has it. */
  resume(reply: ReplyPort, missed: readonly ReplayEvent[]): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) refuse(held.reply, 'stream-in-use');
    reply.onGone(() => this.#lost(reply));
    this.#stream.resume(reply, missed);
    this.#release();
    this.#want(true);
  }

  /** Sends a message, now or when a client opens the stream. */
  send(line: Buffer): void {
    if (this.#stream.isOpen) {
      this.#stream.event(line);
      return;
    }
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    while (this.#waiting.length > MAX_WAITING || this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#waitingBytes -= this.#waiting.shift()?.length ?? 0;
    }
  }

  beat(): void {
    this.#stream.beat();
  }

  close(): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) refuse(held.reply, 'shutting-down');
    this.#stream.release();
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const line of waiting) this.#stream.event(line);
  }

  #lost(reply: ReplyPort): void {
    if (this.#held?.reply === reply) this.#held = null;
    else if (this.#stream.reply === reply) this.#stream.release();
    else return;
    this.#want(false);
  }

  #want(open: boolean): void {
    if (this.#isWanted === open) return;
    this.#isWanted = open;
    this.#told(open);
  }
}

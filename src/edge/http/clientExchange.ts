import type { ReplayEvent, ReplayStore } from '../../http/replay.ts';
import type { Via } from '../../jsonrpc/exchange.ts';
import { errorResponse, WIRE_CODE } from '../../jsonrpc/errors.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import type { AnswerHead } from '../transport.ts';
import { answerStatus } from './answerStatus.ts';
import { EventStream } from './eventStream.ts';
import type { IncomingPost, ReplyPort } from './exchange.ts';
import { refuse } from './refuse.ts';

/** What is remembered of a request until it is answered: not what it said, which may be long. */
type Posted = Pick<IncomingPost, 'id' | 'method' | 'era' | 'paramHeaders' | 'reply'>;

interface ClientExchangeOptions {
  readonly via: Via;
  readonly request: Posted;
  /** What the response carries in any case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Keeps what is streamed; null where nobody may come back for it. */
  readonly store: ReplayStore | null;
  /** Whether the client knows events that are nothing but an id. */
  readonly primes: boolean;
  readonly retryMs: () => number | null;
}

const CUT_SHORT = 'Leash ended before the answer came; what was asked may have run';

/** So many heartbeats without an answer make a stream of it: on the way somebody would take silence for the end. */
const PATIENT_BEATS = 2;

/**
 * One POST and its answer: one JSON message where that is all that comes, else an SSE stream. The stream of a request
 * that can be resumed outlives its connection.
 */
export class ClientExchange {
  readonly via: Via;
  readonly request: Posted;
  readonly #options: ClientExchangeOptions;
  readonly #stream: EventStream;
  #lines: Buffer[] = [];
  #hasBegun = false;
  #mustStream = false;
  #given = 200;
  #isDone = false;
  #isRefused = false;
  #beats = 0;

  constructor(options: ClientExchangeOptions) {
    this.via = options.via;
    this.request = options.request;
    this.#options = options;
    this.#stream = new EventStream(options.via, options.store);
  }

  get id(): RequestId | null {
    return this.request.id;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** What carries the answer now, if anything does. */
  get reply(): ReplyPort | null {
    return this.#hasBegun ? this.#stream.reply : this.request.reply;
  }

  /** Whether a message that belongs to no request can go along with the answer. */
  get carriesOthers(): boolean {
    return this.id !== null && !this.#isDone && this.reply?.isOpen === true;
  }

  /** Gathers a message, to be sent by the next `settle`. */
  add(line: Buffer): void {
    if (!this.#isDone) this.#lines.push(line);
  }

  /** Drops what has gathered. */
  discard(): void {
    this.#lines = [];
  }

  /** The server begins to answer. */
  open({ status, streams }: AnswerHead): void {
    this.#given = status;
    if (streams && this.id !== null) this.#mustStream = true;
  }

  done(isRefused: boolean): void {
    this.#isDone = true;
    this.#isRefused = isRefused;
  }

  /** Sends what has gathered. */
  settle(): void {
    const lines = this.#lines;
    this.#lines = [];
    if (!this.#hasBegun) {
      // Nobody can ask for it again: the client was never given an event id.
      if (!this.request.reply.isOpen) return;
      if (this.#isDone && lines.length < 2 && !this.#mustStream) {
        this.#answer(lines[0]);
        return;
      }
      if (lines.length === 0 && !this.#mustStream) return;
      this.#begin();
    }
    for (const line of lines) this.#stream.event(line);
    if (this.#isDone) this.#stream.release();
  }

  /** Told now and then: keeps a connection alive that says nothing. */
  beat(): void {
    this.#beats += 1;
    if (this.#hasBegun) this.#stream.beat();
    else if (this.id !== null && this.#beats >= PATIENT_BEATS) {
      this.#mustStream = true;
      this.settle();
    }
  }

  /** Closes the connection for a while, where the client has an event id to come back with. */
  interrupt(retryMs: number | null): void {
    if (this.#options.store === null || this.id === null) return;
    if (!this.#hasBegun && this.#options.primes && this.request.reply.isOpen) this.#begin();
    if (this.#stream.isResumable) this.#stream.interrupt(retryMs);
  }

  /** Goes on, on another connection. */
  resume(reply: ReplyPort, missed: readonly ReplayEvent[]): void {
    this.#stream.resume(reply, missed);
  }

  /** Ends it. INVARIANT: what has been read may have run, so nobody is told that it was refused. */
  close(): void {
    if (!this.#isDone && this.id !== null)
      this.add(Buffer.from(errorResponse(this.id, WIRE_CODE.serverGone, CUT_SHORT)));
    this.#isDone = true;
    if (this.id !== null || this.#hasBegun || this.#lines.length > 0) this.settle();
    else refuse(this.request.reply, 'shutting-down');
  }

  #begin(): void {
    const { headers, primes, retryMs } = this.#options;
    this.#hasBegun = true;
    this.#stream.begin(this.request.reply, { headers, primes, retryMs: retryMs() });
  }

  /** One response for all: a message, or only whether what came was taken. */
  #answer(line: Buffer | undefined): void {
    const { reply, era } = this.request;
    const { headers } = this.#options;
    if (line !== undefined) reply.end(answerStatus(line, era, this.#given), line, headers);
    else if (this.#isRefused) refuse(reply, 'refused', { id: this.id, headers });
    else reply.end(202, null, headers);
  }
}

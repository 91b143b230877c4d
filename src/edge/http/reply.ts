import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReplyPort } from './exchange.ts';
import { readPast, unreadBody } from './unreadBody.ts';

type Headers = Readonly<Record<string, string>>;

/** What every response says: it is not to be kept, and it is what its type says. */
const ALWAYS: Headers = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** No cache and no proxy on the way may hold back, compress or join what streams. */
const STREAM: Headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Up to this size a copy costs less than a write. */
const SHORT_BYTES = 16 * 1024;

/**
 * The response to one HTTP request. It never throws, knows how much the caller has not taken, and leaves the connection
 * in order whatever of the request was not read.
 */
export class Reply implements ReplyPort {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #headers: Headers = ALWAYS;
  #phase: 'fresh' | 'streaming' | 'ended' = 'fresh';
  #gone = false;
  #writes = 0;
  readonly #onGone: (() => void)[] = [];
  readonly #onIdle: (() => void)[] = [];

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
    response.on('error', () => undefined);
    response.on('finish', () => this.#idle());
  }

  get isOpen(): boolean {
    return !this.#gone && this.#phase !== 'ended';
  }

  get queued(): number {
    return this.#gone ? 0 : this.#response.writableLength;
  }

  get streams(): boolean {
    return this.#phase === 'streaming';
  }

  /** Whether neither a head nor anything else of the response has been written. */
  get isFresh(): boolean {
    return this.#phase === 'fresh';
  }

  /** Whether all of the request has come. */
  get isRead(): boolean {
    return this.#request.complete;
  }

  /** Headers that the response has in any case. */
  also(headers: Headers): void {
    this.#headers = { ...this.#headers, ...headers };
  }

  end(status: number, body: Buffer | string | null, headers: Headers = {}): void {
    if (!this.isOpen || this.#phase !== 'fresh') return;
    this.#phase = 'ended';
    const unread = unreadBody(this.#request);
    const all: Record<string, string | number> = { ...this.#headers };
    if (body !== null) all['Content-Type'] = 'application/json';
    // RFC 9110 §8.6: none with 204.
    if (status !== 204) all['Content-Length'] = body === null ? 0 : Buffer.byteLength(body);
    if (unread === 'much' || unread === 'unasked') all.Connection = 'close';
    this.#response.writeHead(status, { ...all, ...headers });
    if (unread === 'much') {
      this.#response.flushHeaders();
      if (body !== null) this.#response.write(body);
      readPast(this.#request, () => this.#response.end());
      return;
    }
    if (body === null) this.#response.end();
    // A string leaves in one write with the head, a buffer in two; as Latin-1 each byte is itself.
    else if (typeof body === 'string') this.#response.end(body);
    else if (body.length <= SHORT_BYTES) this.#response.end(body.toString('latin1'), 'latin1');
    else this.#response.end(body);
    if (unread === 'little') this.#request.resume();
  }

  stream(headers: Headers = {}): void {
    if (!this.isOpen || this.#phase !== 'fresh') return;
    this.#phase = 'streaming';
    this.#response.writeHead(200, { ...this.#headers, ...STREAM, ...headers });
    // Together with the first event where there is one already, else by itself: the caller waits for the head.
    process.nextTick(() => {
      if (!this.#gone && this.#writes === 0 && this.#phase === 'streaming') this.#response.flushHeaders();
    });
  }

  write(piece: Buffer | string): void {
    if (!this.isOpen || this.#phase !== 'streaming') return;
    this.#writes += 1;
    this.#response.write(piece, this.#taken);
  }

  close(): void {
    if (!this.isOpen || this.#phase !== 'streaming') return;
    this.#phase = 'ended';
    this.#response.end();
  }

  onGone(listener: () => void): void {
    this.#onGone.push(listener);
  }

  onIdle(listener: () => void): void {
    this.#onIdle.push(listener);
  }

  /** The connection is gone. */
  lost(): void {
    if (this.#gone) return;
    const early = this.#phase !== 'ended';
    this.#gone = true;
    if (early) for (const listener of this.#onGone) listener();
    this.#idle();
  }

  // Bound once: a write costs no closure.
  readonly #taken = (): void => {
    this.#writes -= 1;
    if (this.#writes === 0 && this.#phase === 'streaming' && !this.#gone) this.#idle();
  };

  #idle(): void {
    for (const listener of this.#onIdle) listener();
  }
}

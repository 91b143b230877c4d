import type { Writable } from 'node:stream';

/** What a sink tells its owner. */
export interface SinkListener {
  /** All that was written has been taken by the operating system. */
  idle(): void;
  /** Nobody reads any more: what is queued or written from now on is dropped. Told once. */
  broken(): void;
}

/** Pieces from this size up are handed over as they are; smaller ones are joined, since a copy costs less than a write. */
const LARGE_BYTES = 64 * 1024;

/**
 * A writable stream of bytes that never throws, never crashes the process when its reader is gone, and knows how much
 * it holds. A pipe's `write` never waits for the reader (libuv makes pipes and sockets non-blocking, on POSIX also for
 * stdout and stderr), so `queued` is what grows when the reader is slow, and what backpressure is decided on.
 */
export class Sink {
  readonly #stream: Writable;
  #listener: SinkListener | null = null;
  #open = true;
  #ended = false;
  #writes = 0;
  #waiting: (() => void)[] = [];

  constructor(stream: Writable) {
    this.#stream = stream;
    // EPIPE (the reader closed), ECONNRESET, and EIO of a terminal that hung up: all the same to us.
    stream.on('error', () => this.#break());
    stream.on('close', () => this.#break());
  }

  listen(listener: SinkListener): void {
    this.#listener = listener;
    if (!this.#open) listener.broken();
  }

  /** Bytes that are written and not yet taken. */
  get queued(): number {
    return this.#open ? this.#stream.writableLength : 0;
  }

  /** Writes the pieces in order, in as few system calls as may be. */
  write(pieces: readonly Buffer[]): void {
    if (!this.#open || this.#ended) return;
    const joined = joinSmall(pieces);
    const last = joined.pop();
    if (last === undefined) return;
    if (joined.length > 0) this.#stream.cork();
    for (const piece of joined) this.#stream.write(piece);
    this.#writes += 1;
    this.#stream.write(last, this.#written);
    if (joined.length > 0) this.#stream.uncork();
  }

  /** Closes the stream behind what is queued. */
  end(): void {
    if (this.#ended || !this.#open) return;
    this.#ended = true;
    this.#stream.end();
  }

  /** Resolves once nothing is queued, or nobody reads. */
  flushed(): Promise<void> {
    if (this.#writes === 0 || !this.#open) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  // Bound once: a write costs no closure.
  readonly #written = (): void => {
    this.#writes -= 1;
    if (this.#writes > 0 || !this.#open) return;
    this.#wake();
    this.#listener?.idle();
  };

  #break(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#wake();
    this.#listener?.broken();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Joins neighbouring small pieces, and leaves large ones alone: a 30 MB line is never copied. */
function joinSmall(pieces: readonly Buffer[]): Buffer[] {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (total < LARGE_BYTES) return total === 0 ? [] : [Buffer.concat(pieces, total)];
  const joined: Buffer[] = [];
  let run: Buffer[] = [];
  let bytes = 0;
  const close = (): void => {
    const [only] = run;
    if (run.length === 1 && only !== undefined) joined.push(only);
    else if (run.length > 1) joined.push(Buffer.concat(run, bytes));
    run = [];
    bytes = 0;
  };
  for (const piece of pieces) {
    if (piece.length >= LARGE_BYTES) {
      close();
      joined.push(piece);
    } else {
      run.push(piece);
      bytes += piece.length;
      if (bytes >= LARGE_BYTES) close();
    }
  }
  close();
  return joined;
}

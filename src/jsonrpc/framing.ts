import type { RequestId } from './message.ts';
import { Salvager } from './salvage.ts';

/** A line that was longer than the limit, and has ended; its bytes are gone. */
export interface OversizeLine {
  readonly bytes: number;
  /** The one top-level id, where it could be told for certain. */
  readonly id: RequestId | null;
  /** Null where it has no method, and is no request; empty where it has one that cannot be told. */
  readonly method: string | null;
}

/** Who is given the lines, in their order. */
export interface LineSink {
  /** A line without its newline, and without a CR before it; never empty. */
  line(line: Buffer): void;
  oversize(line: OversizeLine): void;
}

/** 64 MiB. */
const DEFAULT_MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Splits a stream of bytes into lines: linear, with the same outcome wherever the chunks end. A line above the limit
 * is read past, not held; the next one is a line like any other.
 */
export class LineFramer {
  readonly #maxLineBytes: number;
  readonly #held = new HeldBytes();
  /** The bytes of the unfinished line, held or read past. */
  #bytes = 0;
  /** Reads past a line that is too long. */
  #salvager: Salvager | null = null;

  constructor(options: { readonly maxLineBytes?: number | undefined } = {}) {
    this.#maxLineBytes = options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES;
  }

  /** Takes the next bytes of the stream. The framer keeps parts of the chunk: its owner does not write to it again. */
  push(chunk: Buffer, sink: LineSink): void {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline === -1) break;
      const part = chunk.subarray(start, newline);
      start = newline + 1;
      if (this.#bytes === 0 && part.length <= this.#maxLineBytes) emit(part, sink);
      else {
        this.#add(part);
        this.#finish(sink);
      }
    }
    if (start < chunk.length) this.#add(start === 0 ? chunk : chunk.subarray(start));
  }

  /** The stream is over: what is left is a line too. */
  end(sink: LineSink): void {
    if (this.#bytes > 0) this.#finish(sink);
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#salvager === null && this.#bytes <= this.#maxLineBytes) {
      this.#held.add(part);
      return;
    }
    if (this.#salvager === null) {
      this.#salvager = new Salvager();
      for (const held of this.#held.release()) this.#salvager.push(held);
    }
    this.#salvager.push(part);
  }

  #finish(sink: LineSink): void {
    const bytes = this.#bytes;
    const salvager = this.#salvager;
    this.#bytes = 0;
    this.#salvager = null;
    if (salvager === null) emit(Buffer.concat(this.#held.release(), bytes), sink);
    else sink.oversize({ bytes, ...salvager.result() });
  }
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function emit(line: Buffer, sink: LineSink): void {
  const content = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  if (content.length > 0) sink.line(content);
}

/** Parts from here on are kept as they come. Smaller ones are copied together, or a stream of single bytes would cost hundreds of bytes each. */
const LARGE_PART = 16 * 1024;
const GATHER_BYTES = 64 * 1024;

/** The bytes of an unfinished line. */
class HeldBytes {
  #parts: Buffer[] = [];
  /** Where small parts go: its first `#gathered` bytes are not among the parts yet, those before them are cut off. */
  #gather: Buffer = Buffer.alloc(0);
  #gathered = 0;

  add(part: Buffer): void {
    if (part.length >= LARGE_PART) {
      this.#flush();
      this.#parts.push(part);
      return;
    }
    if (part.length > this.#gather.length - this.#gathered) {
      this.#flush();
      this.#gather = Buffer.allocUnsafeSlow(GATHER_BYTES);
    }
    this.#gathered += part.copy(this.#gather, this.#gathered);
  }

  /** All that was added, in order; then it is empty. */
  release(): readonly Buffer[] {
    this.#flush();
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  #flush(): void {
    if (this.#gathered === 0) return;
    this.#parts.push(this.#gather.subarray(0, this.#gathered));
    this.#gather = this.#gather.subarray(this.#gathered);
    this.#gathered = 0;
  }
}

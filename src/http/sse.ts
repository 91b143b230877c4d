import { Buffer } from 'node:buffer';
import { GatheredBytes } from './gatheredBytes.ts';

/** One event of a stream. */
interface SseEvent {
  /** The `data` lines, joined by LF; empty for an event that only carries an id (2025-11-25, SSE polling). */
  readonly data: Buffer;
  /** `message` where the event names no type. */
  readonly type: string;
  /** The id that the event itself carries; null where it carries none. */
  readonly id: string | null;
}

/** What a parser tells. */
export interface SseSink {
  event(event: SseEvent): void;
  /** How long to wait before the stream is asked for again, in milliseconds. */
  retry(ms: number): void;
  comment(): void;
  /** An event was longer than the bound, and is skipped. Told once for each. */
  oversize(bytes: number): void;
}

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NOTHING = Buffer.alloc(0);
const NEWLINE = Buffer.from('\n');

/**
 * Splits the bytes of a `text/event-stream` into its events (WHATWG HTML, server-sent events), wherever the chunks are
 * cut. Linear in the bytes; holds one event of at most `maxEventBytes`, in as much memory, however small the pieces are
 * that it comes in. An event that the end cuts off is no event.
 */
export class SseParser {
  readonly #max: number;
  /** The line that is not complete yet. */
  readonly #line = new GatheredBytes();
  readonly #data = new EventData();
  /** Bytes of the event's lines that are complete; comments are no part of it. */
  #eventBytes = 0;
  #type = '';
  #id: string | null = null;
  #isFirstLine = true;
  #isAfterCr = false;
  /** While an event over the bound is skipped: its bytes so far. */
  #skipped = 0;
  /** Whether the line that is not complete yet has bytes that were skipped: so it is not the empty one that ends the event. */
  #isLineSkipped = false;

  constructor({ maxEventBytes }: { readonly maxEventBytes: number }) {
    this.#max = maxEventBytes;
  }

  /** Takes the next bytes of the stream; its owner does not write to them again. */
  push(chunk: Buffer, sink: SseSink): void {
    if (chunk.length === 0) return;
    let start = this.#isAfterCr && chunk[0] === LF ? 1 : 0;
    this.#isAfterCr = false;
    let lf = chunk.indexOf(LF, start);
    let cr = chunk.indexOf(CR, start);
    while (lf >= 0 || cr >= 0) {
      const end = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr;
      this.#endLine(chunk.subarray(start, end), sink);
      start = end + 1;
      if (end === cr) {
        if (start === chunk.length) this.#isAfterCr = true;
        else if (chunk[start] === LF) start += 1;
      }
      if (lf >= 0 && lf < start) lf = chunk.indexOf(LF, start);
      if (cr >= 0 && cr < start) cr = chunk.indexOf(CR, start);
    }
    const rest = chunk.subarray(start);
    if (rest.length > 0 && this.#fits(rest)) this.#line.add(rest);
  }

  /** The stream has ended: what is not complete is dropped, as the standard has it. */
  end(sink: SseSink): void {
    const skipped = this.#skipped;
    this.#line.clear();
    this.#reset();
    if (skipped > 0) sink.oversize(skipped);
  }

  /** Whether this piece of a line is within the bound; from the first that is not, the event is skipped. */
  #fits(piece: Buffer): boolean {
    const bytes = this.#eventBytes + this.#line.length + piece.length;
    if (this.#skipped === 0 && bytes <= this.#max) return true;
    this.#skipped += bytes;
    this.#isLineSkipped ||= piece.length > 0 || this.#line.length > 0;
    this.#eventBytes = 0;
    this.#line.clear();
    this.#data.clear();
    return false;
  }

  /** `last` is what the line ends with, behind what has come of it before. */
  #endLine(last: Buffer, sink: SseSink): void {
    const fits = this.#fits(last);
    const isFirst = this.#isFirstLine;
    this.#isFirstLine = false;
    if (!fits) {
      if (!this.#isLineSkipped) this.#dispatch(sink);
      this.#isLineSkipped = false;
      return;
    }
    // As it is where it came in one piece, which is the rule.
    const whole = this.#line.length === 0 ? last : this.#joined(last);
    const line = isFirst && whole.subarray(0, BOM.length).equals(BOM) ? whole.subarray(BOM.length) : whole;
    if (line.length === 0) this.#dispatch(sink);
    else this.#field(line, sink);
  }

  #joined(last: Buffer): Buffer {
    this.#line.add(last);
    return this.#line.take();
  }

  #field(line: Buffer, sink: SseSink): void {
    const colon = line.indexOf(COLON);
    if (colon === 0) {
      // They may come without end, and nothing is kept of them.
      sink.comment();
      return;
    }
    this.#eventBytes += line.length;
    const name = (colon < 0 ? line : line.subarray(0, colon)).toString('latin1');
    const from = colon < 0 ? line.length : line[colon + 1] === SPACE ? colon + 2 : colon + 1;
    const value = line.subarray(from);
    switch (name) {
      case 'data':
        this.#data.add(value);
        break;
      case 'event':
        this.#type = value.toString('utf8');
        break;
      case 'id':
        if (!value.includes(0)) this.#id = value.toString('utf8');
        break;
      case 'retry':
        if (value.length > 0 && value.length < 10 && /^\d+$/.test(value.toString('latin1'))) sink.retry(Number(value));
        break;
      default:
        break;
    }
  }

  #dispatch(sink: SseSink): void {
    const skipped = this.#skipped;
    const type = this.#type === '' ? 'message' : this.#type;
    const id = this.#id;
    const data = this.#data.take();
    this.#reset();
    if (skipped > 0) sink.oversize(skipped);
    else if (data !== null || id !== null) sink.event({ data: data ?? NOTHING, type, id });
  }

  #reset(): void {
    this.#data.clear();
    this.#eventBytes = 0;
    this.#type = '';
    this.#id = null;
    this.#skipped = 0;
  }
}

/** The `data` lines of an event. */
class EventData {
  /** The first one as it came: nearly every event has no other. */
  #first: Buffer | null = null;
  readonly #more = new GatheredBytes();

  add(line: Buffer): void {
    if (this.#first === null) {
      this.#first = line;
      return;
    }
    if (this.#more.length === 0) this.#more.add(this.#first);
    this.#more.add(NEWLINE);
    this.#more.add(line);
  }

  /** The lines, joined by LF; null where there were none. Then it is empty. */
  take(): Buffer | null {
    const data = this.#more.length > 0 ? this.#more.take() : this.#first;
    this.#first = null;
    return data;
  }

  clear(): void {
    this.#first = null;
    this.#more.clear();
  }
}

/** An event to send. `data` is one line; throws a `RangeError` for a line break, which would end the field. */
export function encodeEvent(event: {
  readonly data: Buffer | string;
  readonly id?: string;
  readonly retryMs?: number;
  readonly type?: string;
}): Buffer {
  const { data, id, retryMs, type } = event;
  const fields = [
    ...(type === undefined ? [] : [`event: ${type}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
  ];
  const head = fields.map((field) => `${field}\n`).join('');
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  if (bytes.includes(LF) || bytes.includes(CR) || fields.some((field) => /[\r\n]/.test(field))) {
    throw new RangeError('a field of an event holds a line break');
  }
  return Buffer.concat([Buffer.from(`${head}data: `), bytes, Buffer.from('\n\n')]);
}

const COMMENT = Buffer.from(':\n\n');

/** A comment: nothing to whoever reads, and a sign that somebody is there. */
export function encodeComment(): Buffer {
  return COMMENT;
}

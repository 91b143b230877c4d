import { Buffer } from 'node:buffer';

/** One event of a stream. */
export interface SseEvent {
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

/**
 * Splits the bytes of a `text/event-stream` into its events (WHATWG HTML, server-sent events), wherever the chunks are
 * cut. Linear in the bytes; holds one event of at most `maxEventBytes`. An event that the end cuts off is no event.
 */
export class SseParser {
  readonly #max: number;
  /** The line that is not complete yet, in pieces. */
  #pieces: Buffer[] = [];
  #lineBytes = 0;
  #data: Buffer[] = [];
  #hasData = false;
  #eventBytes = 0;
  #type = '';
  #id: string | null = null;
  #isFirst = true;
  #afterCr = false;
  /** Set while an event over the bound is skipped, to what has been skipped so far. */
  #skipped = 0;

  constructor({ maxEventBytes }: { readonly maxEventBytes: number }) {
    this.#max = maxEventBytes;
  }

  push(chunk: Buffer, sink: SseSink): void {
    let start = 0;
    if (this.#afterCr && chunk.length > 0) {
      this.#afterCr = false;
      if (chunk[0] === LF) start = 1;
    }
    let lf = chunk.indexOf(LF, start);
    let cr = chunk.indexOf(CR, start);
    while (lf >= 0 || cr >= 0) {
      const end = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr;
      this.#take(chunk.subarray(start, end));
      this.#line(sink);
      start = end + 1;
      if (end === cr) {
        if (start === chunk.length) this.#afterCr = true;
        else if (chunk[start] === LF) start += 1;
      }
      if (lf >= 0 && lf < start) lf = chunk.indexOf(LF, start);
      if (cr >= 0 && cr < start) cr = chunk.indexOf(CR, start);
    }
    this.#take(chunk.subarray(start));
  }

  /** The stream has ended: what is not complete is dropped, as the standard has it. */
  end(sink: SseSink): void {
    if (this.#skipped > 0) sink.oversize(this.#skipped);
    this.#pieces = [];
    this.#lineBytes = 0;
    this.#reset();
  }

  #take(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.#skipped > 0 || this.#eventBytes + this.#lineBytes + piece.length > this.#max) {
      this.#skipped += this.#eventBytes + this.#lineBytes + piece.length;
      this.#pieces = [];
      // A line that is skipped is still not an empty one, which would end the event.
      this.#lineBytes = 0;
      this.#eventBytes = 0;
      this.#data = [];
      this.#lineIsSkipped = true;
      return;
    }
    this.#pieces.push(piece);
    this.#lineBytes += piece.length;
  }

  #lineIsSkipped = false;

  #line(sink: SseSink): void {
    let line = this.#pieces.length === 1 ? (this.#pieces[0] ?? NOTHING) : Buffer.concat(this.#pieces, this.#lineBytes);
    this.#pieces = [];
    this.#eventBytes += this.#lineBytes;
    this.#lineBytes = 0;
    if (this.#isFirst) {
      this.#isFirst = false;
      if (line.subarray(0, 3).equals(BOM)) line = line.subarray(3);
    }
    if (this.#lineIsSkipped) this.#lineIsSkipped = false;
    else if (line.length === 0) this.#dispatch(sink);
    else if (this.#skipped === 0) this.#field(line, sink);
  }

  #field(line: Buffer, sink: SseSink): void {
    const colon = line.indexOf(COLON);
    if (colon === 0) {
      // Comments may go on for ever: they are no part of an event.
      this.#eventBytes -= line.length;
      sink.comment();
      return;
    }
    const name = (colon < 0 ? line : line.subarray(0, colon)).toString('latin1');
    const from = colon < 0 ? line.length : line[colon + 1] === SPACE ? colon + 2 : colon + 1;
    const value = line.subarray(from);
    switch (name) {
      case 'data':
        this.#hasData = true;
        this.#data.push(value);
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
    if (this.#skipped > 0) sink.oversize(this.#skipped);
    else if (this.#hasData || this.#id !== null) {
      sink.event({ data: joined(this.#data), type: this.#type === '' ? 'message' : this.#type, id: this.#id });
    }
    this.#reset();
  }

  #reset(): void {
    this.#data = [];
    this.#hasData = false;
    this.#eventBytes = 0;
    this.#type = '';
    this.#id = null;
    this.#skipped = 0;
  }
}

const NEWLINE = Buffer.from('\n');

function joined(lines: readonly Buffer[]): Buffer {
  const [only] = lines;
  if (lines.length <= 1) return only ?? NOTHING;
  return Buffer.concat(lines.flatMap((line, i) => (i === 0 ? [line] : [NEWLINE, line])));
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

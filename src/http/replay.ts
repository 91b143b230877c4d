import { Buffer } from 'node:buffer';
import type { Share } from './room.ts';

/** An event that was sent, or was to be sent, on a stream. */
export interface ReplayEvent {
  readonly id: string;
  readonly line: Buffer;
}

/** What follows an event: the rest of its stream, or why nobody can tell. */
export type Replay =
  | { readonly stream: number; readonly events: readonly ReplayEvent[] }
  /** No such event. */
  | 'unknown'
  /** Events behind it are kept no more: what follows would have a gap. */
  | 'forgotten';

interface Stream {
  /** Number of the next event. */
  next: number;
  /** Number of the first event that is kept. */
  first: number;
  readonly lines: Buffer[];
}

/** What an event costs besides its bytes: the objects that hold it. */
const EVENT_COST = 256;

/** The stream that belongs to no request: it lives as long as its session, be it ever so quiet. */
const STANDALONE = 0;

/**
 * The last events of each stream of a session, for clients that lost the connection (MCP, Streamable HTTP:
 * resumability). Bounded, in events, in bytes and in streams: the oldest events of all go first, and with them the way
 * back to before them. Streams are numbered upwards; 0 is the one that belongs to no request.
 */
export class ReplayStore {
  readonly #maxBytes: number;
  readonly #maxEvents: number;
  readonly #room: Share;
  readonly #streams = new Map<number, Stream>();
  /** Which stream each kept event belongs to, oldest first. */
  #order: number[] = [];
  #head = 0;
  #bytes = 0;
  /** The last stream that was dropped because there were too many; and where numbers go on, so that no id is given twice. */
  #lastDropped = -1;
  #nextOfDropped = 1;

  constructor(options: {
    readonly maxBytes: number;
    readonly maxEvents: number;
    /** What the stores of all sessions hold together. */
    readonly room: Share;
  }) {
    this.#maxBytes = options.maxBytes;
    this.#maxEvents = options.maxEvents;
    this.#room = options.room;
  }

  /** Keeps an event; returns its id. */
  add(stream: number, line: Buffer): string {
    const events = this.#stream(stream);
    const number = events.next;
    events.next += 1;
    if (this.#makeRoom(line.length)) {
      events.lines.push(ownBytes(line));
      this.#order.push(stream);
      this.#bytes += line.length;
    } else {
      // Nothing is kept of any stream: what follows has a gap before it.
      events.first = events.next;
    }
    return `${stream}-${number}`;
  }

  /** The id of a point on a stream with no message: what follows it can be asked for. */
  prime(stream: number): string {
    return `${stream}-${this.#stream(stream).next - 1}`;
  }

  /** What followed this event. Attacker-controlled: an id that was never given is unknown, or forgotten at worst. */
  after(id: string): Replay {
    const [, streamDigits, digits] = /^(\d{1,15})-(\d{1,15})$/.exec(id) ?? [];
    if (streamDigits === undefined || digits === undefined) return 'unknown';
    const stream = Number(streamDigits);
    const number = Number(digits);
    if (id !== `${stream}-${number}`) return 'unknown';
    const events = this.#streams.get(stream);
    if (events === undefined) {
      return stream <= this.#lastDropped && number < this.#nextOfDropped ? 'forgotten' : 'unknown';
    }
    if (number >= events.next) return 'unknown';
    if (number + 1 < events.first) return 'forgotten';
    const rest = events.lines.slice(number + 1 - events.first);
    return { stream, events: rest.map((line, i) => ({ id: `${stream}-${number + 1 + i}`, line })) };
  }

  /** Forgets a stream: nobody will ask for it again, and nothing more comes on it. */
  forget(stream: number): void {
    const events = this.#streams.get(stream);
    if (events === undefined) return;
    for (const line of events.lines) this.#left(line);
    this.#streams.delete(stream);
    this.#order = this.#order.slice(this.#head).filter((one) => one !== stream);
    this.#head = 0;
  }

  clear(): void {
    for (const { lines } of this.#streams.values()) for (const line of lines) this.#left(line);
    this.#streams.clear();
    this.#order = [];
    this.#head = 0;
  }

  #stream(stream: number): Stream {
    const known = this.#streams.get(stream);
    if (known !== undefined) return known;
    if (this.#streams.size > 2 * this.#maxEvents) this.#dropIdleStreams();
    // The number before the first is the point before the first event.
    const fresh: Stream = { next: this.#nextOfDropped, first: this.#nextOfDropped, lines: [] };
    this.#streams.set(stream, fresh);
    return fresh;
  }

  /** Drops the oldest streams of which no event is kept: half of all or more, so that it is done seldom. */
  #dropIdleStreams(): void {
    for (const [number, { next, lines }] of this.#streams) {
      if (this.#streams.size <= this.#maxEvents) break;
      if (lines.length > 0 || number === STANDALONE) continue;
      this.#streams.delete(number);
      this.#lastDropped = Math.max(this.#lastDropped, number);
      this.#nextOfDropped = Math.max(this.#nextOfDropped, next);
    }
  }

  /** Drops the oldest events until there is room for one more; false where there is none without any. */
  #makeRoom(bytes: number): boolean {
    for (;;) {
      const fits = this.#bytes + bytes <= this.#maxBytes && this.#order.length - this.#head < this.#maxEvents;
      if (fits && this.#room.enter(bytes + EVENT_COST)) return true;
      if (this.#head === this.#order.length) return false;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const stream = this.#order[this.#head];
    if (stream === undefined) return;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#order.length) {
      this.#order = this.#order.slice(this.#head);
      this.#head = 0;
    }
    const events = this.#streams.get(stream);
    const line = events?.lines.shift();
    if (events === undefined || line === undefined) return;
    events.first += 1;
    this.#left(line);
  }

  #left(line: Buffer): void {
    this.#bytes -= line.length;
    this.#room.leave(line.length + EVENT_COST);
  }
}

/** A line is often a small part of a large chunk that was read: kept as it is, it would keep all of that. */
function ownBytes(line: Buffer): Buffer {
  if (line.buffer.byteLength <= 2 * line.length) return line;
  const own = Buffer.allocUnsafeSlow(line.length);
  own.set(line);
  return own;
}

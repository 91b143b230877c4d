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

/**
 * The last events of each stream of a session, for clients that lost the connection (MCP, Streamable HTTP:
 * resumability). Bounded: the oldest events of all go first, and with them the way back to before them.
 */
export class ReplayStore {
  readonly #maxBytes: number;
  readonly #maxEvents: number;
  readonly #streams = new Map<number, Stream>();
  /** Which stream each kept event belongs to, oldest first. */
  #order: number[] = [];
  #head = 0;
  #bytes = 0;

  constructor({ maxBytes, maxEvents }: { readonly maxBytes: number; readonly maxEvents: number }) {
    this.#maxBytes = maxBytes;
    this.#maxEvents = maxEvents;
  }

  /** Keeps an event; returns its id. */
  add(stream: number, line: Buffer): string {
    const { events, number } = this.#append(stream);
    events.lines.push(line);
    this.#order.push(stream);
    this.#bytes += line.length;
    while (this.#bytes > this.#maxBytes || this.#order.length - this.#head > this.#maxEvents) this.#dropOldest();
    return `${stream}-${number}`;
  }

  /** The id of a point on a stream with no message: what follows it can be asked for. */
  prime(stream: number): string {
    const events = this.#stream(stream);
    return `${stream}-${events.next - 1}`;
  }

  after(id: string): Replay {
    const [, streamDigits, digits] = /^(\d{1,15})-(\d{1,15})$/.exec(id) ?? [];
    if (streamDigits === undefined || digits === undefined) return 'unknown';
    const stream = Number(streamDigits);
    const number = Number(digits);
    const events = this.#streams.get(stream);
    if (events === undefined || number >= events.next || id !== `${stream}-${number}`) return 'unknown';
    if (number + 1 < events.first) return 'forgotten';
    const rest = events.lines.slice(number + 1 - events.first);
    return { stream, events: rest.map((line, i) => ({ id: `${stream}-${number + 1 + i}`, line })) };
  }

  /** Forgets a stream: nobody will ask for it again. */
  forget(stream: number): void {
    const events = this.#streams.get(stream);
    if (events === undefined) return;
    for (const line of events.lines) this.#bytes -= line.length;
    this.#streams.delete(stream);
    this.#order = this.#order.slice(this.#head).filter((one) => one !== stream);
    this.#head = 0;
  }

  clear(): void {
    this.#streams.clear();
    this.#order = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #stream(stream: number): Stream {
    const known = this.#streams.get(stream);
    if (known !== undefined) return known;
    // Number 0 is the point before the first event.
    const fresh: Stream = { next: 1, first: 1, lines: [] };
    this.#streams.set(stream, fresh);
    return fresh;
  }

  #append(stream: number): { readonly events: Stream; readonly number: number } {
    const events = this.#stream(stream);
    const number = events.next;
    events.next += 1;
    return { events, number };
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
    this.#bytes -= line.length;
  }
}

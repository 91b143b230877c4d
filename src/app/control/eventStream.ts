import { setTimeout as delay } from 'node:timers/promises';
import type { LiveSource, SourcedEvent } from './liveSource.ts';
import { toWire } from './wire.ts';

/** How a stream of events is read. */
export interface StreamOptions {
  readonly source: LiveSource;
  /** Names this run of this process: numbers of another one mean nothing here. */
  readonly run: string;
  /** `Last-Event-ID`: where the reader goes on from; null for what comes from now on. */
  readonly lastEventId: string | null;
  /** Most events in a second; null for all. */
  readonly rate: number | null;
  /** Looked at each second, and told where it is different; null where nobody asked for it. */
  readonly status: (() => unknown) | null;
  /** Which events are told. */
  readonly wants: (event: SourcedEvent) => boolean;
  /** How many calls are held. */
  readonly held: () => number;
  readonly signal: AbortSignal;
}

/**
 * Events as `text/event-stream` (WHATWG HTML, server-sent events), until the signal ends it. A reader that is too slow, or
 * comes too late, is told by a `gap` how many it has missed; what waits for it is bounded.
 */
export async function* eventStream(options: StreamOptions): AsyncGenerator<string, void> {
  const { source, signal, status } = options;
  const reader = new Reader(options);
  const stop = source.listen(reader);
  try {
    let told = '';
    let lookAt = 0;
    let beatAt = performance.now() + BEAT_MS;
    yield `retry: ${RETRY_MS}\n\n`;
    while (!signal.aborted) {
      const now = performance.now();
      let text = '';
      if (status !== null && now >= lookAt) {
        lookAt = now + LOOK_MS;
        const data = JSON.stringify(toWire(status()));
        if (data !== told) text += block('status', data);
        told = data;
      }
      text += reader.take();
      if (text === '' && now >= beatAt) text = ': \n\n';
      if (text === '') {
        const until = Math.min(beatAt, status === null ? Infinity : lookAt);
        await reader.wait(Math.max(1, until - now));
      } else {
        beatAt = now + BEAT_MS;
        yield text;
        // Many events become one write.
        await delay(BATCH_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  } finally {
    stop();
  }
}

const RETRY_MS = 2000;
const BEAT_MS = 15_000;
const LOOK_MS = 1000;
const BATCH_MS = 20;

/** Most events that wait for one reader. */
const MAX_QUEUED = 2000;

/** What waits for one reader. */
class Reader {
  readonly #options: StreamOptions;
  #queue: SourcedEvent[] = [];
  /** Left out since the last that was told; null where nobody knows how many. */
  #missed: number | null = 0;
  #hasNewApprovals: boolean;
  #wake: (() => void) | null = null;
  #second = 0;
  #inSecond = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    // Whoever begins learns what is held.
    this.#hasNewApprovals = true;
    const { source, run, lastEventId } = options;
    if (lastEventId === null) return;
    const [, ofRun, number] = /^([0-9a-z]{1,32})-(\d{1,15})$/.exec(lastEventId) ?? [];
    const after = ofRun === run ? Number(number) : 0;
    const events = source.recent(after);
    const expected = source.newest - after;
    if (ofRun !== run) this.#missed = null;
    else if (expected > events.length) this.#missed = expected - events.length;
    this.#queue = events.filter(options.wants);
  }

  event(event: SourcedEvent): void {
    if (!this.#options.wants(event)) return;
    if (this.#isOverRate()) {
      if (this.#missed !== null) this.#missed += 1;
      return;
    }
    this.#queue.push(event);
    if (this.#queue.length > MAX_QUEUED) {
      const dropped = this.#queue.splice(0, this.#queue.length - MAX_QUEUED / 2);
      if (this.#missed !== null) this.#missed += dropped.length;
    }
    this.#wake?.();
  }

  approvals(): void {
    this.#hasNewApprovals = true;
    this.#wake?.();
  }

  /** All that waits, as text. */
  take(): string {
    const queue = this.#queue;
    this.#queue = [];
    let text = '';
    // What was dropped is older than what is left.
    if (this.#missed !== 0) text += block('gap', JSON.stringify({ missed: this.#missed }));
    this.#missed = 0;
    for (const { seq, proxy, event } of queue) {
      const own = proxy === null ? {} : { proxy };
      const data = JSON.stringify(toWire({ ...event, ...own }));
      text += block(event.kind, data, `${this.#options.run}-${seq}`);
    }
    if (this.#hasNewApprovals) {
      this.#hasNewApprovals = false;
      text += block('approvals', JSON.stringify({ held: this.#options.held() }));
    }
    return text;
  }

  /** Resolves once something waits, or after a while, or at the end. */
  wait(ms: number): Promise<void> {
    const { signal } = this.#options;
    if (this.#queue.length > 0 || this.#hasNewApprovals || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }

  #isOverRate(): boolean {
    const { rate } = this.#options;
    if (rate === null) return false;
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    this.#inSecond += 1;
    return this.#inSecond > rate;
  }
}

/** INVARIANT: `data` is JSON on one line, so that nothing in it ends the event. */
function block(type: string, data: string, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
}

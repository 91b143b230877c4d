import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { LeashError } from '../errors.ts';
import type { Home } from './home.ts';
import type { LimitTable } from './limitTable.ts';
import { openLimitTable } from './limitTable.ts';
import type { Answer, Ask, Place, Taken } from './limitWindow.ts';

export interface LimitStoreOptions {
  readonly home: Home;
  /** Hears what people should know. Texts may quote paths. */
  readonly warn: (message: string) => void;
  readonly bounds?: Partial<LimitBounds>;
}

/** Where the store's patience ends. */
export interface LimitBounds {
  /** Calls that may wait to be counted. */
  readonly waiting: number;
  /** Calls in one transaction. */
  readonly batch: number;
  /** How long other processes are waited for. */
  readonly waitMs: number;
  /** How long a transaction may take before those who wait for it are told no. */
  readonly stallMs: number;
}

/** All places were taken, or the one that is free last. */
export type Counted =
  | {
      readonly granted: true;
      /** Gives the places back: the call was not run after all. */
      undo(): void;
    }
  | { readonly granted: false; readonly retryAtMs: number; readonly key: string };

/** Counts calls over all proxies of a home, and across their restarts. */
export interface LimitStore {
  /** Takes all these places or none, in one step. Rejects with `ERR_LIMIT_UNAVAILABLE` where it cannot count. */
  take(places: readonly Place[], atMs: number): Promise<Counted>;
  /** Counts no more; resolves once what was given back is written. */
  close(): Promise<void>;
}

/** Makes the store of a home. Nothing is loaded and no file is touched before the first call that is counted. */
export function openLimitStore(options: LimitStoreOptions): LimitStore {
  return new Store(options);
}

const BOUNDS: LimitBounds = { waiting: 10_000, batch: 256, waitMs: 3000, stallMs: 10_000 };

interface Waiting {
  readonly ask: Ask;
  readonly resolve: (counted: Counted) => void;
  readonly reject: (error: LeashError) => void;
}

class Store implements LimitStore {
  readonly #options: LimitStoreOptions;
  readonly #bounds: LimitBounds;
  readonly #path: string;
  /** Tells the calls of this process from those of any other. */
  readonly #self = randomUUID().slice(-12);
  #takes = 0;
  #table: LimitTable | null = null;
  #waiting: Waiting[] = [];
  #undone: Taken[] = [];
  #running: Promise<void> | null = null;
  /** Why nothing can be counted now, while a transaction hangs. */
  #stall: LeashError | null = null;
  #closed: Promise<void> | null = null;
  #onStall: () => void = () => undefined;

  constructor(options: LimitStoreOptions) {
    this.#options = options;
    this.#bounds = { ...BOUNDS, ...options.bounds };
    this.#path = join(options.home.root, 'limits.db');
  }

  take(places: readonly Place[], atMs: number): Promise<Counted> {
    const refusal = this.#refusal(places, atMs);
    if (refusal !== null) return Promise.reject(refusal);
    if (places.length === 0) return Promise.resolve({ granted: true, undo: () => undefined });
    this.#takes += 1;
    const take = `${this.#self}.${this.#takes}`;
    const ask = { take, atMs: Math.floor(atMs), places: places.map(stored) };
    return new Promise<Counted>((resolve, reject) => {
      this.#waiting.push({ ask, resolve: (counted) => resolve(named(counted, ask, places)), reject });
      this.#wake();
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  #refusal(places: readonly Place[], atMs: number): LeashError | null {
    if (this.#closed !== null) return unavailable('the counts of rate limits are closed');
    if (this.#stall !== null) return this.#stall;
    if (!isTime(atMs) || !places.every(isPlace)) return unavailable('a rate limit has no meaning that can be counted');
    if (this.#waiting.length < this.#bounds.waiting) return null;
    return unavailable(
      `${this.#waiting.length} calls wait to be counted, which is the bound; send fewer calls at once`,
    );
  }

  /** Starts in a microtask, so that all calls of one turn share a transaction. */
  #wake(): void {
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 || this.#undone.length > 0) {
      const batch = this.#waiting.splice(0, this.#bounds.batch);
      const undone = this.#undone.splice(0);
      const stalled = setTimeout(() => this.#stalled(batch), this.#bounds.stallMs).unref();
      try {
        this.#table ??= await openLimitTable(this.#path, this.#bounds);
        this.#tell(
          batch,
          await this.#table.settle(
            batch.map(({ ask }) => ask),
            undone,
          ),
        );
      } catch (error) {
        this.#failed(batch, undone, error);
      } finally {
        clearTimeout(stalled);
        this.#stall = null;
      }
    }
    this.#running = null;
  }

  #tell(batch: readonly Waiting[], answers: readonly Answer[]): void {
    for (const [index, { resolve, reject }] of batch.entries()) {
      const answer = answers[index];
      if (answer === undefined) reject(unavailable('a call was not counted'));
      else if (!answer.granted) resolve(answer);
      // Its caller was told no, so the call is not run.
      else if (this.#stall !== null) this.#undone.push(...answer.taken);
      else resolve({ granted: true, undo: this.#undoOf(answer.taken) });
    }
  }

  #undoOf(taken: readonly Taken[]): () => void {
    let done = false;
    return () => {
      if (done) return;
      done = true;
      this.#undone.push(...taken);
      if (this.#closed === null) this.#wake();
    };
  }

  #failed(batch: readonly Waiting[], undone: readonly Taken[], error: unknown): void {
    const why = error instanceof LeashError ? error : unavailable(`rate limits cannot be counted: ${String(error)}`);
    for (const { reject } of batch) reject(why);
    // They count until they expire, which denies more than it should and never less.
    if (undone.length > 0) this.#warn(`${undone.length} places in rate limits were not given back: ${why.message}`);
  }

  /** A listener that throws must not keep callers from being told. */
  #warn(message: string): void {
    queueMicrotask(() => this.#options.warn(message));
  }

  /** The disk hangs: whoever waits is told no, and so is whoever comes before the transaction ends. */
  #stalled(batch: readonly Waiting[]): void {
    const seconds = Math.round(this.#bounds.stallMs / 1000);
    const error = unavailable(`the disk has not finished counting in ${seconds} s; check the disk, then call again`);
    this.#stall = error;
    for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error);
    this.#onStall();
  }

  async #end(): Promise<void> {
    if (this.#undone.length > 0) this.#wake();
    const stalled = new Promise<void>((resolve) => (this.#onStall = resolve));
    while (this.#running !== null && this.#stall === null) await Promise.race([this.#running, stalled]);
    // What hangs cannot be waited for: the operating system frees its lock when the process ends.
    if (this.#stall === null) await this.#table?.close();
  }
}

/** Rows are of one size, and say nothing of whose they are. */
function stored({ key, max, windowMs }: Place): Place {
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, 22);
  return { key: hash, max, windowMs: Math.ceil(windowMs) };
}

function named(counted: Counted, ask: Ask, places: readonly Place[]): Counted {
  if (counted.granted) return counted;
  const index = ask.places.findIndex(({ key }) => key === counted.key);
  return { ...counted, key: places[index]?.key ?? '' };
}

function isPlace({ max, windowMs }: Place): boolean {
  return Number.isSafeInteger(max) && max >= 1 && isTime(windowMs) && windowMs >= 1;
}

/** Sums of two of them are still exact. */
function isTime(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0 && ms <= 2 ** 52;
}

function unavailable(message: string): LeashError {
  return new LeashError('ERR_LIMIT_UNAVAILABLE', message);
}

import type { DecisionDraft, EntryDraft, Instant, OutcomeDraft, Receipt } from '../audit/entry.ts';
import type { AuditLog, Recorded } from '../audit/log.ts';
import { LeashError } from '../errors.ts';
import { draftBytes } from './draftBytes.ts';

/** Where a queue's bounds lie. */
export interface QueueLimits {
  /** Drafts that may wait, and what their arguments and bodies may weigh. */
  readonly drafts: number;
  readonly bytes: number;
  /** Notes of failed commits that are kept for the next ones. */
  readonly retries: number;
  /** Drafts in one commit. */
  readonly batch: number;
  /** How long a note waits for company. */
  readonly idleMs: number;
  /** How long a commit may take before those who wait for it are told no. */
  readonly stallMs: number;
}

/** What became of one draft of a commit; the error concerns that draft alone. */
export type Written = Receipt | LeashError;

export interface QueueOptions {
  /** Writes all drafts durably in one step and says how each fared; rejects when none may be taken for written. */
  readonly commit: (drafts: readonly EntryDraft[]) => Promise<readonly Written[]>;
  readonly clock: () => Instant;
  readonly warn: (message: string) => void;
  readonly limits?: Partial<QueueLimits>;
}

/** Gathers drafts into commits: one is in flight, the next forms meanwhile, and no decision waits for a timer. */
export interface CommitQueue extends Omit<AuditLog, 'close'> {
  /** Takes no more drafts and commits what is queued; false when a commit hangs, so that waiting longer is in vain. */
  drain(): Promise<boolean>;
  /** Records of decisions whose callers were told no, and which stand in the log nevertheless, that they were not forwarded. */
  disown(drafts: readonly EntryDraft[], written: readonly Written[]): void;
}

/** Makes a queue in front of `commit`. */
export function commitQueue(options: QueueOptions): CommitQueue {
  return new Queue(options);
}

const LIMITS: QueueLimits = {
  drafts: 10_000,
  bytes: 64 * 1024 * 1024,
  retries: 1_000,
  batch: 512,
  idleMs: 25,
  stallMs: 10_000,
};

/** This many notes of failed commits ride with the next one, so that a small write can succeed where a large one did not. */
const RETRIED_AT_ONCE = 64;

interface Waiting {
  readonly draft: EntryDraft;
  /** Null for a note. */
  readonly done: Recorded | null;
  readonly bytes: number;
}

class Queue implements CommitQueue {
  readonly #options: QueueOptions;
  readonly #limits: QueueLimits;
  #waiting: Waiting[] = [];
  /** How many of the waiting are decisions. */
  #asking = 0;
  #retries: Waiting[] = [];
  #flying: readonly Waiting[] = [];
  #bytes = 0;
  #running = false;
  #idle: NodeJS.Timeout | null = null;
  /** Why nothing can be written now, while a commit hangs. */
  #stall: LeashError | null = null;
  #failing = false;
  #closed = false;
  #resting: ((written: boolean) => void)[] = [];

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
  }

  get backlog(): number {
    return this.#waiting.length + this.#retries.length + this.#flying.length;
  }

  append(draft: EntryDraft, done: Recorded): void {
    const item = { draft, done, bytes: draftBytes(draft) };
    const refusal = this.#refusal(item);
    if (refusal !== null) {
      queueMicrotask(() => done(refusal));
      return;
    }
    this.#enqueue(item);
    this.#asking += 1;
    this.#wake();
  }

  note(draft: EntryDraft): void {
    const item = { draft, done: null, bytes: draftBytes(draft) };
    if (this.#refusal(item) === null || this.#stall !== null) this.#enqueue(item);
    else this.#drop([item]);
    this.#wakeLater();
  }

  disown(drafts: readonly EntryDraft[], written: readonly Written[]): void {
    const at = this.#options.clock();
    for (const [index, draft] of drafts.entries()) {
      const parent = written[index];
      if (parent === undefined || parent instanceof LeashError) continue;
      if (draft.phase === 'decision' && draft.effect !== 'deny') this.note(notForwarded(draft, parent, at));
    }
  }

  drain(): Promise<boolean> {
    this.#closed = true;
    return new Promise((resolve) => {
      this.#resting.push(resolve);
      if (this.#stall !== null) this.#rest(false);
      else this.#wake();
    });
  }

  #refusal(item: Waiting): LeashError | null {
    if (this.#closed) return new LeashError('ERR_LOG_UNAVAILABLE', 'the audit log is closed');
    if (this.#stall !== null) return this.#stall;
    if (this.backlog < this.#limits.drafts && this.#bytes + item.bytes <= this.#limits.bytes) return null;
    const message = `${this.backlog} entries wait for the audit log, which is its bound; send fewer calls at once`;
    return new LeashError('ERR_LOG_OVERLOADED', message);
  }

  #enqueue(item: Waiting): void {
    this.#waiting.push(item);
    this.#bytes += item.bytes;
  }

  /** Starts committing in a microtask, so that all lines of one chunk share a commit. */
  #wake(): void {
    if (this.#running) return;
    this.#running = true;
    queueMicrotask(() => void this.#run());
  }

  #wakeLater(): void {
    if (this.#running || this.#waiting.length === 0) return;
    this.#idle ??= setTimeout(() => this.#wake(), this.#limits.idleMs).unref();
  }

  async #run(): Promise<void> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    let written = true;
    do {
      const batch = this.#takeBatch();
      if (batch.length > 0) written = await this.#commit(batch);
    } while (this.#asking > 0 || (this.#closed && written && this.backlog > 0));
    this.#running = false;
    if (this.#closed) this.#rest(true);
    else this.#wakeLater();
  }

  #takeBatch(): Waiting[] {
    const retried = this.#retries.splice(0, RETRIED_AT_ONCE);
    const taken = this.#waiting.splice(0, this.#limits.batch - retried.length);
    for (const item of taken) if (item.done !== null) this.#asking -= 1;
    return [...retried, ...taken];
  }

  async #commit(batch: readonly Waiting[]): Promise<boolean> {
    this.#flying = batch;
    const drafts = batch.map((item) => item.draft);
    const timer = setTimeout(() => this.#stalled(), this.#limits.stallMs).unref();
    try {
      const written = await this.#options.commit(drafts);
      this.#landed(batch, drafts, written);
      return true;
    } catch (error) {
      this.#failed(batch, error);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  #landed(batch: readonly Waiting[], drafts: readonly EntryDraft[], written: readonly Written[]): void {
    const late = this.#settle(batch);
    if (this.#failing) this.#warn('the audit log can be written again');
    this.#failing = false;
    if (late) this.disown(drafts, written);
    for (const [index, item] of batch.entries()) {
      const result = written[index] ?? new LeashError('ERR_LOG_UNAVAILABLE', 'the audit log did not confirm the entry');
      if (item.done !== null && !late) tell(item.done, result);
      else if (result instanceof LeashError) this.#warn(result.message);
    }
  }

  #failed(batch: readonly Waiting[], cause: unknown): void {
    const late = this.#settle(batch);
    const error = asLeashError(cause);
    if (!this.#failing) this.#warn(error.message);
    this.#failing = true;
    const notes = batch.filter((item) => item.done === null);
    this.#retries.push(...notes);
    for (const note of notes) this.#bytes += note.bytes;
    const excess = this.#retries.splice(0, this.#retries.length - this.#limits.retries);
    for (const note of excess) this.#bytes -= note.bytes;
    if (excess.length > 0) this.#drop(excess);
    if (!late) for (const item of batch) if (item.done !== null) tell(item.done, error);
  }

  /** Ends a flight; true when its callers were told no while it hung. */
  #settle(batch: readonly Waiting[]): boolean {
    this.#flying = [];
    for (const item of batch) this.#bytes -= item.bytes;
    const late = this.#stall !== null;
    this.#stall = null;
    return late;
  }

  /** The disk hangs: whoever waits is told no, and so is whoever comes before the commit ends. Notes stay. */
  #stalled(): void {
    const seconds = Math.round(this.#limits.stallMs / 1000);
    const message = `the disk has not finished writing the audit log in ${seconds} s; check the disk, then call again`;
    const error = new LeashError('ERR_LOG_UNAVAILABLE', message);
    this.#stall = error;
    this.#failing = true;
    this.#warn(message);
    const refused = [...this.#flying, ...this.#waiting];
    for (const item of this.#waiting) if (item.done !== null) this.#bytes -= item.bytes;
    this.#waiting = this.#waiting.filter((item) => item.done === null);
    this.#asking = 0;
    for (const item of refused) if (item.done !== null) tell(item.done, error);
    if (this.#closed) this.#rest(false);
  }

  /** A decision without an outcome reads `outcome unknown`: what is dropped here is never taken for a success. */
  #drop(notes: readonly Waiting[]): void {
    this.#warn(`${notes.length} outcomes or events did not reach the audit log, which is full or failing`);
  }

  /** A listener that throws must not keep callers from being told. */
  #warn(message: string): void {
    guarded(() => this.#options.warn(message));
  }

  #rest(written: boolean): void {
    if (written && this.#retries.length > 0) this.#drop(this.#retries);
    const resting = this.#resting;
    this.#resting = [];
    for (const resolve of resting) resolve(written);
  }
}

function notForwarded(draft: DecisionDraft, parent: Receipt, at: Instant): OutcomeDraft {
  return {
    phase: 'outcome',
    session: draft.session,
    agent: draft.agent,
    server: draft.server,
    at,
    parent,
    method: draft.method,
    action: draft.action,
    status: 'not-forwarded',
    durationNs: Math.max(0, at.monoNs - draft.at.monoNs),
    body: null,
    errorCode: null,
  };
}

/** A callback that throws must not keep the others from being told. */
function tell(done: Recorded, result: Written): void {
  guarded(() => done(result));
}

/** Lets an error of somebody else's surface as an uncaught one, after what is to be done here is done. */
function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

function asLeashError(error: unknown): LeashError {
  if (error instanceof LeashError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new LeashError('ERR_LOG_UNAVAILABLE', `the audit log cannot be written (${why})`, { cause: error });
}

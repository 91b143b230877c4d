import type { ApprovalOutcome } from '../../proxy/asked.ts';
import type { HeldCall } from '../control/approvals.ts';

/** A call that waits, and who is told what comes of it. */
export interface HeldEntry {
  readonly call: HeldCall;
  /** What it keeps in memory. */
  readonly bytes: number;
  readonly tell: (outcome: ApprovalOutcome) => void;
  /** An answer is on its way to the log: no other counts. */
  isAnswering: boolean;
  /** Its time ran out meanwhile. */
  isOverdue: boolean;
}

/** Why an id names no call that waits. */
export type Fate = 'unknown' | 'expired' | 'already-answered';

const MAX_HELD = 1024;
const MAX_HELD_PER_SESSION = 256;
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** Ids of calls that wait no more, for whoever answers late. */
const FATES_KEPT = 1024;

/** The calls of a process that wait for a person, oldest first, each until its time runs out. */
export class HeldCalls {
  readonly #entries = new Map<string, HeldEntry & { readonly timer: NodeJS.Timeout }>();
  readonly #perSession = new Map<string, number>();
  readonly #fates = new Map<string, Fate>();
  #bytes = 0;

  /** Why no more can be held; null where one more can. */
  obstacle(session: string, bytes: number): string | null {
    if ((this.#perSession.get(session) ?? 0) >= MAX_HELD_PER_SESSION) {
      return `${MAX_HELD_PER_SESSION} calls of this session wait already`;
    }
    const isFull = this.#entries.size >= MAX_HELD || this.#bytes + bytes > MAX_HELD_BYTES;
    return isFull ? 'too many calls wait already' : null;
  }

  /** Holds a call; `expire` is called when its time has run out. */
  add(entry: HeldEntry, expire: () => void): void {
    const { id, session, at, expiresAt } = entry.call;
    const timer = setTimeout(expire, Math.max(0, expiresAt - at));
    // An object of its own would lose what is set on the entry later.
    this.#entries.set(id, Object.assign(entry, { timer }));
    this.#perSession.set(session, (this.#perSession.get(session) ?? 0) + 1);
    this.#bytes += entry.bytes;
  }

  get(id: string): HeldEntry | null {
    return this.#entries.get(id) ?? null;
  }

  /** What became of a call that does not wait. */
  fateOf(id: string): Fate {
    return this.#fates.get(id) ?? 'unknown';
  }

  remove(id: string, fate: Fate): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    this.#entries.delete(id);
    this.#bytes -= entry.bytes;
    const { session } = entry.call;
    const left = (this.#perSession.get(session) ?? 0) - 1;
    if (left > 0) this.#perSession.set(session, left);
    else this.#perSession.delete(session);
    this.#fates.set(id, fate);
    const oldest = this.#fates.keys().next();
    if (this.#fates.size > FATES_KEPT && oldest.done !== true) this.#fates.delete(oldest.value);
  }

  list(): readonly HeldCall[] {
    return [...this.#entries.values()].map(({ call }) => call);
  }
}

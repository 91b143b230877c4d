import type { Schedule } from './hosted.ts';

export interface OccupancyOptions {
  readonly idleMs: number;
  readonly schedule: Schedule;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Asked when the time is up: whether it is to be kept for another such time. */
  readonly isKept: () => boolean;
  /** Told once, when it has been unused for long enough. */
  readonly expired: () => void;
}

/** How many times in a row it is kept unused: whatever holds on for longer than that holds on for ever. */
const PATIENCE = 8;

/** Counts what uses a server, and tells when nothing has for a while. */
export class Occupancy {
  readonly #options: OccupancyOptions;
  #users = 0;
  #idleSince: number | null = null;
  #cancel: () => void = () => undefined;
  #isStopped = false;

  constructor(options: OccupancyOptions) {
    this.#options = options;
  }

  /** Since when nothing uses it; null while something does, or before anything did. */
  get idleSince(): number | null {
    return this.#idleSince;
  }

  enter(): void {
    this.#users += 1;
    this.#idleSince = null;
    this.#cancel();
  }

  leave(): void {
    this.#users -= 1;
    if (this.#users > 0 || this.#isStopped) return;
    this.#idleSince = this.#options.now();
    this.#wait(PATIENCE);
  }

  /** Tells nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #wait(patience: number): void {
    const { idleMs, schedule, isKept, expired } = this.#options;
    this.#cancel = schedule(idleMs, () => {
      if (patience > 0 && isKept()) this.#wait(patience - 1);
      else expired();
    });
  }
}

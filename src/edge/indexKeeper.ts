import type { Position } from './shardLog.ts';

/** When a shard's position goes into the index. */
interface IndexSchedule {
  /** After the first commit of a session: soon, and not in the way of its first calls. */
  readonly settleMs: number;
  readonly everyEntries: number;
  /** Also while nothing happens, so that silence can be told from a log that was switched off. */
  readonly everyMs: number;
}

export interface IndexKeeperOptions {
  readonly record: (position: Position) => Promise<void>;
  /** The index is evidence beside the log: what fails here is a warning, never a denial. */
  readonly warn: (message: string) => void;
  readonly position: () => Position | null;
  readonly schedule?: IndexSchedule;
}

/** Keeps the index up to date while a shard grows. */
export interface IndexKeeper {
  /** Called after each commit. */
  committed(): void;
  /** Records the last position. */
  close(): Promise<void>;
}

const SCHEDULE: IndexSchedule = { settleMs: 1000, everyEntries: 10_000, everyMs: 600_000 };

/** Makes the keeper of one shard. */
export function indexKeeper({ record, warn, position, schedule = SCHEDULE }: IndexKeeperOptions): IndexKeeper {
  let attempted: number | null = null;
  let recorded: number | null = null;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function attempt(at: Position): Promise<void> {
    // An attempt that fails is made again when the next is due, not with every commit.
    attempted = at.size;
    try {
      await record(at);
      recorded = at.size;
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error));
    }
  }

  function start(): void {
    const at = position();
    if (running !== null || at === null) return;
    if (timer !== null) clearTimeout(timer);
    running = attempt(at).then(() => {
      running = null;
      timer = setTimeout(start, schedule.everyMs).unref();
    });
  }

  return {
    committed() {
      if (attempted === null) timer ??= setTimeout(start, schedule.settleMs).unref();
      else if ((position()?.size ?? 0) - attempted >= schedule.everyEntries) start();
    },
    async close() {
      await running;
      if (timer !== null) clearTimeout(timer);
      const at = position();
      if (at !== null && at.size !== recorded) await attempt(at);
    },
  };
}

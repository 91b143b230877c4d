import { setTimeout as delay } from 'node:timers/promises';

import type { Home } from '../edge/home.ts';
import { readShard, shardSlots } from '../edge/shardFiles.ts';
import type { EntryFilter } from '../edge/shardQuery.ts';
import { lastRow, rowsFrom } from '../edge/shardRows.ts';
import type { Database } from '../edge/sqlite.ts';
import type { LogLine } from './auditLine.ts';
import { lineOf } from './auditLine.ts';
import { queryLog } from './auditQuery.ts';

export interface TailOptions {
  readonly filter: EntryFilter;
  /** How many of the entries before come first. */
  readonly last: number;
  readonly signal: AbortSignal;
  readonly pollMs?: number;
}

interface Followed {
  readonly shard: Database;
  next: number;
}

/** Rows that one look takes from a shard. */
const PAGE = 500;

/** Follows the log: entries of all shards as they become durable, outcomes as lines of their own. Ends with the signal. */
export async function* tailLog(home: Home, options: TailOptions): AsyncGenerator<LogLine, void> {
  const { filter, last, signal, pollMs = 250 } = options;
  const followed = new Map<string, Followed>();
  try {
    await follow(home, followed, 'end');
    if (last > 0) {
      const { lines } = await queryLog(home, { ...filter, limit: last });
      // What became durable since then comes below.
      yield* lines.filter((line) => line.seq < (followed.get(line.shard)?.next ?? 0)).reverse();
    }
    while (!signal.aborted) {
      yield* await newLines(followed, filter);
      await delay(pollMs, undefined, { signal }).catch(() => undefined);
      await follow(home, followed, 'start');
    }
  } finally {
    for (const { shard } of followed.values()) await shard.close();
  }
}

/** Opens the shards that are new; one that cannot be opened now is tried again with the next look. */
async function follow(home: Home, followed: Map<string, Followed>, from: 'start' | 'end'): Promise<void> {
  for (const slot of await shardSlots(home)) {
    if (followed.has(slot)) continue;
    const shard = await readShard(home, slot).catch(() => null);
    if (shard === null) continue;
    const last = from === 'end' ? await lastRow(shard).catch(() => null) : null;
    followed.set(slot, { shard, next: last === null ? 0 : last.seq + 1 });
  }
}

async function newLines(followed: ReadonlyMap<string, Followed>, filter: EntryFilter): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (const [slot, shard] of followed) {
    // A shard that is only just being made has no table yet.
    const rows = await rowsFrom(shard.shard, shard.next, PAGE).catch(() => []);
    shard.next = (rows.at(-1)?.seq ?? shard.next - 1) + 1;
    for (const row of rows) lines.push(lineOf(slot, row, undefined));
  }
  return lines.filter((line) => fits(line, filter)).sort((one, other) => one.ts - other.ts);
}

function fits(line: LogLine, { since, until, ...equal }: EntryFilter): boolean {
  if (line.ts < (since ?? -Infinity) || line.ts > (until ?? Infinity)) return false;
  return (
    (equal.agent ?? line.agent) === line.agent &&
    (equal.server ?? line.server) === line.server &&
    (equal.session ?? line.session) === line.session &&
    (equal.action ?? line.action) === line.action &&
    (equal.effect ?? line.effect) === line.effect
  );
}

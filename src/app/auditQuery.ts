import type { Home } from '../edge/home.ts';
import type { EntryFilter } from '../edge/shardQuery.ts';
import { findEntries, outcomesOf } from '../edge/shardQuery.ts';
import type { LogLine } from './auditLine.ts';
import { lineOf } from './auditLine.ts';
import type { UnreadableShard } from './auditShards.ts';
import { readShards } from './auditShards.ts';

/** What `leash audit log` is asked. */
export interface LogQuery extends EntryFilter {
  readonly limit: number;
}

/** Entries of all shards. */
export interface LogPage {
  /** Decisions and events, newest first; decisions have their outcome. */
  readonly lines: readonly LogLine[];
  readonly unreadable: readonly UnreadableShard[];
}

/** Finds the newest decisions and events that fit. */
export async function queryLog(home: Home, { limit, ...filter }: LogQuery): Promise<LogPage> {
  const { results, unreadable } = await readShards(home, async (shard, slot) => {
    const rows = await findEntries(shard, filter, limit);
    const decisions = rows.filter((row) => row.phase === 'decision').map((row) => row.seq);
    const outcomes = await outcomesOf(shard, decisions);
    return rows.map((row) => lineOf(slot, row, outcomes.get(row.seq)));
  });
  // Each shard's lines are sorted by time; within one moment a shard's own order stands.
  const lines = results.flat().sort((one, other) => other.ts - one.ts);
  return { lines: lines.slice(0, limit), unreadable };
}

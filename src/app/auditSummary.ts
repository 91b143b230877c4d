import type { Home } from '../edge/home.ts';
import type { Period, Tally } from '../edge/shardSummary.ts';
import { summarizeShard } from '../edge/shardSummary.ts';
import type { UnreadableShard } from './auditShards.ts';
import { readShards } from './auditShards.ts';

/** What the log holds, or holds of a period. */
export interface LogSummary {
  readonly entries: number;
  /** Times of the first and the last entry, in ms since the epoch. */
  readonly from: number | null;
  readonly to: number | null;
  /** Values and how often they occur, the most frequent first; all but `status` and `event` count decisions. */
  readonly counts: Readonly<Record<Tally['by'], readonly Count[]>>;
  readonly shards: readonly { readonly shard: string; readonly entries: number; readonly to: number | null }[];
  readonly unreadable: readonly UnreadableShard[];
}

interface Count {
  readonly value: string;
  readonly count: number;
}

/** Counts the entries of all shards. */
export async function summarizeLog(home: Home, period: Period): Promise<LogSummary> {
  const { results, unreadable } = await readShards(home, async (shard, slot) => ({
    shard: slot,
    ...(await summarizeShard(shard, period)),
  }));
  const tallies = results.flatMap((result) => result.tallies);
  const count = (by: Tally['by']): Count[] => countsOf(tallies.filter((tally) => tally.by === by));
  return {
    entries: results.reduce((sum, { entries }) => sum + entries, 0),
    from: extreme(
      Math.min,
      results.map(({ from }) => from),
    ),
    to: extreme(
      Math.max,
      results.map(({ to }) => to),
    ),
    counts: {
      effect: count('effect'),
      status: count('status'),
      event: count('event'),
      agent: count('agent'),
      server: count('server'),
      action: count('action'),
      rule: count('rule'),
    },
    shards: results.map(({ shard, entries, to }) => ({ shard, entries, to })),
    unreadable,
  };
}

function countsOf(tallies: readonly Tally[]): Count[] {
  const counts = new Map<string, number>();
  for (const { value, count } of tallies) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts].map(([value, count]) => ({ value, count })).sort((one, other) => other.count - one.count);
}

function extreme(pick: (...times: number[]) => number, times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : pick(...known);
}

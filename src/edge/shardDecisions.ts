import type { EntryRow } from '../audit/row.ts';
import { rowsWhere } from './shardRows.ts';
import type { Database } from './sqlite.ts';

/** A period in ms since the epoch, both ends included. */
export interface DecisionPeriod {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The decisions of a period in the order of the log, some at a time: however many there are, memory holds a page. */
export async function* decisionPages(shard: Database, period: DecisionPeriod): AsyncGenerator<EntryRow[], void> {
  const { first } = await extentOf(shard, period);
  // The unary plus keeps SQLite off the index of times, which it would sort anew for each page.
  const condition = "seq >= ? AND +ts >= ? AND +ts <= ? AND +phase = 'decision' ORDER BY seq LIMIT ?";
  for (let next = first; next !== null;) {
    const page = await rowsWhere(shard, condition, [next, ...bounds(period), PAGE]);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    next = last === undefined || page.length < PAGE ? null : last.seq + 1;
  }
}

/** Where the decisions of a period begin, and how many there are. */
export async function extentOf(
  shard: Database,
  period: DecisionPeriod,
): Promise<{ readonly first: number | null; readonly count: number }> {
  const [row] = await shard.all(
    "SELECT min(seq) AS first, count(*) AS n FROM entry WHERE ts >= ? AND ts <= ? AND phase = 'decision'",
    bounds(period),
  );
  const first = row?.['first'];
  return { first: typeof first === 'number' ? first : null, count: Number(row?.['n'] ?? 0) };
}

/** Enough to be fast, and at 16 KiB an entry not too much. */
const PAGE = 500;

function bounds({ since, until }: DecisionPeriod): [number, number] {
  return [since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER];
}

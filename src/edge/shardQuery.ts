import type { EntryRow } from '../audit/row.ts';
import { rowsWhere } from './shardRows.ts';
import { FILTERED } from './shardSchema.ts';
import type { Database, SqlValue } from './sqlite.ts';

/** What decisions and events are picked by: exact values, and times in ms since the epoch (both included). */
export interface EntryFilter {
  readonly agent?: string | undefined;
  readonly server?: string | undefined;
  /** Tool, prompt, URI or method; the name of an event. */
  readonly action?: string | undefined;
  /** `allow`, `deny`, `observe_deny` or `event`. */
  readonly effect?: string | undefined;
  readonly session?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The newest decisions and events of a shard that fit, newest first. */
export async function findEntries(shard: Database, filter: EntryFilter, limit: number): Promise<EntryRow[]> {
  const { conditions, values } = conditionOf(filter);
  const index = await bestIndex(shard, filter);
  // The index is named, since SQLite cannot know which of two columns says more.
  const condition = conditions.join(' AND ');
  return rowsWhere(shard, `${condition} ORDER BY ts DESC, seq DESC LIMIT ?`, [...values, limit], index);
}

/** The last outcome of each of these decisions that has one. */
export async function outcomesOf(shard: Database, seqs: readonly number[]): Promise<Map<number, EntryRow>> {
  const found = new Map<number, EntryRow>();
  for (let at = 0; at < seqs.length; at += MOST_VALUES) {
    const some = seqs.slice(at, at + MOST_VALUES);
    const places = some.map(() => '?').join(', ');
    const rows = await rowsWhere(shard, `phase = 'outcome' AND parent IN (${places}) ORDER BY seq`, some);
    for (const row of rows) if (row.parent !== null) found.set(row.parent, row);
  }
  return found;
}

/** Values of one statement; SQLite takes 32,766. */
const MOST_VALUES = 1000;

function conditionOf({ since, until, ...equal }: EntryFilter): { conditions: string[]; values: SqlValue[] } {
  const conditions = ["phase <> 'outcome'"];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  for (const column of FILTERED) add(`${column} = ?`, equal[column]);
  add('ts >= ?', since);
  add('ts <= ?', until);
  return { conditions, values };
}

/** Counting stops here: an index with fewer entries than this is good enough, and one with more is no better than another. */
const ENOUGH = 1000;

/** The index that leaves the fewest entries to look at; that of time where nothing else is asked for. */
async function bestIndex(shard: Database, filter: EntryFilter): Promise<string> {
  const asked = FILTERED.flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [{ column, value }];
  });
  let best = { index: 'entry_ts', count: Infinity };
  for (const { column, value } of asked) {
    const index = `entry_${column}`;
    const count = asked.length === 1 ? 0 : await countUpTo(shard, index, column, value);
    if (count < best.count) best = { index, count };
  }
  return best.index;
}

async function countUpTo(shard: Database, index: string, column: string, value: string): Promise<number> {
  const counted = `SELECT 1 FROM entry INDEXED BY ${index} WHERE ${column} = ? AND phase <> 'outcome' LIMIT ${ENOUGH}`;
  const [row] = await shard.all(`SELECT count(*) AS n FROM (${counted})`, [value]);
  return Number(row?.['n']);
}

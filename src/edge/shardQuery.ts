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
  const condition = conditions.join(' AND ');
  // The index holds all that is asked for, and is read from its newest end: only what fits is looked up in the table.
  const found = `SELECT seq FROM entry INDEXED BY entry_find WHERE ${condition} ORDER BY ts DESC, seq DESC LIMIT ?`;
  const rows = await rowsWhere(shard, `seq IN (${found})`, [...values, limit]);
  return rows.sort((one, other) => other.ts - one.ts || other.seq - one.seq);
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

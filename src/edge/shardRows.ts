import type { EntryRow } from '../audit/row.ts';
import { COLUMNS } from './shardSchema.ts';
import type { Database, SqlRow, SqlValue } from './sqlite.ts';

/** The last row of a shard; null in an empty one. */
export async function lastRow(shard: Database): Promise<EntryRow | null> {
  const [row] = await shard.all(`SELECT ${LIST} FROM entry ORDER BY seq DESC LIMIT 1`);
  return row === undefined ? null : rowFromSql(row);
}

/** The row at an index; null when there is none. */
export async function rowAt(shard: Database, seq: number): Promise<EntryRow | null> {
  const [row] = await shard.all(`SELECT ${LIST} FROM entry WHERE seq = ?`, [seq]);
  return row === undefined ? null : rowFromSql(row);
}

/** Up to `limit` rows from `seq` on, in order. Each call is a read of its own, so that no reader holds back the log's checkpoints. */
export async function rowsFrom(shard: Database, seq: number, limit: number): Promise<EntryRow[]> {
  const rows = await shard.all(`SELECT ${LIST} FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?`, [seq, limit]);
  return rows.map(rowFromSql);
}

/** Rows by a condition of this program's own; values are bound, never spelled out. */
export async function rowsWhere(shard: Database, condition: string, values: readonly SqlValue[]): Promise<EntryRow[]> {
  return (await shard.all(`SELECT ${LIST} FROM entry WHERE ${condition}`, values)).map(rowFromSql);
}

/** The tree nodes that some rows hold, by index. */
export async function nodesAt(shard: Database, seqs: readonly number[]): Promise<Map<number, Uint8Array>> {
  if (seqs.length === 0) return new Map();
  const places = seqs.map(() => '?').join(', ');
  const rows = await shard.all(`SELECT seq, nodes FROM entry WHERE seq IN (${places})`, seqs);
  return new Map(rows.map((row) => [integer(row['seq']), blob(row['nodes'])]));
}

/**
 * The row's values as texts, in the order of `COLUMNS`: the driver takes a text in a tenth of the time that it takes for
 * a number, a null or bytes. `insertSql` makes of each what the column holds.
 */
export function valuesOfRow(row: EntryRow): string[] {
  const { seq, bytes, nodes, note, ts, phase, agent, server, session, action, effect, parent } = row;
  const hex = Buffer.from(nodes.buffer, nodes.byteOffset, nodes.length).toString('hex');
  return [
    String(seq),
    bytes,
    hex,
    note ?? '',
    String(ts),
    phase,
    agent,
    server,
    session,
    action,
    effect,
    parent === null ? '' : String(parent),
  ];
}

/** One statement that adds `room` rows or fewer: the parameters of rows that are not there stay NULL. A single statement is a transaction. */
export function insertSql(room: number): string {
  const row = `(${COLUMNS.map(() => '?').join(', ')})`;
  const values = Array<string>(room).fill(row).join(', ');
  const columns = COLUMNS.map((column, index) => VALUE_SQL[column](`column${index + 1}`)).join(', ');
  return `INSERT INTO entry SELECT ${columns} FROM (VALUES ${values}) WHERE column1 IS NOT NULL`;
}

/** The column's value from its text; integer columns convert a text of digits themselves (SQLite, type affinity). */
const VALUE_SQL: Readonly<Record<(typeof COLUMNS)[number], (text: string) => string>> = {
  seq: asItIs,
  bytes: asItIs,
  nodes: (text) => `unhex(${text})`,
  note: orNull,
  ts: asItIs,
  phase: asItIs,
  agent: asItIs,
  server: asItIs,
  session: asItIs,
  action: asItIs,
  effect: asItIs,
  parent: orNull,
};

function asItIs(text: string): string {
  return text;
}

function orNull(text: string): string {
  return `nullif(${text}, '')`;
}

const LIST = COLUMNS.join(', ');

/** Whoever can write the file can put anything into a column: what has the wrong type becomes what no sealed entry has. */
function rowFromSql(row: SqlRow): EntryRow {
  return {
    seq: integer(row['seq']),
    bytes: text(row['bytes']),
    nodes: blob(row['nodes']),
    note: row['note'] === null ? null : text(row['note']),
    ts: integer(row['ts']),
    phase: phase(row['phase']),
    agent: text(row['agent']),
    server: text(row['server']),
    session: text(row['session']),
    action: text(row['action']),
    effect: text(row['effect']),
    parent: row['parent'] === null ? null : integer(row['parent']),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function integer(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : -1;
}

function blob(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

function phase(value: unknown): EntryRow['phase'] {
  return value === 'decision' || value === 'outcome' ? value : 'event';
}

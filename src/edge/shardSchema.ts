import type { Database } from './sqlite.ts';

/** The columns of a row, in the order in which they are bound and read. */
export const COLUMNS = [
  'seq',
  'bytes',
  'nodes',
  'note',
  'ts',
  'phase',
  'agent',
  'server',
  'session',
  'action',
  'effect',
  'parent',
] as const;

/** Columns that people filter by. */
export const FILTERED = ['session', 'action', 'effect', 'agent', 'server'] as const;

/**
 * A shard's table and indexes; `sqlite_schema` of a shard holds these texts and no others.
 * All that people filter by stands in one index, in the order of time: a commit adds to its end, so it writes one page of it.
 * An index of each column would write a page in the middle of each, with every commit: twice the time of the commit itself.
 */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  bytes TEXT NOT NULL,
  nodes BLOB NOT NULL,
  note TEXT,
  ts INTEGER NOT NULL,
  phase TEXT NOT NULL,
  agent TEXT NOT NULL,
  server TEXT NOT NULL,
  session TEXT NOT NULL,
  action TEXT NOT NULL,
  effect TEXT NOT NULL,
  parent INTEGER
) STRICT`,
  'CREATE INDEX entry_find ON entry (ts, seq, phase, effect, action, server, agent, session)',
  'CREATE INDEX entry_parent ON entry (parent) WHERE parent IS NOT NULL',
  "CREATE INDEX entry_event ON entry (action) WHERE phase = 'event'",
];

/**
 * Compares what a database holds beside rows with what a shard has. Any other table, view or trigger is a finding: a trigger,
 * say, could drop entries after they were acknowledged.
 */
export async function compareSchema(db: Database): Promise<'none' | 'shard' | 'other'> {
  const rows = await db.all('SELECT sql FROM sqlite_schema ORDER BY rowid');
  if (rows.length === 0) return 'none';
  const isSame = rows.length === SCHEMA.length && SCHEMA.every((sql, index) => rows[index]?.['sql'] === sql);
  return isSame ? 'shard' : 'other';
}

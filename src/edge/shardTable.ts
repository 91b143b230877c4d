import { chmod } from 'node:fs/promises';

import type { EntryRow } from '../audit/row.ts';
import { LeashError } from '../errors.ts';
import { SCHEMA, compareSchema } from './shardSchema.ts';
import { insertSql, valuesOfRow } from './shardRows.ts';
import { openDatabase } from './sqlite.ts';
import type { Database, Statement } from './sqlite.ts';

/** When an entry counts as written: on the disk, or in the hands of the operating system (survives SIGKILL, not a power cut). */
export type Durability = 'full' | 'process';

/** A shard's database, open for appending. */
export interface ShardTable {
  readonly db: Database;
  /** Adds the rows in one transaction: all are durable when it returns, or none is. */
  insert(rows: readonly EntryRow[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a shard for appending and makes it where there is none; a text says why this file is not a shard of Leash's. */
export async function openShardTable(path: string, durability: Durability): Promise<ShardTable | string> {
  const db = await openDatabase(path, { access: 'readwrite', busyMs: 2000 });
  try {
    const foreign = await prepareShard(db, path, durability);
    if (foreign === null) return shardTable(db);
    await db.close();
    return foreign;
  } catch (error) {
    await db.close();
    throw error;
  }
}

const SYNCHRONOUS: Record<Durability, { readonly name: string; readonly value: number }> = {
  full: { name: 'FULL', value: 2 },
  process: { name: 'NORMAL', value: 1 },
};

/** Pages that the write-ahead log may hold before they move into the database: bounds the file, and what a start must read. */
const CHECKPOINT_PAGES = 2000;

async function prepareShard(db: Database, path: string, durability: Durability): Promise<string | null> {
  const found = await compareSchema(db);
  if (found === 'other') return 'its tables are not those of a log';
  if (found === 'none') await chmod(path, 0o600);
  const journal = await db.all('PRAGMA journal_mode = WAL');
  const { name, value } = SYNCHRONOUS[durability];
  await db.exec(`PRAGMA synchronous = ${name}; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF`);
  // Read back: a file system that cannot do it says so only here.
  const synchronous = await db.all('PRAGMA synchronous');
  const fullfsync = await db.all('PRAGMA fullfsync');
  if (only(journal) !== 'wal' || only(synchronous) !== value || only(fullfsync) !== 1) {
    const message = `the file system of \`${path}\` does not let SQLite write durably; put the home on a local disk`;
    throw new LeashError('ERR_LOG_UNAVAILABLE', message);
  }
  if (found === 'none') await db.exec(`BEGIN IMMEDIATE; ${SCHEMA.join(';\n')}; COMMIT`);
  return null;
}

function only(rows: readonly Readonly<Record<string, unknown>>[]): unknown {
  return Object.values(rows[0] ?? {})[0];
}

function shardTable(db: Database): ShardTable {
  const statements = new Map<number, Promise<Statement>>();
  return {
    db,
    async insert(rows) {
      const room = 2 ** Math.ceil(Math.log2(rows.length));
      let statement = statements.get(room);
      if (statement === undefined) {
        statement = db.prepare(insertSql(room));
        statements.set(room, statement);
        statement.catch(() => statements.delete(room));
      }
      await (await statement).run(rows.flatMap(valuesOfRow));
    },
    close: () => db.close(),
  };
}

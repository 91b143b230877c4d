import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { LeashError } from '../errors.ts';
import { AGENT_COLUMNS, agentFromRow, rowFromAgent, type AgentRecord } from './agentRow.ts';
import { patiently } from './limitTable.ts';
import { placeOf } from './shardLog.ts';
import { openDatabase, sqliteCode, type Database } from './sqlite.ts';

/** The agents of a home, in a file that all of its processes share. Everything throws `ERR_AGENTS_UNREADABLE` where it fails. */
export interface AgentTable {
  byId(id: string): Promise<AgentRecord | null>;
  byName(name: string): Promise<AgentRecord | null>;
  /** Whose name people would take for one with this skeleton. */
  bySkeleton(skeleton: string): Promise<AgentRecord | null>;
  /** Ordered by id, those after `after`. */
  page(options: {
    readonly after: string;
    readonly limit: number;
    readonly status: string | null;
  }): Promise<AgentRecord[]>;
  count(): Promise<number>;
  /** Adds an agent, or puts another state in its place; within `alone` only. */
  put(agent: AgentRecord): Promise<void>;
  /** Runs with nobody else writing; what is put is in force once this resolves, or not at all. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Changes whenever another connection has changed something; empty where the file is not the one that was opened. */
  version(): Promise<string>;
  close(): Promise<void>;
}

/** Where a home's agents are. */
export function agentsPath(home: { readonly root: string }): string {
  return join(home.root, 'agents.db');
}

/** Opens the table, and makes it where there is none. */
export async function openAgentTable(path: string, { waitMs = WAIT_MS } = {}): Promise<AgentTable> {
  return translated(path, async () => {
    const db = await patiently(waitMs, () => openPrepared(path));
    return new Table({ db, path, place: await placeOf(path), waitMs });
  });
}

const WAIT_MS = 5000;
const BUSY_MS = 50;
/** Of the file's form. */
const VERSION = 1;

const SCHEMA = `CREATE TABLE agent (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  skeleton TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'deleted')),
  generation INTEGER NOT NULL,
  reason TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  facts TEXT NOT NULL
) STRICT, WITHOUT ROWID`;

const SELECT = `SELECT ${AGENT_COLUMNS.join(', ')} FROM agent`;
const PUT = `INSERT INTO agent (${AGENT_COLUMNS.join(', ')}) VALUES (${AGENT_COLUMNS.map(() => '?').join(', ')})
ON CONFLICT (id) DO UPDATE SET ${AGENT_COLUMNS.filter((column) => column !== 'id')
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')}`;

interface TableParts {
  readonly db: Database;
  readonly path: string;
  readonly place: string;
  readonly waitMs: number;
}

class Table implements AgentTable {
  readonly #parts: TableParts;
  /** A connection has one transaction at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: TableParts) {
    this.#parts = parts;
  }

  byId(id: string): Promise<AgentRecord | null> {
    return this.#one('id = ?', id);
  }

  byName(name: string): Promise<AgentRecord | null> {
    return this.#one('name = ?', name);
  }

  bySkeleton(skeleton: string): Promise<AgentRecord | null> {
    return this.#one('skeleton = ?', skeleton);
  }

  page({ after, limit, status }: Parameters<AgentTable['page']>[0]): Promise<AgentRecord[]> {
    return this.#read(async (db) => {
      const rows = await db.all(`${SELECT} WHERE id > ? AND (?2 IS NULL OR status = ?2) ORDER BY id LIMIT ?3`, [
        after,
        status,
        limit,
      ]);
      return rows.map(agentFromRow);
    });
  }

  count(): Promise<number> {
    return this.#read(async (db) => Number((await db.all('SELECT count(*) AS n FROM agent'))[0]?.['n']));
  }

  async put(agent: AgentRecord): Promise<void> {
    await this.#read((db) => db.all(PUT, rowFromAgent(agent)));
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const { db, path, waitMs } = this.#parts;
    const result = this.#last.then(() =>
      translated(path, async () => {
        await this.#assertThere();
        await patiently(waitMs, () => db.exec('BEGIN IMMEDIATE'));
        try {
          const done = await work();
          await db.exec('COMMIT');
          return done;
        } catch (error) {
          await db.exec('ROLLBACK').catch(() => undefined);
          throw error;
        }
      }),
    );
    this.#last = result.catch(() => undefined);
    return result;
  }

  version(): Promise<string> {
    const { path, place } = this.#parts;
    return this.#read(async (db) => {
      if ((await placeOf(path)) !== place) return '';
      return `${place} ${String((await db.all('PRAGMA data_version'))[0]?.['data_version'])}`;
    });
  }

  async close(): Promise<void> {
    await this.#last;
    const { db, path, place } = this.#parts;
    // SQLite's last connection removes the journal by its name, which may be another file's by now.
    if ((await placeOf(path)) === place) await db.close();
  }

  async #one(condition: string, value: string): Promise<AgentRecord | null> {
    return this.#read(async (db) => {
      const [row] = await db.all(`${SELECT} WHERE ${condition}`, [value]);
      return row === undefined ? null : agentFromRow(row);
    });
  }

  #read<T>(read: (db: Database) => Promise<T>): Promise<T> {
    const { db, path, waitMs } = this.#parts;
    return translated(path, () => patiently(waitMs, () => read(db)));
  }

  /** What is written into a file that nobody else sees is in force nowhere. */
  async #assertThere(): Promise<void> {
    const { path, place } = this.#parts;
    if ((await placeOf(path)) !== place) throw unreadable(path, GONE);
  }
}

async function openPrepared(path: string): Promise<Database> {
  const db = await openDatabase(path, { access: 'readwrite', busyMs: BUSY_MS });
  try {
    await prepare(db, path);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function prepare(db: Database, path: string): Promise<void> {
  await chmod(path, 0o600);
  // A suspension survives a power cut.
  await db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF`);
  if (Number((await db.all('PRAGMA user_version'))[0]?.['user_version']) > VERSION) throw unreadable(path, NEWER);
  // Who only reads waits for nobody who writes.
  if (await isMade(db, path)) return;
  await db.exec('BEGIN IMMEDIATE');
  try {
    if (!(await isMade(db, path))) await db.exec(`${SCHEMA}; PRAGMA user_version = ${VERSION}`);
    await db.exec('COMMIT');
  } catch (error) {
    await db.exec('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** False for a file that is still empty; throws for one that is something else. */
async function isMade(db: Database, path: string): Promise<boolean> {
  const found = (await db.all('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL')).map(({ sql }) => sql);
  if (found.length > 0 && (found.length !== 1 || found[0] !== SCHEMA)) throw unreadable(path, FOREIGN);
  return found.length > 0;
}

const GONE = 'was removed or replaced while it was in use; put it back, or restart what uses it';
const NEWER = 'was written by a newer version of Leash; use that version';
const FOREIGN = 'is no registry of agents of this version; restore it from a backup';
const DAMAGED = 'is damaged; restore it from a backup';

const REASONS: ReadonlyMap<string, string> = new Map([
  ['SQLITE_FULL', 'cannot grow: the disk is full; make room, then try again'],
  ['SQLITE_READONLY', 'cannot be written: the file or its folder is read-only; make it writable'],
  ['SQLITE_CANTOPEN', 'cannot be opened; check that its folder exists and is writable'],
  ['SQLITE_BUSY', 'is locked by another program; end that program, then try again'],
  ['SQLITE_IOERR', 'cannot be used: the disk reports an error; check the disk and its free space'],
  ['SQLITE_CORRUPT', DAMAGED],
  ['SQLITE_NOTADB', DAMAGED],
]);

/** Whatever goes wrong with the file is said of the file. */
async function translated<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LeashError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const said = REASONS.get(sqliteCode(error) ?? '') ?? `cannot be used (${why})`;
    throw unreadable(path, said, error);
  }
}

function unreadable(path: string, said: string, cause?: unknown): LeashError {
  return new LeashError('ERR_AGENTS_UNREADABLE', `the registry of agents \`${path}\` ${said}`, { cause });
}

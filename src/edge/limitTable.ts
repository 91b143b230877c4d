import { chmod } from 'node:fs/promises';

import { LeashError } from '../errors.ts';
import type { Answer, Ask, Standing, Taken, Want } from './limitWindow.ts';
import { answerAsks, wantsOf } from './limitWindow.ts';
import { placeOf } from './shardLog.ts';
import type { Database } from './sqlite.ts';
import { openDatabase, sqliteCode } from './sqlite.ts';

/** The counted calls of a home, shared by all of its proxies. */
export interface LimitTable {
  /** Gives back, then answers all asks, in one transaction; nothing is taken where it rejects. */
  settle(asks: readonly Ask[], undone: readonly Taken[]): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

export interface LimitTableOptions {
  /** How long other processes are waited for. */
  readonly waitMs: number;
  /** How large the file may become, in pages of 4 KiB. */
  readonly mostPages?: number;
}

/** Opens the table and makes it where there is none. */
export async function openLimitTable(
  path: string,
  { waitMs, mostPages = MOST_PAGES }: LimitTableOptions,
): Promise<LimitTable> {
  try {
    const db = await patiently(waitMs, () => openPrepared(path, mostPages));
    const place = await placeOf(path);
    return new Table({ db, path, place, waitMs });
  } catch (error) {
    throw limitFailure(path, error);
  }
}

/** How long a statement waits in a thread, which commits of the log may need; beyond it the wait is a timer's. */
const BUSY_MS = 50;

/** 512 MiB: room for three million calls, far above what limits of any sense count. Beyond it calls are denied. */
const MOST_PAGES = 131_072;

/**
 * Rows further ahead of the clock than this were written before it was set back: they count as of now. Within it, they
 * are calls of other processes that read the clock a little later.
 */
const AHEAD_MS = 10_000;

const SCHEMA: readonly string[] = [
  `CREATE TABLE place (
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  take TEXT NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (key, at, take)
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX place_expires ON place (expires)',
];

const LOAD = `SELECT (SELECT max(at) FROM place WHERE key = ?1) AS newest, json_group_array(at ORDER BY at DESC) AS older
FROM (SELECT at FROM place WHERE key = ?1 ORDER BY at DESC LIMIT ?2 OFFSET ?3)`;

const REWIND = `UPDATE place SET at = ?2, expires = expires - at + ?2 WHERE key = ?1 AND at > ?2 + ${AHEAD_MS}`;

const TAKE = `INSERT INTO place (key, at, take, expires)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1)`;

const GIVE_BACK = `DELETE FROM place
WHERE (key, at, take) IN (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1))`;

interface TableParts {
  readonly db: Database;
  readonly path: string;
  readonly place: string;
  readonly waitMs: number;
}

class Table implements LimitTable {
  readonly #parts: TableParts;
  #gone = false;

  constructor(parts: TableParts) {
    this.#parts = parts;
  }

  async settle(asks: readonly Ask[], undone: readonly Taken[]): Promise<readonly Answer[]> {
    const { db, path, place, waitMs } = this.#parts;
    try {
      // What is counted in a file that nobody else sees is not counted.
      this.#gone ||= (await placeOf(path)) !== place;
      if (this.#gone) throw new LeashError('ERR_LIMIT_UNAVAILABLE', `\`${path}\` ${GONE}`);
      const nowMs = asks.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
      // INVARIANT: check and count are one step, since nobody else writes between here and the commit.
      await patiently(waitMs, () => db.exec('BEGIN IMMEDIATE'));
      return await settled(db, asks, undone, nowMs).catch(async (error: unknown) => {
        await db.exec('ROLLBACK').catch(() => undefined);
        throw error;
      });
    } catch (error) {
      throw limitFailure(path, error);
    }
  }

  async close(): Promise<void> {
    // SQLite's last connection removes the journal by its name, which may be another file's by now.
    if (!this.#gone && (await placeOf(this.#parts.path)) === this.#parts.place) await this.#parts.db.close();
  }
}

const GONE = 'was removed or replaced while it was in use; restart the server to count in the new one';

async function settled(
  db: Database,
  asks: readonly Ask[],
  undone: readonly Taken[],
  nowMs: number,
): Promise<readonly Answer[]> {
  // First of all, so that a full file has room again.
  await db.exec(`DELETE FROM place WHERE expires <= ${nowMs}`);
  if (undone.length > 0) await db.all(GIVE_BACK, [JSON.stringify(undone.map(columns))]);
  const wants = wantsOf(asks);
  const answers = answerAsks(asks, await load(db, wants, nowMs));
  const taken = answers.flatMap((answer) => (answer.granted ? answer.taken : []));
  if (taken.length > 0) await db.all(TAKE, [JSON.stringify(taken.map(columns))]);
  await db.exec('COMMIT');
  return answers;
}

async function load(db: Database, wants: ReadonlyMap<string, Want>, nowMs: number): Promise<Map<string, Standing>> {
  const found = new Map<string, Standing>();
  for (const [id, want] of wants) {
    let standing = await look(db, want);
    if (standing.newestMs !== null && standing.newestMs > nowMs + AHEAD_MS) {
      await db.all(REWIND, [want.key, nowMs]);
      standing = await look(db, want);
    }
    found.set(id, standing);
  }
  return found;
}

async function look(db: Database, { key, skip, count }: Want): Promise<Standing> {
  const [row] = await db.all(LOAD, [key, count, skip]);
  const newest = row?.['newest'];
  const older: unknown = JSON.parse(String(row?.['older']));
  if (!Array.isArray(older) || !older.every((at) => typeof at === 'number')) throw new TypeError('not a list of times');
  return { newestMs: typeof newest === 'number' ? newest : null, skipped: skip, older };
}

function columns({ key, atMs, take, expiresMs }: Taken): readonly (string | number)[] {
  return [key, atMs, take, expiresMs];
}

async function openPrepared(path: string, mostPages: number): Promise<Database> {
  const db = await openDatabase(path, { access: 'readwrite', busyMs: BUSY_MS });
  try {
    await prepare(db, path, mostPages);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function prepare(db: Database, path: string, mostPages: number): Promise<void> {
  await chmod(path, 0o600);
  // A place survives the end of any process. After a power cut the last ones may be missing, and no call of theirs runs.
  await db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA max_page_count = ${mostPages};
    PRAGMA journal_size_limit = 4194304; PRAGMA trusted_schema = OFF`);
  await db.exec('BEGIN IMMEDIATE');
  const found = (await db.all('SELECT sql FROM sqlite_schema ORDER BY rowid')).map(({ sql }) => sql);
  if (found.length === 0) await db.exec(SCHEMA.join(';\n'));
  await db.exec('COMMIT');
  const isOurs = found.length === SCHEMA.length && SCHEMA.every((sql, index) => found[index] === sql);
  if (found.length > 0 && !isOurs) throw new LeashError('ERR_LIMIT_UNAVAILABLE', `\`${path}\` ${FOREIGN}`);
}

const DAMAGED = 'is damaged; remove it, and restart the servers: counting begins anew';
const FOREIGN = 'is no table of rate limits of this version; remove it, and restart the servers: counting begins anew';

/** Waits for other processes here and not in SQLite: a busy handler holds a thread, and sleeps longer than they need. */
export async function patiently<T>(waitMs: number, attempt: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + waitMs; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (sqliteCode(error) !== 'SQLITE_BUSY' || performance.now() >= end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 10));
  }
}

function limitFailure(path: string, error: unknown): LeashError {
  if (error instanceof LeashError) return error;
  const why = error instanceof Error ? error.message : String(error);
  const said = REASONS.get(sqliteCode(error) ?? '') ?? `cannot be used (${why}); check the disk`;
  return new LeashError('ERR_LIMIT_UNAVAILABLE', `\`${path}\` ${said}`, { cause: error });
}

const REASONS: ReadonlyMap<string, string> = new Map([
  [
    'SQLITE_FULL',
    'cannot grow: the disk is full, or more calls are counted than it may hold; make room, then call again',
  ],
  ['SQLITE_READONLY', 'cannot be written: the file or its folder is read-only; make it writable'],
  ['SQLITE_CANTOPEN', 'cannot be opened; check that its folder exists and is writable'],
  ['SQLITE_BUSY', 'is locked by another program; end that program, then call again'],
  ['SQLITE_IOERR', 'cannot be written: the disk reports an error; check the disk and its free space'],
  ['SQLITE_CORRUPT', DAMAGED],
  ['SQLITE_NOTADB', DAMAGED],
]);

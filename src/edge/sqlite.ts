import type { Database as Handle, Statement as Prepared } from 'sqlite3';

/** What SQLite stores and gives back. */
export type SqlValue = string | number | Uint8Array | null;

/** One row of a result; values are those of `SqlValue`, checked by whoever reads them. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** A statement that is prepared once and run often. */
export interface Statement {
  /** Runs with the values in order; parameters that are left over are NULL. */
  run(values: readonly SqlValue[]): Promise<void>;
}

/** One connection. Calls run in the order they were made, off the event loop. */
export interface Database {
  exec(sql: string): Promise<void>;
  all(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  prepare(sql: string): Promise<Statement>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly access: 'readonly' | 'readwrite';
  /** How long a statement waits for another connection's lock. */
  readonly busyMs: number;
}

/** Opens a database file; the driver is loaded with the first one, so that only who writes or reads the log pays for it. */
export async function openDatabase(path: string, { access, busyMs }: OpenOptions): Promise<Database> {
  const { default: driver } = await import('sqlite3');
  const mode = access === 'readonly' ? driver.OPEN_READONLY : driver.OPEN_READWRITE | driver.OPEN_CREATE;
  const handle = await new Promise<Handle>((resolve, reject) => {
    const opened: Handle = new driver.Database(path, mode, (error) => (error ? reject(error) : resolve(opened)));
  });
  handle.configure('busyTimeout', busyMs);
  return connection(handle);
}

/** SQLite's own name for what went wrong, e.g. `SQLITE_BUSY`; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}

function connection(handle: Handle): Database {
  const prepared = new Set<Prepared>();
  return {
    exec: (sql) => settled((done) => handle.exec(sql, done)),
    all: (sql, values = []) =>
      new Promise((resolve, reject) => {
        handle.all<SqlRow>(sql, values, (error, rows) => (error ? reject(error) : resolve(rows)));
      }),
    async prepare(sql) {
      const statement = await new Promise<Prepared>((resolve, reject) => {
        const made: Prepared = handle.prepare(sql, (error) => (error ? reject(error) : resolve(made)));
      });
      prepared.add(statement);
      return { run: (values) => runOnce(statement, values) };
    },
    async close() {
      // A connection with live statements does not close.
      for (const statement of prepared) statement.finalize();
      prepared.clear();
      await settled((done) => handle.close(done));
    },
  };
}

/**
 * INVARIANT: a statement that failed is reset before another one runs. One that met a lock goes on counting as a write in
 * progress, and SQLite commits nothing of its connection as long as there is one: what comes next would look written.
 */
function runOnce(statement: Prepared, values: readonly SqlValue[]): Promise<void> {
  return new Promise((resolve, reject) => {
    statement.run(values, (error: Error | null) => {
      if (error === null) resolve();
      else statement.reset(() => reject(error));
    });
  });
}

function settled(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

import { LeashError } from '../errors.ts';
import { sqliteCode } from './sqlite.ts';

/** Says what kept an entry from being written and what to do about it, as the denied caller will read it. */
export function writeFailure(path: string, error: unknown): LeashError {
  if (error instanceof LeashError) return error;
  const found = REASONS.get(sqliteCode(error) ?? '');
  const why = error instanceof Error ? error.message : String(error);
  const said = found === undefined ? `cannot be written (${why}); check the disk` : found;
  return new LeashError('ERR_LOG_UNAVAILABLE', `the audit log \`${path}\` ${said}`, { cause: error });
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['SQLITE_FULL', 'cannot grow: the disk is full; make room, then call again'],
  ['SQLITE_READONLY', 'cannot be written: the file or its folder is read-only; make it writable'],
  ['SQLITE_PERM', 'cannot be written: access is denied; make it writable'],
  ['SQLITE_CANTOPEN', 'cannot be opened; check that its folder exists and is writable'],
  ['SQLITE_BUSY', 'is locked by another program; close that program, then call again'],
  ['SQLITE_LOCKED', 'is locked by another program; close that program, then call again'],
  ['SQLITE_IOERR', 'cannot be written: the disk reports an error; check the disk and its free space'],
  ['SQLITE_CORRUPT', 'is damaged; run `leash audit verify`, and restart the server to begin a new shard'],
  ['SQLITE_NOTADB', 'is damaged; run `leash audit verify`, and restart the server to begin a new shard'],
]);

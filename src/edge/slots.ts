import { join } from 'node:path';

import { LeashError } from '../errors.ts';
import type { Home } from './home.ts';
import { openDatabase, sqliteCode } from './sqlite.ts';
import { writeFailure } from './writeFailure.ts';

/** A name that no other living process uses: the operating system frees it when the process ends, however it ends. */
export interface Slot {
  readonly name: string;
  release(): Promise<void>;
}

/** Whether a name is one that a slot can have: names come from files and notes, and become paths. */
export function isSlot(name: string): boolean {
  return /^\d{2,3}$/.test(name);
}

/** Slots are tried in this order; a machine has far fewer proxies. */
const MOST_SLOTS = 1000;

/** Takes the first free slot from number `from` on (`00`, `01`, ... `100`). */
export async function claimSlot(home: Home, from = 0): Promise<Slot & { readonly number: number }> {
  for (let number = from; number < MOST_SLOTS; number++) {
    const name = String(number).padStart(2, '0');
    const slot = await tryLock(join(home.shards, `${name}.lock`), name);
    if (slot !== null) return { ...slot, number };
  }
  throw new LeashError('ERR_LOG_UNAVAILABLE', `all ${MOST_SLOTS} log slots are taken or unusable; end unused proxies`);
}

/** Whether a living process holds a slot. It is asked by trying: a proxy that starts in that instant takes the next slot. */
export async function isSlotHeld(home: Home, name: string): Promise<boolean> {
  const slot = await tryLock(join(home.shards, `${name}.lock`), name);
  await slot?.release();
  return slot === null;
}

/** Takes the lock of the index of shards, waiting for other processes as long as `waitMs`; null when it stays taken. */
export function claimIndex(home: Home, waitMs: number): Promise<Slot | null> {
  return claimLock(join(home.audit, 'index.lock'), 'index', waitMs);
}

/** Takes a lock by its file, waiting for other processes as long as `waitMs`; null when it stays taken. */
export async function claimLock(path: string, name: string, waitMs: number): Promise<Slot | null> {
  for (const end = performance.now() + waitMs; ;) {
    const slot = await tryLock(path, name);
    if (slot !== null || performance.now() >= end) return slot;
    // Waiting here and not in SQLite: a busy handler would hold a thread that commits need.
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
  }
}

/** Locks through an empty database of SQLite's: the one portable way from Node to a lock that dies with the process. */
async function tryLock(path: string, name: string): Promise<Slot | null> {
  // INVARIANT: nothing else opens this file, since closing any descriptor of it would drop the process's lock (POSIX fcntl).
  const lock = await openDatabase(path, { access: 'readwrite', busyMs: 0 }).catch((error: unknown) => {
    throw unavailable(path, error);
  });
  try {
    await lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return { name, release: () => lock.close() };
  } catch (error) {
    await lock.close();
    const code = sqliteCode(error);
    // A lock file that something else wrote into is passed over like a taken one.
    if (code === 'SQLITE_BUSY' || code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') return null;
    throw unavailable(path, error);
  }
}

function unavailable(path: string, error: unknown): LeashError {
  if (sqliteCode(error) === 'SQLITE_FULL') return writeFailure(path, error);
  const why = error instanceof Error ? error.message : String(error);
  const message = `cannot lock \`${path}\` (${why}); make its folder writable, or put the home on a local disk`;
  return new LeashError('ERR_LOG_UNAVAILABLE', message, { cause: error });
}

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LeashError } from '../errors.ts';
import { replaceFile } from './durableFile.ts';
import type { Home } from './home.ts';

/** What stands between whoever can read the home and an approval: only a person knows it. */
export interface Passphrase {
  /** Whether one is set. */
  readonly isSet: boolean;
  /** Whether this is it; true of anything where none is set. Takes about 50 ms, and answers one caller at a time. */
  matches(given: string | null): Promise<boolean>;
}

/** Shortest one that is taken, in characters. */
const SHORTEST = 8;
const LONGEST = 1024;

/** N, r and p of scrypt (RFC 7914): 16 MiB and about 50 ms a guess. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const KEY_BYTES = 32;

/**
 * Reads the passphrase of a home once: a process goes on asking for what was set when it started, so that taking the
 * file away opens nothing. Throws `ERR_KEY_UNREADABLE` for a file that is there and holds none.
 */
export async function readPassphrase(home: Home): Promise<Passphrase> {
  const stored = await read(home);
  let last: Promise<unknown> = Promise.resolve();
  return {
    isSet: stored !== null,
    matches(given) {
      if (stored === null) return Promise.resolve(true);
      if (given === null || given.length > LONGEST) return Promise.resolve(false);
      const check = last.then(async () => timingSafeEqual(await derive(given, stored.salt), stored.key));
      last = check.catch(() => undefined);
      return check;
    },
  };
}

/** Sets the passphrase of a home. Throws `ERR_USAGE` for one that is too short or too long. */
export async function setPassphrase(home: Home, passphrase: string): Promise<void> {
  if (passphrase.length < SHORTEST || passphrase.length > LONGEST) {
    throw new LeashError('ERR_USAGE', `a passphrase has ${SHORTEST} to ${LONGEST} characters`);
  }
  const salt = randomBytes(16);
  const key = await derive(passphrase, salt);
  await replaceFile(pathIn(home), `${JSON.stringify({ salt: salt.toString('hex'), key: key.toString('hex') })}\n`);
}

/** Asks for none any more; false where none was set. */
export async function removePassphrase(home: Home): Promise<boolean> {
  try {
    await unlink(pathIn(home));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

interface Stored {
  readonly salt: Buffer;
  readonly key: Buffer;
}

async function read(home: Home): Promise<Stored | null> {
  try {
    return parse(JSON.parse(await readFile(pathIn(home), 'utf8')));
  } catch (cause) {
    if (isMissing(cause)) return null;
    const message = `\`${pathIn(home)}\` holds no passphrase that can be read; set it again: leash approvals lock`;
    throw new LeashError('ERR_KEY_UNREADABLE', message, { cause });
  }
}

function parse(value: unknown): Stored {
  if (typeof value !== 'object' || value === null || !('salt' in value) || !('key' in value))
    throw new Error('no object');
  const [salt, key] = [hex(value.salt), hex(value.key)];
  if (salt.length < 16 || key.length !== KEY_BYTES) throw new Error('too short');
  return { salt, key };
}

function hex(value: unknown): Buffer {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})+$/.test(value) ? Buffer.from(value, 'hex') : Buffer.alloc(0);
}

function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // What is typed on two keyboards is one passphrase.
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function pathIn(home: Home): string {
  return join(home.keys, 'approver.json');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

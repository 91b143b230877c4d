import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';
import { LeashError } from '../../errors.ts';
import { shellQuoted } from '../shellQuoted.ts';

/** Where a secret is: a variable of the environment, or a file. */
export interface SecretPlace {
  readonly kind: 'env' | 'file';
  readonly name: string;
}

/** A secret that may change while it is in use. */
export interface Secret {
  /** What it is called to people; never what it is. */
  readonly name: string;
  /** As it is now: a file is looked at anew, at most once a second. Where it cannot be read any more, as it was. */
  read(): string;
  /** Looks at once; true where it has changed. */
  renew(): boolean;
}

/** What a secret is read from, and who is told where that fails. */
export interface SecretSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

/** Opens a secret; throws `ERR_KEY_UNREADABLE` where it is not there, not printable ASCII, or open to other users. */
export function openSecret({ kind, name }: SecretPlace, { env, warn }: SecretSurroundings): Secret {
  return kind === 'env' ? fromEnvironment(name, env) : fromFile(name, warn);
}

function fromEnvironment(name: string, env: SecretSurroundings['env']): Secret {
  const called = `the variable \`${name}\``;
  const value = checked((Object.hasOwn(env, name) ? env[name] : null) ?? '', called);
  return { name: called, read: () => value, renew: () => false };
}

/** How often a file is looked at: what rotates secrets keeps the old ones valid for longer. */
const EVERY_MS = 1000;

function fromFile(path: string, warn: (message: string) => void): Secret {
  const called = `the file \`${path}\``;
  let { value, version } = readSecretFile(path);
  let lookedAt = performance.now();
  let said = '';
  const look = (): boolean => {
    lookedAt = performance.now();
    try {
      if (versionOf(statSync(path)) === version) return false;
      const before = value;
      ({ value, version } = readSecretFile(path));
      said = '';
      return value !== before;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== said) warn(`${why}; what it held before is still used`);
      said = why;
      return false;
    }
  };
  return {
    name: called,
    read() {
      if (performance.now() - lookedAt >= EVERY_MS) look();
      return value;
    },
    renew: look,
  };
}

/** A token or password is far shorter, and so is what a header can hold. */
const MOST_BYTES = 16_384;

/** Reads a file that only its owner can read; a trailing newline is no part of the secret. */
function readSecretFile(path: string): { readonly value: string; readonly version: string } {
  const called = `the file \`${path}\``;
  const file = opened(path, called);
  try {
    // INVARIANT: what is checked is what is read. A link is followed: that is how mounted secrets are swapped.
    const stat = fstatSync(file);
    assertPrivate(stat, path, called);
    const value = checked(readFileSync(file, 'utf8').replace(/\r?\n$/, ''), called);
    return { value, version: versionOf(stat) };
  } finally {
    closeSync(file);
  }
}

function opened(path: string, called: string): number {
  try {
    // Not blocking: to open a named pipe would wait for a writer.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw unreadable(`${called} cannot be read (${code})`, { cause });
  }
}

function assertPrivate(stat: Stats, path: string, called: string): void {
  if (!stat.isFile() || stat.size > MOST_BYTES) throw unreadable(`${called} is no file that holds a secret`);
  // Windows has no such bits: a profile folder's access list keeps others out.
  if (process.platform === 'win32') return;
  const me = process.getuid?.();
  if (stat.uid !== me && stat.uid !== 0) {
    throw unreadable(`${called} belongs to another user (uid ${stat.uid}); use a file of your own`);
  }
  // Of root's file the group may be the way in which it was given to us, as with a mounted secret.
  const forbidden = stat.uid === me ? 0o077 : 0o037;
  if ((stat.mode & forbidden) !== 0)
    throw unreadable(`${called} can be read by other users; run: chmod 600 ${shellQuoted(path)}`);
}

/** What changes when a file is written or replaced. */
function versionOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ');
}

/** It goes into a header. Never quoted: it is a secret. */
function checked(value: string, called: string): string {
  if (value === '') throw unreadable(`${called} is empty or not set`);
  if (value.length > MOST_BYTES || !/^[\x20-\x7e]+$/.test(value)) {
    throw unreadable(`${called} holds no secret that a header can carry: one line of printable ASCII`);
  }
  return value;
}

function unreadable(message: string, options?: ErrorOptions): LeashError {
  return new LeashError('ERR_KEY_UNREADABLE', message, options);
}

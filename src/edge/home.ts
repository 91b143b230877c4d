import type { Stats } from 'node:fs';
import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

import { LeashError } from '../errors.ts';
import { shellQuoted } from './shellQuoted.ts';

/** Where everything that Leash keeps lies, as absolute paths. */
export interface Home {
  readonly root: string;
  readonly policies: string;
  readonly audit: string;
  readonly shards: string;
  readonly heads: string;
  readonly openings: string;
  readonly keys: string;
  readonly pins: string;
  /** Control sockets of the processes that live. */
  readonly run: string;
}

/** Says where the home is: the given folder, else `$LEASH_HOME`, else `~/.leash`. Touches no file. */
export function locateHome(given?: string, env: NodeJS.ProcessEnv = process.env): Home {
  const root = resolve(given ?? (env['LEASH_HOME'] || defaultRoot(userFolder())));
  const audit = join(root, 'audit');
  return {
    root,
    policies: join(root, 'policies'),
    audit,
    shards: join(audit, 'shards'),
    heads: join(audit, 'heads'),
    openings: join(audit, 'openings'),
    keys: join(root, 'keys'),
    pins: join(root, 'pins'),
    run: join(root, 'run'),
  };
}

function defaultRoot(user: string): string {
  if (user !== '') return join(user, '.leash');
  throw unsafe('you have no home folder to keep policies and the log in; choose one: --home or LEASH_HOME');
}

/** The user's own folder; empty where there is none, as for a user without a name in a container, or an empty `HOME`. */
export function userFolder(find: () => string = homedir): string {
  try {
    const folder = find();
    // A relative one would be looked for in whatever folder Leash is started in.
    return isAbsolute(folder) ? folder : '';
  } catch {
    return '';
  }
}

/**
 * Creates the home's folders where they are missing and refuses a home that others can reach.
 * An existing folder is never repaired in silence: the error names the command that does it.
 */
export function prepareHome(home: Home): void {
  assertHomeSafe(home);
  try {
    for (const folder of [home.root, home.keys, home.policies, home.shards, home.heads, home.openings]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
  } catch (error) {
    throw unreachable(home.root, error);
  }
  assertHomeSafe(home);
}

/** Refuses a home, or its folder of keys, that another user owns, can read or can redirect. A missing folder is safe. */
export function assertHomeSafe(home: Home): void {
  // The home itself may be a link that its owner made; the folder of keys may not, since a link there could be swapped.
  assertPrivate(home.root, look(statSync, home.root));
  const keys = look(lstatSync, home.keys);
  if (keys?.isSymbolicLink()) throw unsafe(`\`${home.keys}\` is a symbolic link; put the folder itself there`);
  assertPrivate(home.keys, keys);
}

function look(stat: typeof statSync, path: string): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreachable(path, error);
  }
}

function assertPrivate(path: string, stat: Stats | undefined): void {
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw unsafe(`\`${path}\` is not a folder; move it away`);
  // Windows has no such bits: a profile folder's access list keeps others out.
  if (process.platform === 'win32') return;
  if (process.getuid !== undefined && stat.uid !== process.getuid()) {
    throw unsafe(`\`${path}\` belongs to another user (uid ${stat.uid}); use a home of your own: --home or LEASH_HOME`);
  }
  if ((stat.mode & 0o077) !== 0) {
    throw unsafe(`\`${path}\` can be reached by other users; run: chmod 700 ${shellQuoted(path)}`);
  }
}

function unsafe(message: string): LeashError {
  return new LeashError('ERR_HOME_UNSAFE', message);
}

function unreachable(path: string, error: unknown): LeashError {
  const why = error instanceof Error ? error.message : String(error);
  const message = `cannot use \`${path}\` (${why}); make it writable, or choose another home: --home or LEASH_HOME`;
  return new LeashError('ERR_LOG_UNAVAILABLE', message, { cause: error });
}

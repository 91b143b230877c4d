import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LeashError } from '../errors.ts';
import type { PinFile } from '../pins/pin.ts';
import { parsePinFile, pinFileText } from '../pins/pinFile.ts';
import { replaceFile } from './durableFile.ts';
import { prepareHome, type Home } from './home.ts';
import { claimLock, type Slot } from './slots.ts';

/** Where the pins of all servers of one name are kept, for all proxies of a home. */
export interface PinStore {
  readonly path: string;
  /** Null where nothing is pinned; throws `ERR_PINS_INVALID` for a file that is damaged, another's, or open to others. */
  read(): Promise<PinFile | null>;
  /** Changes whenever the file does. */
  version(): Promise<string>;
  /**
   * Changes the pins, alone among all processes of the home: `change` sees what is there, and what it gives is there once
   * this resolves, as the version that is given back. Writes nothing where it gives the same object. Throws as `read` does,
   * and where it cannot be written.
   */
  update<T extends { readonly file: PinFile }>(
    change: (file: PinFile | null) => T,
  ): Promise<T & { readonly version: string }>;
}

/** Opens the place of a server's pins. Makes no file. */
export function pinStore(home: Home, server: string): PinStore {
  const name = fileNameOf(server);
  const path = join(home.pins, name);
  const read = (): Promise<PinFile | null> => readPins(path, server);
  return {
    path,
    read,
    version: () => versionOf(path),
    async update(change) {
      prepareHome(home);
      const lock = await lockOf(home.pins, name, path);
      try {
        const before = await read();
        const result = change(before);
        if (result.file !== before) await write(path, result.file);
        return { ...result, version: await versionOf(path) };
      } finally {
        await lock.release();
      }
    },
  };
}

/** One server of the home, as its pins say; or why they say nothing. */
export type PinnedServer =
  | { readonly kind: 'pins'; readonly file: PinFile; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly why: string };

/** The pins of all servers of a home, by name; an unreadable file hides no other. */
export async function readAllPins(home: Home): Promise<readonly PinnedServer[]> {
  const names = (await namesIn(home.pins)).filter((name) => name.endsWith(ENDING)).sort();
  return Promise.all(names.map((name) => readOne(join(home.pins, name))));
}

/** Changes whenever a pin of any server of the home does. */
export async function pinsVersion(home: Home): Promise<string> {
  const names = (await namesIn(home.pins)).filter((name) => name.endsWith(ENDING)).sort();
  return (await Promise.all(names.map(async (name) => `${name} ${await versionOf(join(home.pins, name))}`))).join('\n');
}

const ENDING = '.json';
const WAIT_MS = 10_000;
/** Above what the pins of one name are allowed to hold, and far below what cannot be read. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Names differ in case only on some file systems: a digest tells them apart on all. */
function fileNameOf(server: string): string {
  const digest = createHash('sha256').update(server).digest('hex').slice(0, 8);
  return `${server.replace(/[^\w.-]/g, '_').slice(0, 64)}-${digest}${ENDING}`;
}

async function lockOf(folder: string, name: string, path: string): Promise<Slot> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await claimLock(join(folder, `${name}.lock`), name, WAIT_MS);
    if (lock !== null) return lock;
  } catch (error) {
    // The cause says it of a lock, as a log has one.
    const { cause = error } = error instanceof Error ? error : {};
    throw invalid(path, `they cannot be locked: ${cause instanceof Error ? cause.message : String(cause)}`, error);
  }
  throw invalid(path, 'another process has been writing them for too long; try again');
}

async function readOne(path: string): Promise<PinnedServer> {
  try {
    const file = await readPins(path, null);
    if (file !== null) return { kind: 'pins', file, path };
    return { kind: 'unreadable', path, why: 'it is gone' };
  } catch (error) {
    return { kind: 'unreadable', path, why: error instanceof Error ? error.message : String(error) };
  }
}

async function readPins(path: string, server: string | null): Promise<PinFile | null> {
  let text: string;
  try {
    text = await readOwn(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
  const file = parsed(path, text);
  // A file that was moved here from another server would vouch for this one.
  if (fileNameOf(file.server) !== path.split(/[\\/]/).at(-1) || (server !== null && file.server !== server)) {
    throw invalid(path, 'it is of another server');
  }
  return file;
}

function parsed(path: string, text: string): PinFile {
  try {
    return parsePinFile(text);
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
}

async function readOwn(path: string): Promise<string> {
  // Not through a link, and without waiting for the writer of a named pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new Error('it is not a file');
    if (found.size > MOST_BYTES) throw new Error('it is too large');
    if (process.platform !== 'win32') {
      if (found.uid !== process.getuid?.()) throw new Error(`it belongs to another user (uid ${found.uid})`);
      if ((found.mode & 0o077) !== 0) throw new Error('other users can reach it; run chmod 600 on it');
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
  } finally {
    await file.close();
  }
}

async function write(path: string, file: PinFile): Promise<void> {
  try {
    await replaceFile(path, pinFileText(file));
  } catch (error) {
    throw invalid(path, `it cannot be written: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

async function versionOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size, mode } = await stat(path);
    return `${ino} ${mtimeMs} ${size} ${mode}`;
  } catch {
    return '';
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

function invalid(path: string, why: string, cause?: unknown): LeashError {
  return new LeashError('ERR_PINS_INVALID', `the pins in \`${path}\` cannot be used: ${why}`, { cause });
}

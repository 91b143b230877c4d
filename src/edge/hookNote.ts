import { lstatSync, readFileSync, unlinkSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { assertHomeSafe, type Home } from './home.ts';

/** What a resident leaves in its home for the hooks that come after it. */
export interface HookNote {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** A socket, or a named pipe on Windows. */
  readonly socket: string;
  /** Shows each side that the other one can read this note: the user's own processes alone can. */
  readonly key: string;
  /** See `hookMark`. */
  readonly mark: string;
}

/** Where the note lies. */
export function notePath(home: Home): string {
  return join(home.run, 'hook.json');
}

/**
 * The note of the resident of a home; null where there is none, and where anybody but the user could have written it, or
 * could listen in its place. Never throws.
 */
export function readHookNote(home: Home): HookNote | null {
  try {
    assertHomeSafe(home);
    if (!isOwn(home.run, 'isDirectory') || !isOwn(notePath(home), 'isFile')) return null;
    const note = parse(readFileSync(notePath(home), 'utf8'));
    if (note === null || isPipe(note.socket)) return note;
    return isOwn(dirname(note.socket), 'isDirectory') && isOwn(note.socket, 'isSocket') ? note : null;
  } catch {
    return null;
  }
}

/** Takes away the note of a resident that does not answer: nobody waits for it again, and it ends when it sees that. */
export function dropHookNote(home: Home, { key }: Pick<HookNote, 'key'>): void {
  try {
    if (parse(readFileSync(notePath(home), 'utf8'))?.key === key) unlinkSync(notePath(home));
  } catch {
    // It has gone by itself.
  }
}

/** Whether something is of the given kind, the user's own, and closed to everybody else. Throws where there is nothing. */
export function isOwn(path: string, kind: 'isDirectory' | 'isFile' | 'isSocket'): boolean {
  const stat: Stats = lstatSync(path);
  // Windows has no such bits: a profile folder's access list keeps others out.
  if (process.getuid === undefined) return stat[kind]();
  return stat[kind]() && stat.uid === process.getuid() && (stat.mode & 0o077) === 0;
}

/** Whether a name is that of a pipe of Windows: no file, and known to nobody who cannot read the note. */
export function isPipe(socket: string): boolean {
  return process.platform === 'win32' && socket.startsWith('\\\\.\\pipe\\');
}

function parse(text: string): HookNote | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  if (!('pid' in value && 'startedAt' in value && 'socket' in value && 'key' in value && 'mark' in value)) return null;
  const { pid, startedAt, socket, key, mark } = value;
  if (typeof pid !== 'number' || typeof startedAt !== 'number' || typeof socket !== 'string') return null;
  if (typeof mark !== 'string' || typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key)) return null;
  return { pid, startedAt, socket, key, mark };
}

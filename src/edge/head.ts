import type { FileHandle } from 'node:fs/promises';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Home } from './home.ts';

/** Every head fills this many bytes, so that writing one never needs room on the disk. */
const HEAD_BYTES = 1024;

/** A write for each of a thousand commits a second would cost more than the commits; a killed process leaves a head this old. */
const SOON_MS = 10;

/** The newest checkpoint of a log, kept outside its database so that an old copy of the database shows. */
export interface HeadWriter {
  /** Writes the note at once, or soon after the one before, unless a newer one comes. */
  put(note: string): void;
  close(): Promise<void>;
}

/** Reads a head; null when there is none, an empty text when nothing can be read from it. */
export async function readHead(home: Home, slot: string): Promise<string | null> {
  try {
    const text = await readFile(headPath(home, slot), 'utf8');
    return text.length > HEAD_BYTES ? '' : text.replace(/[\s\0]*$/, '\n');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : '';
  }
}

/** Opens a head for writing; `failed` hears of each write that did not reach the file. */
export async function openHead(home: Home, slot: string, failed: (error: unknown) => void): Promise<HeadWriter> {
  const file = await openForWriting(headPath(home, slot));
  let waiting: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  function rest(): void {
    timer = null;
    write();
  }

  function write(): void {
    const note = waiting;
    waiting = null;
    if (note === null) return;
    const bytes = Buffer.from(note.padEnd(HEAD_BYTES, '\n'));
    // Not flushed: the head guards against old copies, and after a power cut an older head is no finding.
    writing = writing.then(async () => {
      await file.write(bytes, 0, HEAD_BYTES, 0).catch(failed);
    });
  }

  return {
    put(note) {
      waiting = note;
      if (timer !== null) return;
      write();
      timer = setTimeout(rest, SOON_MS).unref();
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      write();
      await writing;
      await file.close();
    },
  };
}

function headPath(home: Home, slot: string): string {
  return join(home.heads, `${slot}.head`);
}

/** Opens without truncating: until the first write the old head must stand. */
async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return open(path, 'wx+', 0o600);
    throw error;
  }
}

import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file in one step, on disk when it returns: whoever reads it sees the old text or the new one, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const scratch = await writeScratch(path, text);
  await rename(scratch, path);
  await syncFolder(path);
}

/** Makes a file in one step, on disk when it returns; false when there already is one, which stays as it is. */
export async function createFile(path: string, text: string): Promise<boolean> {
  const scratch = await writeScratch(path, text);
  try {
    // Unlike a rename, a link never takes the place of another writer's file.
    await link(scratch, path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(scratch);
  }
  await syncFolder(path);
  return true;
}

/** Moves a file over another in one step, on disk when it returns. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(to);
}

let scratches = 0;

async function writeScratch(path: string, text: string): Promise<string> {
  const scratch = `${path}.${process.pid}.${++scratches}.tmp`;
  // A file of that name can only be left from a process of the same id that is no more.
  await unlink(scratch).catch(() => undefined);
  const file = await open(scratch, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return scratch;
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals the rename itself.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** The bytes of a settings file; null where there is none. Throws where it cannot be read. */
export function readConfigFile(path: string): Uint8Array | null {
  const file = openExisting(path);
  if (file === null) return null;
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is not a file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function openExisting(path: string): number | null {
  try {
    // Not blocking: to open a named pipe would wait for a writer.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // ENOTDIR: there is no home to hold settings, and whoever needs the home says so.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

import { readFileSync } from 'node:fs';

/** The bytes of a settings file; null where there is none. Throws where it cannot be read. */
export function readConfigFile(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

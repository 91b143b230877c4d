import { lstatSync, realpathSync } from 'node:fs';

/**
 * Resolves the symbolic links of a path; null where nothing is there. Throws where it cannot be told: a loop, no
 * access, or a link to nothing, through which a file would be made where nobody has looked.
 */
export function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
    throw error;
  }
}

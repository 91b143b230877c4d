import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, replaceFile } from '../edge/durableFile.ts';
import { LeashError } from '../errors.ts';

/** A file to write, by its name in a folder. */
export interface NewFile {
  readonly name: string;
  readonly text: string;
}

/** Writes files into a folder, which is made where it is missing. None is written where one is there already, unless by `force`. */
export async function writeNew(folder: string, files: readonly NewFile[], force: boolean): Promise<readonly string[]> {
  const paths = files.map(({ name }) => join(folder, name));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const path of force ? [] : paths) if (await isThere(path)) throw taken(path);
    for (const [index, { text }] of files.entries()) {
      const path = paths[index] ?? '';
      if (force) await replaceFile(path, text);
      else if (!(await createFile(path, text))) throw taken(path);
    }
  } catch (cause) {
    if (cause instanceof LeashError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LeashError('ERR_USAGE', `nothing can be written into \`${folder}\` (${why})`, { cause });
  }
  return paths;
}

function taken(path: string): LeashError {
  return new LeashError('ERR_USAGE', `\`${path}\` is there already; --force replaces it`);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

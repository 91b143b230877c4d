import { open, rm } from 'node:fs/promises';
import { LeashError } from '../../errors.ts';

/**
 * Writes texts into a new file that only its owner can read, on disk when it returns; never more than one text is held. A file
 * that is there already stays as it is. Where the texts end in an error, what came before stays, and the error is passed on;
 * where writing fails, nothing stays.
 */
export async function writeExport(path: string, texts: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw notWritten(path, cause);
  });
  let failure: unknown = null;
  try {
    for await (const text of texts) {
      try {
        await file.appendFile(text);
      } catch (cause) {
        failure = notWritten(path, cause);
        throw failure;
      }
    }
  } finally {
    if (failure === null) await file.sync();
    await file.close();
    if (failure !== null) await rm(path, { force: true });
  }
}

function notWritten(path: string, cause: unknown): LeashError {
  const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = isThere
    ? `\`${path}\` is there already; remove it, or choose another file`
    : `\`${path}\` cannot be written (${why})`;
  return new LeashError('ERR_USAGE', message, { cause });
}

import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LeashError } from '../errors.ts';

/** A client's file of settings as it was read. */
export interface ClientText {
  /** As it is known to the client. */
  readonly path: string;
  /** Where it lies: a link stays a link, and what it points to is written. */
  readonly target: string;
  readonly text: string;
  readonly bytes: Buffer;
}

/** Far above any settings; the history that a client keeps in its own may be long. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads a file of settings, or says why not; null where there is none. */
export async function readClientText(path: string): Promise<ClientText | { readonly why: string } | null> {
  try {
    const target = await realpath(path);
    const { size, ...stats } = await fileStats(target);
    if (!stats.isFile) return { why: 'it is no file' };
    if (size > MOST_BYTES) return { why: `it is larger than ${MOST_BYTES} bytes` };
    const bytes = await readFile(target);
    const text = textOf(bytes);
    return text === null ? { why: 'it is not UTF-8' } : { path, target, text, bytes };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : { why: messageOf(error) };
  }
}

async function fileStats(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const stats = await stat(path);
  return { size: stats.size, isFile: stats.isFile() };
}

/** The text with its byte order mark; null where some byte would not be written back as it was. */
function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Puts a new text into a file of settings in one step, and keeps the old one beside it, readable by its owner alone. Says
 * where. Throws `ERR_CLIENT_CONFIG`, and changes nothing, where the file is not as it was read, or is not to be written.
 */
export async function writeClientText(file: ClientText, text: string, at: Date): Promise<string> {
  try {
    await assertUnchanged(file);
    const stats = await stat(file.target);
    await assertWritable(file, stats);
    const backup = await keepBackup(file, at);
    await replace(file, text, stats);
    return backup;
  } catch (error) {
    if (error instanceof LeashError) throw error;
    throw refused(file, `it cannot be written (${messageOf(error)})`, { cause: error });
  }
}

/** Names a text: SHA-256, as hex. */
export function textDigest(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

async function assertUnchanged({ path, target, bytes }: ClientText): Promise<void> {
  if ((await realpath(path)) === target && bytes.equals(await readFile(target))) return;
  throw refused(
    { path },
    'it was changed by another program in between; nothing was written, so run the command again',
  );
}

async function assertWritable(file: ClientText, stats: Stats): Promise<void> {
  // A rename would take the place of a read-only file all the same.
  await access(file.target, constants.W_OK);
  if ((stats.mode & 0o222) === 0) throw refused(file, 'it is read-only; make it writable first');
  if (stats.nlink > 1)
    throw refused(file, 'another hard link leads to it, which would keep the old text; remove one of them');
}

async function keepBackup({ target, bytes }: ClientText, at: Date): Promise<string> {
  const stamp = at.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  for (let count = 1; ; count += 1) {
    const backup = `${target}.leash-backup-${stamp}${count === 1 ? '' : `-${count}`}`;
    try {
      await writeNew(backup, bytes, null);
      return backup;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || count > 99) throw error;
    }
  }
}

async function replace(file: ClientText, text: string, stats: Stats): Promise<void> {
  const scratch = join(dirname(file.target), `.${basename(file.target)}.leash-${process.pid}.tmp`);
  await unlink(scratch).catch(() => undefined);
  try {
    await writeNew(scratch, text, stats);
    // As late as can be: only a change within the next moment would go unseen.
    await assertUnchanged(file);
    await rename(scratch, file.target);
  } catch (error) {
    await unlink(scratch).catch(() => undefined);
    throw error;
  }
}

/** Writes a file that was not there, as private as can be, or as the one that it is to replace. */
async function writeNew(path: string, content: string | Buffer, like: Stats | null): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    if (like !== null && process.platform !== 'win32') {
      const own = await handle.stat();
      if (own.uid !== like.uid || own.gid !== like.gid) await handle.chown(like.uid, like.gid);
      await handle.chmod(like.mode & 0o7777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function refused({ path }: Pick<ClientText, 'path'>, why: string, options?: ErrorOptions): LeashError {
  return new LeashError('ERR_CLIENT_CONFIG', `\`${path}\`: ${why}`, options);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

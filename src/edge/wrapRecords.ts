import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from '../clients/edits.ts';
import { textDigest } from './clientFiles.ts';
import { replaceFile } from './durableFile.ts';
import type { Home } from './home.ts';

/** What an entry of a client's settings was before Leash was put before its server: the way back. */
export interface WrapRecord {
  readonly client: string;
  /** Where the file lies, links resolved. */
  readonly file: string;
  /** The map that was changed. */
  readonly path: readonly string[];
  /** Where in the map the changed stretch begins, what stood there, and what stands there now. */
  readonly offset: number;
  readonly before: string;
  readonly after: string;
  /** The same as values, for a file that its client has written anew since. */
  readonly became: readonly Change[];
  readonly undo: readonly Change[];
  /** Digests of the whole file. */
  readonly fileBefore: string;
  readonly fileAfter: string;
}

/** Keeps a way back; it may hold secrets, as the settings do. */
export async function keepWrapRecord(home: Home, record: WrapRecord): Promise<void> {
  await mkdir(folderIn(home), { recursive: true, mode: 0o700 });
  await replaceFile(pathOf(home, record), `${JSON.stringify({ version: 1, ...record })}\n`);
}

/** Forgets a way back that was gone. */
export async function dropWrapRecord(home: Home, record: WrapRecord): Promise<void> {
  await unlink(pathOf(home, record)).catch(() => undefined);
}

/** Every way back of a home; what cannot be read is none. */
export async function readWrapRecords(home: Home): Promise<readonly WrapRecord[]> {
  const names = await readdir(folderIn(home)).catch((): string[] => []);
  const records: WrapRecord[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const record = parse(await readFile(join(folderIn(home), name), 'utf8').catch(() => ''));
    if (record !== null) records.push(record);
  }
  return records;
}

function folderIn(home: Home): string {
  return join(home.root, 'wrapped');
}

function pathOf(home: Home, { file, path }: WrapRecord): string {
  return join(folderIn(home), `${textDigest(JSON.stringify([file, path])).slice(0, 32)}.json`);
}

function parse(text: string): WrapRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is WrapRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  const areTexts = ['client', 'file', 'before', 'after', 'fileBefore', 'fileAfter'].every(
    (key) => typeof fields.get(key) === 'string',
  );
  const path: unknown = fields.get('path');
  const isPath = Array.isArray(path) && path.every((key) => typeof key === 'string');
  const areChanges = [fields.get('became'), fields.get('undo')].every(
    (list) => Array.isArray(list) && list.every(isChange),
  );
  return areTexts && isPath && areChanges && Number.isSafeInteger(fields.get('offset'));
}

function isChange(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string';
}

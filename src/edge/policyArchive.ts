import { access, mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createFile } from './durableFile.ts';
import type { Home } from './home.ts';
import type { ReadSet } from './policyFile.ts';

/**
 * Keeps the text of a set that comes into force, under its hash: the log names sets by their hash, and a past decision
 * can only be explained while its set can be read. Never throws: what is not kept is missing in an explanation, no more.
 */
export async function keepPolicySet(home: Home, { hash, text }: Pick<ReadSet, 'hash' | 'text'>): Promise<void> {
  const path = pathOf(home, hash);
  if (path === null || text.length > MAX_TEXT) return;
  try {
    if (await isThere(path)) return;
    // Where there is no log, no entry names a set.
    await mkdir(folderOf(home), { mode: 0o700 }).catch(() => undefined);
    await createFile(path, text);
    await forgetOldest(folderOf(home));
  } catch {
    // A disk that is full is told of by the log itself.
  }
}

/** The text of the set with this hash; null where it was not kept, or is no longer what was kept. */
export async function keptPolicySet(home: Home, hash: string): Promise<string | null> {
  const path = pathOf(home, hash);
  const text = path === null ? null : await readFile(path, 'utf8').catch(() => null);
  return text !== null && hashOfSet(text) === hash ? text : null;
}

/** The hash under which the log knows a set. */
export function hashOfSet(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Sets are small, and change when somebody edits them. */
const MAX_KEPT = 256;
const MAX_TEXT = 4 * 1024 * 1024;

function folderOf(home: Home): string {
  return join(home.audit, 'policies');
}

// Attacker-controlled: a hash from the log becomes a path.
function pathOf(home: Home, hash: string): string | null {
  const [, digits] = /^sha256:([0-9a-f]{64})$/.exec(hash) ?? [];
  return digits === undefined ? null : join(folderOf(home), `${digits}.json`);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  if (names.length <= MAX_KEPT) return;
  const kept = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const oldest = kept.sort((a, b) => a.at - b.at).slice(0, names.length - MAX_KEPT);
  for (const { name } of oldest) await unlink(join(folder, name));
}

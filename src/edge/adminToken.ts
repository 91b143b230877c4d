import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { LeashError } from '../errors.ts';
import { createFile } from './durableFile.ts';
import type { Home } from './home.ts';
import { readPrivate } from './keys.ts';

/** The token by which people and their programs steer this home; made on first use, and one even when many processes start at once. */
export async function adminToken(home: Home): Promise<string> {
  const path = join(home.keys, 'admin.token');
  const existing = await readToken(path);
  if (existing !== null) return existing;
  const made = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  if (await createFile(path, `${made}\n`)) return made;
  const winner = await readToken(path);
  if (winner === null) throw unusable(path, 'it vanished while it was being read');
  return winner;
}

/** Whether two secrets are equal, in a time that tells nothing of them. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Programs that look for secrets that were let slip know this one by its beginning. */
const PREFIX = 'leash_admin_';
const TOKEN_BYTES = 32;

async function readToken(path: string): Promise<string | null> {
  let text: string;
  try {
    text = (await readPrivate(path)).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  // A file that was emptied must not become a token that anybody knows.
  if (!/^[\w.-]{32,256}$/.test(text)) throw unusable(path, 'it holds no token; remove it, and another one is made');
  return text;
}

function unusable(path: string, why: string): LeashError {
  return new LeashError('ERR_KEY_UNREADABLE', `cannot use the token \`${path}\`: ${why}`);
}

import type { KeyObject } from 'node:crypto';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { constants } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { rootKeyName } from '../audit/epoch.ts';
import type { VerifierKey } from '../audit/vkey.ts';
import { LeashError } from '../errors.ts';
import { createFile, moveFile, replaceFile } from './durableFile.ts';
import type { Home } from './home.ts';

/** An Ed25519 key of this home. */
export interface StoredKey {
  readonly privateKey: KeyObject;
  /** The 32 bytes of the public half. */
  readonly publicKey: Uint8Array;
}

/** The root key that certifies this home's epoch keys; made on first use, and one even when many processes start at once. */
export function rootKey(home: Home): Promise<StoredKey> {
  return madeOnce(rootPath(home));
}

/** The key that signs the tokens of this home's agents; made on first use, as the root key is. */
export function agentsKey(home: Home): Promise<StoredKey> {
  return madeOnce(agentsPath(home));
}

/** The same key, or null in a home that has issued no token yet. */
export function readAgentsKey(home: Home): Promise<StoredKey | null> {
  return readKey(agentsPath(home));
}

async function madeOnce(path: string): Promise<StoredKey> {
  const existing = await readKey(path);
  if (existing !== null) return existing;
  const made = newKey();
  if (await storing(path, () => createFile(path, jwkText(made)))) return made;
  const winner = await readKey(path);
  if (winner === null) throw unreadable(path, 'it vanished while it was being read');
  return winner;
}

/** The root key, or null in a home that has none yet. */
export function readRootKey(home: Home): Promise<StoredKey | null> {
  return readKey(rootPath(home));
}

/** Names a home by its root key; every origin of its logs holds this name. */
export function homeId(root: Pick<StoredKey, 'publicKey'>): string {
  return createHash('sha256').update(root.publicKey).digest('hex').slice(0, 16);
}

/** The root key as verifiers take it. */
export function rootVerifier(root: StoredKey): VerifierKey {
  return { name: rootKeyName(homeId(root)), publicKey: root.publicKey };
}

/** The keys that sign a slot's commits: the current one and, in the middle of a rotation, its successor. */
export interface EpochKeys {
  readonly current: StoredKey | null;
  readonly next: StoredKey | null;
}

/** Reads a slot's signing keys; only the slot's holder may. */
export async function readEpochKeys(home: Home, slot: string): Promise<EpochKeys> {
  return { current: await readKey(epochPath(home, slot)), next: await readKey(nextPath(home, slot)) };
}

/** Makes the first signing key of a slot, or a fresh one where the slot's log has not begun. */
export async function createEpochKey(home: Home, slot: string): Promise<StoredKey> {
  return storeNew(epochPath(home, slot));
}

/** Makes the successor of a slot's signing key; it signs nothing before `promoteNextKey`. */
export function createNextKey(home: Home, slot: string): Promise<StoredKey> {
  return storeNew(nextPath(home, slot));
}

/** Puts the successor in the place of the current key, whose private half is gone with that. */
export function promoteNextKey(home: Home, slot: string): Promise<void> {
  const path = epochPath(home, slot);
  return storing(path, () => moveFile(nextPath(home, slot), path));
}

/** Removes a successor that the log never named. */
export async function discardNextKey(home: Home, slot: string): Promise<void> {
  const path = nextPath(home, slot);
  await storing(path, () => unlink(path));
}

function rootPath(home: Home): string {
  return join(home.keys, 'root.jwk');
}

function agentsPath(home: Home): string {
  return join(home.keys, 'agents.jwk');
}

function epochPath(home: Home, slot: string): string {
  return join(home.keys, `epoch-${slot}.jwk`);
}

function nextPath(home: Home, slot: string): string {
  return join(home.keys, `epoch-${slot}.next.jwk`);
}

function newKey(): StoredKey {
  return keyFromPrivate(generateKeyPairSync('ed25519').privateKey);
}

function keyFromPrivate(privateKey: KeyObject): StoredKey {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, publicKey: Buffer.from(x ?? '', 'base64url') };
}

async function storeNew(path: string): Promise<StoredKey> {
  const key = newKey();
  await storing(path, () => replaceFile(path, jwkText(key)));
  return key;
}

function jwkText(key: StoredKey): string {
  return `${JSON.stringify(key.privateKey.export({ format: 'jwk' }))}\n`;
}

/** Reads and checks one key file; null when there is none. */
async function readKey(path: string): Promise<StoredKey | null> {
  let text: string;
  try {
    text = await readPrivate(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    if (error instanceof LeashError) throw error;
    throw unreadable(path, error);
  }
  try {
    return parseKey(text);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A file larger than this is no key. */
const MOST_BYTES = 4096;

/** Reads a small file that is its owner's alone; throws `ERR_KEY_UNREADABLE` for any other. */
export async function readPrivate(path: string): Promise<string> {
  // Checked on the open file, so that what was checked is what is read; a link is not followed (Windows has no such flags).
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MOST_BYTES) throw unreadable(path, 'it is not a key file');
    if (process.platform !== 'win32') {
      if (stat.uid !== process.getuid?.()) throw unreadable(path, `it belongs to another user (uid ${stat.uid})`);
      if ((stat.mode & 0o077) !== 0) throw unreadable(path, 'other users can reach it; run `chmod 600` on it');
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function parseKey(text: string): StoredKey {
  const jwk = jsonOf(text);
  if (typeof jwk !== 'object' || jwk === null || !('kty' in jwk) || !('crv' in jwk) || !('d' in jwk) || !('x' in jwk)) {
    throw new Error('it is not a private key in JWK form');
  }
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519') throw new Error('it is not an Ed25519 key');
  const key = keyFromPrivate(
    createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d: String(jwk.d), x: String(jwk.x) }, format: 'jwk' }),
  );
  // Node takes the private half alone; a file whose halves disagree was damaged or put together.
  if (Buffer.from(key.publicKey).toString('base64url') !== jwk.x) throw new Error('its two halves do not match');
  return key;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No cause: the engine's message quotes the text, and the text may be a secret.
    throw new Error('it is not JSON');
  }
}

async function storing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const message = `cannot write the key \`${path}\` (${whyOf(error)}); make the folder writable and leave room on the disk`;
    throw new LeashError('ERR_KEY_UNREADABLE', message, { cause: error });
  }
}

function unreadable(path: string, why: unknown): LeashError {
  const message = `cannot use the key \`${path}\`: ${whyOf(why)}`;
  return new LeashError('ERR_KEY_UNREADABLE', message, why instanceof Error ? { cause: why } : undefined);
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

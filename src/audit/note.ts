import { createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { isKeyName, keyHash } from './vkey.ts';
import type { VerifierKey } from './vkey.ts';

/** Who signs notes: a key name and an Ed25519 key. */
export interface NoteSigner extends VerifierKey {
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** A C2SP signed note, read but not verified. */
export interface Note {
  /** What is signed, final newline included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

interface NoteSignature {
  readonly name: string;
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** Makes a signer of an Ed25519 private key. */
export function noteSigner(name: string, privateKey: KeyObject): NoteSigner {
  if (!isKeyName(name)) throw new RangeError('a key name is empty or holds a space, a control character or `+`');
  return { name, publicKey: rawPublicKey(privateKey), sign: (message) => sign(null, message, privateKey) };
}

/** The raw 32 bytes of an Ed25519 key's public half. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  const { crv, x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new RangeError('not an Ed25519 key');
  return Buffer.from(x, 'base64url');
}

/** Signs a text (which ends in a newline) and returns the whole note. */
export function signNote(text: string, signer: NoteSigner): string {
  const signature = Buffer.concat([keyHash(signer), signer.sign(Buffer.from(text))]);
  return `${text}\n${PREFIX}${signer.name} ${encodeBase64(signature)}\n`;
}

/** Reads a note. Strict: one spelling only, so a changed bit never reads as the same note. Never throws. */
export function parseNote(note: string): Note | null {
  const split = note.lastIndexOf('\n\n');
  if (note.length > MAX_NOTE || split < 1 || !note.endsWith('\n') || !note.isWellFormed()) return null;
  if (/[\0-\t\v-\x1f\x7f]/.test(note)) return null;
  const signatures = note
    .slice(split + 2, -1)
    .split('\n')
    .map(parseSignature);
  if (signatures.includes(null)) return null;
  return { text: note.slice(0, split + 1), signatures: signatures.filter((signature) => signature !== null) };
}

/** The first of `keys` that signed the note, or null. A line by a known name and key hash that fails to verify fails the note. */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): VerifierKey | null {
  let signer: VerifierKey | null = null;
  for (const line of note.signatures) {
    const key = keys.find((known) => known.name === line.name && Buffer.compare(keyHash(known), line.keyHash) === 0);
    if (key === undefined) continue;
    if (!isSignedBy(note.text, line.signature, key)) return null;
    signer ??= key;
  }
  return signer;
}

const PREFIX = '— ';
const MAX_NOTE = 64 * 1024;
const SIGNATURE_BYTES = 64;

function parseSignature(line: string): NoteSignature | null {
  if (!line.startsWith(PREFIX)) return null;
  const space = line.indexOf(' ', PREFIX.length);
  const name = line.slice(PREFIX.length, Math.max(space, PREFIX.length));
  const bytes = decodeBase64(line.slice(space + 1));
  if (!isKeyName(name) || bytes === null || bytes.length < 5) return null;
  return { name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

function isSignedBy(text: string, signature: Uint8Array, key: VerifierKey): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    const x = Buffer.from(key.publicKey).toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, Buffer.from(text), publicKey, signature);
  } catch {
    // The key comes from a log that may be forged: bytes that are no key verify nothing.
    return false;
  }
}

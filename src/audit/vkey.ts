import { hash } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** A public key of a note's signer (C2SP signed-note): a name and an Ed25519 key. */
export interface VerifierKey {
  readonly name: string;
  /** The raw 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Writes a key as people pass it on: `name+8 hex digits+base64`. */
export function encodeVkey(key: VerifierKey): string {
  return `${key.name}+${Buffer.from(keyHash(key)).toString('hex')}+${encodeBase64(typed(key.publicKey))}`;
}

/** Reads the text form; null unless name, key hash and key agree. */
export function parseVkey(text: string): VerifierKey | null {
  // The base64 part may hold `+` itself; name and hash may not.
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  if (first < 0 || second < 0) return null;
  const name = text.slice(0, first);
  const bytes = decodeBase64(text.slice(second + 1));
  if (!isKeyName(name) || bytes?.length !== 33 || bytes[0] !== ED25519) return null;
  const key = { name, publicKey: bytes.slice(1) };
  return encodeVkey(key) === text ? key : null;
}

/** The four bytes that tell a signature's key: the start of SHA-256 over name, newline, 0x01 and the key. */
export function keyHash(key: VerifierKey): Uint8Array {
  const input = Buffer.concat([Buffer.from(`${key.name}\n`), typed(key.publicKey)]);
  return hash('sha256', input, 'buffer').subarray(0, 4);
}

/** Whether a name may stand in a note: not empty, without spaces, control characters and `+`. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.length <= 256 && name.isWellFormed() && !/[\s+\p{Cc}]/u.test(name);
}

const ED25519 = 1;

function typed(publicKey: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(publicKey.length + 1);
  bytes[0] = ED25519;
  bytes.set(publicKey, 1);
  return bytes;
}

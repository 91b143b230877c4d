import { decodeBase64, encodeBase64 } from './base64.ts';
import { parseNote, signNote, verifyNote } from './note.ts';
import type { NoteSigner } from './note.ts';
import type { VerifierKey } from './vkey.ts';

/** The key that signs a log's checkpoints from one rotation to the next; its name is the log's origin. */
export interface EpochKey extends VerifierKey {
  readonly epoch: number;
}

/** The key name of a home's root key. */
export function rootKeyName(homeId: string): string {
  return `leash-root/${homeId}`;
}

/** Certifies an epoch key: epoch 0 by the root key, each later one by its predecessor. */
export function signCertificate(key: EpochKey, signer: NoteSigner): string {
  return signNote(`${HEADER}\n${key.name}\n${key.epoch}\n${encodeBase64(key.publicKey)}\n`, signer);
}

/** Reads a certificate and verifies that `issuer` signed it; null otherwise. Never throws. */
export function verifyCertificate(text: string, issuer: VerifierKey): EpochKey | null {
  const note = parseNote(text);
  if (note === null || verifyNote(note, [issuer]) === null) return null;
  const [header, name = '', digits = '', key64 = '', end, ...rest] = note.text.split('\n');
  const epoch = Number(digits);
  const publicKey = decodeBase64(key64);
  if (header !== HEADER || name === '' || end !== '' || rest.length > 0 || publicKey?.length !== 32) return null;
  if (!Number.isSafeInteger(epoch) || epoch < 0 || String(epoch) !== digits) return null;
  return { name, epoch, publicKey };
}

// INVARIANT: no origin is called this, so a certificate never reads as a checkpoint, nor the reverse.
const HEADER = 'leash-epoch/v1';

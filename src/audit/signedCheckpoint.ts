import { parseCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Findings } from './finding.ts';
import { rootOf } from './merkle.ts';
import type { Frontier } from './merkle.ts';
import { verifyNote } from './note.ts';
import type { Note } from './note.ts';
import { keyHash } from './vkey.ts';
import type { VerifierKey } from './vkey.ts';

/** A commit's checkpoint with what its signature is worth. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signer: Signer;
  /** Whether it signs this tree; never with a broken signature. One by a stranger, which was reported, still tells which tree was meant. */
  matches(frontier: Frontier | null): boolean;
}

/** `nobody` means that the signature does not verify; a `stranger` is a key that the log does not certify. */
type Signer =
  { readonly kind: 'current' | 'retired' | 'nobody' } | { readonly kind: 'stranger'; readonly keyHash: string };

/** Who may sign, and what has been said of it. */
export interface Signatures {
  /** Certified keys, the one in force last; empty when the log names none: then there is nothing to verify with. */
  readonly keys: readonly VerifierKey[];
  /** Key hashes of strangers that were reported: each is news once. */
  readonly strangers: Set<string>;
  readonly findings: Findings;
}

/** Reads and verifies a commit's checkpoint; null where there is none or it cannot be read. */
export function readSigned(text: string | null, keys: readonly VerifierKey[]): SignedCheckpoint | null {
  const parsed = text === null ? null : parseCheckpoint(text);
  if (parsed === null) return null;
  const { checkpoint } = parsed;
  const signer = signerOf(parsed.note, keys);
  return {
    checkpoint,
    signer,
    matches: (frontier) =>
      signer.kind !== 'nobody' &&
      frontier?.size === checkpoint.size &&
      Buffer.compare(rootOf(frontier), checkpoint.root) === 0,
  };
}

/** Reports what is wrong with a checkpoint's signature; says whether the checkpoint itself was damaged. */
export function reportSigner(
  signer: Signer | null,
  at: { readonly seq: number; readonly recordId: string | null },
  { findings, strangers }: Signatures,
): 'verified' | 'damaged' {
  switch (signer?.kind) {
    case 'current':
      return 'verified';
    case 'stranger':
      if (!strangers.has(signer.keyHash)) {
        strangers.add(signer.keyHash);
        findings.add(
          'unknown-key',
          at,
          `the checkpoint after entry ${at.seq} is signed by a key that no certificate of this log names`,
        );
      }
      return 'verified';
    case 'retired':
      findings.add(
        'bad-signature',
        at,
        `the checkpoint after entry ${at.seq} is signed by a key that had been replaced`,
      );
      return 'damaged';
    case 'nobody':
    case undefined:
      findings.add(
        'bad-signature',
        at,
        `the checkpoint after entry ${at.seq} was changed: its signature does not verify`,
      );
      return 'damaged';
  }
}

function signerOf(note: Note, keys: readonly VerifierKey[]): Signer {
  const current = keys.at(-1);
  if (current === undefined) return { kind: 'current' };
  const [line, ...more] = note.signatures;
  // The log's own checkpoints bear one signature; witnesses sign copies.
  if (line === undefined || more.length > 0) return { kind: 'nobody' };
  if (verifyNote(note, [current]) !== null) return { kind: 'current' };
  if (verifyNote(note, keys) !== null) return { kind: 'retired' };
  const isKnown = keys.some((key) => key.name === line.name && Buffer.compare(keyHash(key), line.keyHash) === 0);
  return isKnown ? { kind: 'nobody' } : { kind: 'stranger', keyHash: Buffer.from(line.keyHash).toString('hex') };
}

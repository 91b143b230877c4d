import { parseCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { rootOf } from './merkle.ts';
import type { Frontier } from './merkle.ts';
import { verifyNote } from './note.ts';
import type { VerifierKey } from './vkey.ts';

/** A commit's checkpoint with what its signature is worth. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signed: boolean;
  /** Whether it signs this tree. Without a good signature it proves nothing, so nothing matches. */
  matches(frontier: Frontier | null): boolean;
}

/** Reads and verifies a commit's checkpoint; null where there is none or it cannot be read. Where the log names no key, it stands for itself. */
export function readSigned(note: string | null, key: VerifierKey | null): SignedCheckpoint | null {
  const parsed = note === null ? null : parseCheckpoint(note);
  if (parsed === null) return null;
  const { checkpoint } = parsed;
  const signed = key === null || (parsed.note.signatures.length === 1 && verifyNote(parsed.note, [key]) !== null);
  return {
    checkpoint,
    signed,
    matches: (frontier) =>
      signed && frontier?.size === checkpoint.size && Buffer.compare(rootOf(frontier), checkpoint.root) === 0,
  };
}

import { decodeBase64, encodeBase64 } from './base64.ts';
import { HASH_BYTES } from './merkle.ts';
import { parseNote, signNote } from './note.ts';
import type { Note, NoteSigner } from './note.ts';

/** What a C2SP tlog-checkpoint says: the log `origin` had `size` entries under this `root`. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** A checkpoint as a signed note by the log's own key, whose name is the origin. */
export function signCheckpoint(tree: { readonly size: number; readonly root: Uint8Array }, signer: NoteSigner): string {
  return signNote(checkpointText({ origin: signer.name, size: tree.size, root: tree.root }), signer);
}

/** The text that is signed: origin, size and root, a line each. */
export function checkpointText(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${encodeBase64(checkpoint.root)}\n`;
}

/** Reads a signed checkpoint without verifying it. Extension lines are ignored, as the format asks. Never throws. */
export function parseCheckpoint(text: string): { readonly note: Note; readonly checkpoint: Checkpoint } | null {
  const note = parseNote(text);
  if (note === null) return null;
  const [origin = '', digits = '', root64 = '', ...rest] = note.text.split('\n');
  const size = Number(digits);
  const root = decodeBase64(root64);
  if (origin === '' || rest.length === 0 || root?.length !== HASH_BYTES) return null;
  if (!Number.isSafeInteger(size) || size < 0 || String(size) !== digits) return null;
  return { note, checkpoint: { origin, size, root } };
}

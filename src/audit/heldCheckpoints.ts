import { parseCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Findings } from './finding.ts';
import { verifyNote } from './note.ts';
import type { Note } from './note.ts';
import type { VerifierKey } from './vkey.ts';

/** Checkpoints of a log that were kept outside it: what they say must still hold. */
export interface HeldCheckpoints {
  /** Sizes at which the log's root is wanted. */
  readonly wanted: ReadonlySet<number>;
  /** Compares them with what was read; returns the largest size that one of them confirms. */
  judge(read: ReadLog, findings: Findings): number | null;
}

interface ReadLog {
  readonly size: number;
  readonly origin: string | null;
  readonly keys: readonly VerifierKey[];
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

/** Takes the notes as they were kept: the caller's (`held`), and the newest that the writer keeps beside the database (`head`). */
export function heldCheckpoints(held: readonly string[], head: string | null): HeldCheckpoints {
  const notes = [...held.map((text) => heldNote(text, 'held')), ...(head === null ? [] : [heldNote(head, 'head')])];
  const wanted = new Set(notes.flatMap(({ parsed }) => (parsed === null ? [] : [parsed.checkpoint.size])));
  return {
    wanted,
    judge(read, findings) {
      const confirmed = notes.filter((note) => isConfirmed(note, read, findings));
      const sizes = confirmed.flatMap(({ parsed }) => (parsed === null ? [] : [parsed.checkpoint.size]));
      return sizes.length === 0 ? null : Math.max(...sizes);
    },
  };
}

interface HeldNote {
  readonly kind: 'held' | 'head';
  readonly parsed: { readonly note: Note; readonly checkpoint: Checkpoint } | null;
}

function heldNote(text: string, kind: 'held' | 'head'): HeldNote {
  return { kind, parsed: parseCheckpoint(text) };
}

const NAMES = { held: 'the held checkpoint', head: 'the head file' };

function isConfirmed({ kind, parsed }: HeldNote, read: ReadLog, findings: Findings): boolean {
  const name = NAMES[kind];
  if (parsed === null) {
    findings.add('unreadable', null, `${name} is not a checkpoint`);
    return false;
  }
  const { size, origin, root } = parsed.checkpoint;
  if (read.origin !== null && origin !== read.origin) {
    findings.add('wrong-origin', null, `${name} is of log \`${origin}\`, not of \`${read.origin}\``);
    return false;
  }
  const signed = verifyNote(parsed.note, read.keys) !== null;
  if (size > read.size) {
    const kinds = { held: 'truncated', head: 'rolled-back' } as const;
    const doubt = signed ? '' : '; this log names no key that signed it, as when it was rolled back beyond a rotation';
    findings.add(kinds[kind], null, `${name} covers ${size} entries, the log has ${read.size}${doubt}`);
    return false;
  }
  if (!signed) {
    findings.add('unknown-key', null, `${name} (size ${size}) is not signed by a key of this log`);
    return false;
  }
  const computed = size === 0 ? root : read.roots.get(size);
  if (computed === undefined) {
    findings.add(
      'forked',
      null,
      `the first ${size} entries cannot be compared with ${name}: entries among them are damaged`,
    );
    return false;
  }
  if (Buffer.compare(computed, root) === 0) return true;
  findings.add(
    'forked',
    null,
    `${name} signs another history of the first ${size} entries: the log was rewritten or forked`,
  );
  return false;
}

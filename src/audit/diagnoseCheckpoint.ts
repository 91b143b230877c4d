import type { Walk } from './diagnose.ts';
import { parseNote, verifyNote } from './note.ts';
import type { Frontier } from './merkle.ts';
import { knownSubtrees } from './knownSubtrees.ts';
import type { SignedCheckpoint } from './signedCheckpoint.ts';
import { pendingHash } from './standing.ts';
import type { PendingNote, Standing } from './standing.ts';

/** Looks at the checkpoint before the commit when the commit's first entry does not vouch for it. */
export function diagnosePending(walk: Walk): void {
  const { pending, context } = walk;
  if (pending?.signature !== 'unverified' || walk.facts[0]?.entry?.leash.note === pendingHash(pending)) return;
  const note = parseNote(pending.text);
  // Where the log names no key there is nothing to verify with, and that has been said.
  const signed =
    context.keys.length === 0 || (note?.signatures.length === 1 && verifyNote(note, context.keys) !== null);
  if (signed) return;
  context.findings.add('bad-signature', pending, changedNote(pending));
  walk.pending = { ...pending, signature: 'damaged' };
}

/** Says that a checkpoint's signature does not verify. */
export function changedNote({ seq }: { readonly seq: number }): string {
  return `the checkpoint after entry ${seq} was changed or is not signed by the key in force`;
}

/** Judges the checkpoint that ends the commit, and says how things stand behind it. */
export function diagnoseCheckpoint(walk: Walk, signed: SignedCheckpoint | null, damageFound: boolean): Standing {
  const stored = signed === null ? null : walk.subtrees.frontierAt(signed.checkpoint.size);
  const proven = [walk.frontier, stored].find((frontier) => signed?.matches(frontier) === true) ?? null;
  reportSuspects(walk, proven);
  const damaged = reportCheckpoint(walk, signed, proven, damageFound);
  return standingAfter(walk, proven, pendingAfter(walk, damaged));
}

function reportSuspects(walk: Walk, proven: Frontier | null): void {
  // INVARIANT: where no signed root matches, something has been or is being reported; nodes are blamed only on proof.
  if (proven === null || proven !== walk.frontier) return;
  for (const { row, recordId } of walk.suspects) {
    const message = `the tree hashes beside entry ${row.seq} were changed; the entry itself was not`;
    walk.context.findings.add('edited', { seq: row.seq, recordId }, message);
  }
}

/** Reports what is wrong with the checkpoint; true when it is the checkpoint that was changed. */
function reportCheckpoint(
  walk: Walk,
  signed: SignedCheckpoint | null,
  proven: Frontier | null,
  damageFound: boolean,
): boolean {
  const { findings, log, order } = walk.context;
  const last = walk.facts.at(-1);
  if (last === undefined) return false;
  const at = { seq: last.row.seq, recordId: last.recordId };
  if (last.row.note === null) {
    findings.add('missing-checkpoint', at, `no checkpoint covers the entries up to ${at.seq}`);
    return true;
  }
  if (signed === null) {
    findings.add('bad-checkpoint', at, `the checkpoint after entry ${at.seq} cannot be read`);
    return true;
  }
  if (!signed.signed) {
    findings.add('bad-signature', at, changedNote(at));
    return true;
  }
  const { origin, size } = signed.checkpoint;
  if (origin !== log.origin) {
    findings.add('bad-checkpoint', at, `the checkpoint after entry ${at.seq} is of log \`${origin}\``);
    return true;
  }
  if (proven !== null || walk.disordered || damageFound || walk.broken) return false;
  if (size !== order.next) {
    findings.add('bad-checkpoint', at, `after entry ${at.seq} stands the checkpoint of size ${size}`);
    return true;
  }
  const first = walk.facts[0]?.row.seq ?? at.seq;
  const message = `entries ${first} to ${at.seq} are not those that the checkpoint of size ${size} signs`;
  findings.add('edited', { seq: first, recordId: walk.facts[0]?.recordId ?? null }, message);
  return false;
}

function pendingAfter(walk: Walk, damaged: boolean): PendingNote | null {
  const last = walk.facts.at(-1);
  if (last === undefined) return walk.pending;
  return {
    text: last.row.note ?? '',
    seq: last.row.seq,
    recordId: last.recordId,
    signature: damaged ? 'damaged' : 'verified',
  };
}

function standingAfter(walk: Walk, proven: Frontier | null, pending: PendingNote | null): Standing {
  const { last, beforeLast, shift, mayShift, ahead } = walk;
  const inPlace = proven !== null && walk.context.order.next === proven.size && last?.seq === proven.size - 1;
  if (inPlace && !last.flagged && pending?.signature === 'verified') {
    return { kind: 'intact', frontier: proven, last, pending };
  }
  return {
    kind: 'damaged',
    subtrees: proven === null ? walk.subtrees : knownSubtrees(proven),
    frontier: proven ?? walk.frontier,
    last,
    beforeLast,
    pending,
    ahead,
    shift,
    mayShift,
    // A checkpoint that was itself changed says nothing about the tree.
    broken: proven === null && (walk.broken || pending?.signature !== 'damaged'),
  };
}

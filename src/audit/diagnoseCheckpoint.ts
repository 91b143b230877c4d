import type { Walk } from './diagnose.ts';
import { knownSubtrees } from './knownSubtrees.ts';
import type { Frontier } from './merkle.ts';
import type { RowFacts } from './rowFacts.ts';
import { readSigned, reportSigner } from './signedCheckpoint.ts';
import type { SignedCheckpoint } from './signedCheckpoint.ts';
import { pendingHash } from './standing.ts';
import type { PendingNote, Standing } from './standing.ts';

/** Looks at the checkpoint before the commit when the commit's first entry does not vouch for it. */
export function diagnosePending(walk: Walk): void {
  const { pending, context } = walk;
  if (pending?.signature !== 'unverified' || walk.facts[0]?.entry?.leash.note === pendingHash(pending)) return;
  const signer = readSigned(pending.text, context.signatures.keys)?.signer ?? null;
  walk.pending = { ...pending, signature: reportSigner(signer, pending, context.signatures) };
}

/** Judges the checkpoint that ends the commit, and says how things stand behind it. */
export function diagnoseCheckpoint(walk: Walk, signed: SignedCheckpoint | null): Standing {
  const stored = walk.subtrees.frontierAt(walk.context.order.end);
  const proven = [walk.frontier, stored].find((frontier) => signed?.matches(frontier) === true) ?? null;
  const bytesProven = proven !== null && proven === walk.frontier;
  const signature = reportCheckpoint(walk, signed);
  if (bytesProven) reportNodes(walk);
  else if (signature === 'verified') reportUnexplained(walk, signed);
  reportColumns(walk);
  return standingAfter(walk, proven, bytesProven, signature);
}

/** Reports what is wrong with the checkpoint itself. */
function reportCheckpoint(walk: Walk, signed: SignedCheckpoint | null): 'verified' | 'damaged' {
  const { findings, log, signatures } = walk.context;
  const last = walk.facts.at(-1);
  if (last === undefined) return 'damaged';
  const at = { seq: last.row.seq, recordId: last.recordId };
  if (last.row.note === null) {
    findings.add(
      'missing-checkpoint',
      at,
      `no checkpoint covers the entries up to ${at.seq}: they were added, or it was removed`,
    );
    return 'damaged';
  }
  if (signed === null) {
    findings.add('bad-checkpoint', at, `the checkpoint after entry ${at.seq} cannot be read`);
    return 'damaged';
  }
  if (signed.checkpoint.origin !== log.origin) {
    findings.add(
      'bad-checkpoint',
      at,
      `the checkpoint after entry ${at.seq} is of log \`${signed.checkpoint.origin}\``,
    );
    return 'damaged';
  }
  // In entries that are out of place, a checkpoint of another epoch is no news.
  if (walk.disordered && signed.signer.kind !== 'nobody') return 'verified';
  if (reportSigner(signed.signer, at, signatures) === 'damaged') return 'damaged';
  if (signed.checkpoint.size === walk.context.order.next || walk.disordered) return 'verified';
  findings.add('bad-checkpoint', at, `after entry ${at.seq} stands the checkpoint of size ${signed.checkpoint.size}`);
  return 'damaged';
}

/** The entries are as signed, so where the hashes beside them differ it is those that were changed. */
function reportNodes(walk: Walk): void {
  for (const { row, recordId } of walk.suspects) {
    const message = `the tree hashes beside entry ${row.seq} were changed; the entry itself was not`;
    walk.context.findings.add('edited', { seq: row.seq, recordId }, message);
  }
}

/** The entries are not as signed: reports that, unless a finding in this commit explains it. */
function reportUnexplained(walk: Walk, signed: SignedCheckpoint | null): void {
  const [first] = walk.facts;
  const { last, wrongColumns } = walk;
  if (walk.explained || walk.disordered || walk.broken || first === undefined || last === null) return;
  // All links within the commit hold, so it is its last entry that was changed, or all of them from some point on.
  walk.last = { ...last, flagged: true };
  const suspects = wrongColumns.length > 0 ? wrongColumns.map(({ fact }) => fact) : [first];
  for (const fact of suspects) {
    walk.blamed.add(fact);
    const { seq } = fact.row;
    const which =
      wrongColumns.length > 0 || walk.facts.length === 1 ? `entry ${seq} is` : `entries ${seq} to ${last.seq} are`;
    const message = `${which} not what the checkpoint of size ${signed?.checkpoint.size ?? 0} signs`;
    walk.context.findings.add('edited', { seq, recordId: fact.recordId }, message);
  }
}

/** Reports columns that differ from their entry, unless it is the entry that was changed. */
function reportColumns(walk: Walk): void {
  for (const { fact, columns } of walk.wrongColumns) {
    if (walk.blamed.has(fact)) continue;
    const { seq } = fact.row;
    const message = `entry ${seq}: the column ${columns.join(', ')} does not say what the entry says`;
    walk.context.findings.add('column-mismatch', { seq, recordId: fact.recordId }, message);
  }
}

function standingAfter(
  walk: Walk,
  proven: Frontier | null,
  bytesProven: boolean,
  signature: 'verified' | 'damaged',
): Standing {
  const { last, beforeLast, shift, mayShift, ahead } = walk;
  const pending = pendingAfter(walk.facts.at(-1), signature);
  const inPlace = bytesProven && walk.context.order.next === proven?.size && last?.seq === proven.size - 1;
  if (inPlace && !last.flagged && signature === 'verified') return { kind: 'intact', frontier: proven, last, pending };
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
    bytesProven,
    // A checkpoint that was itself changed says nothing about the tree.
    broken: proven === null && (walk.broken || signature === 'verified'),
  };
}

function pendingAfter(last: RowFacts | undefined, signature: 'verified' | 'damaged'): PendingNote | null {
  return last === undefined
    ? null
    : { text: last.row.note ?? '', seq: last.row.seq, recordId: last.recordId, signature };
}

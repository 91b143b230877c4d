import { isCanonical } from './canonical.ts';
import { NO_HASH } from './chain.ts';
import type { Walk } from './diagnose.ts';
import type { Placement } from './entryOrder.ts';
import { isEvent } from './keyRing.ts';
import { appendLeaf, rootOf } from './merkle.ts';
import type { RowFacts } from './rowFacts.ts';
import { columnsOf } from './sealedEntry.ts';
import { pendingHash } from './standing.ts';
import { wrongColumns } from './verifyCommit.ts';

/** Diagnoses one entry of a commit and moves the walk behind it. */
export function diagnoseEntry(walk: Walk, fact: RowFacts, index: number): void {
  const ownDamage = diagnoseBytes(walk, fact, index);
  const position = fact.entry === null || ownDamage ? walk.context.order.next : fact.entry.leash.seq;
  const placement = walk.context.order.place(position);
  if (placement !== 'next') walk.disordered = true;
  if (placement === 'seen' && !isAccepted(walk, fact)) {
    walk.mayShift = true;
    return;
  }
  if (placement === 'ahead') walk.ahead = { position, seq: fact.row.seq, recordId: fact.recordId };
  if (placement === 'late') diagnoseLate(walk, fact, position);
  const flagged = ownDamage || (placement === 'next' && diagnoseLink(walk, fact, index));
  if (!flagged) diagnoseContent(walk, fact, placement, index);
  growTree(walk, fact, position, placement, ownDamage);
  walk.beforeLast = walk.last;
  walk.last = { seq: fact.row.seq, recordId: fact.recordId, hash: fact.hash, flagged };
}

/** Compares the bytes with the hash beside them; true when it is the bytes that were changed. */
function diagnoseBytes(walk: Walk, fact: RowFacts, index: number): boolean {
  const { findings } = walk.context;
  const at = placeOf(fact);
  if (fact.entry === null) {
    findings.add('unreadable', at, `entry ${at.seq} cannot be read: its bytes are not an entry`);
    walk.explained = true;
    return true;
  }
  if (fact.leafMatches) return false;
  if (walk.bytesProven || walk.facts[index + 1]?.entry?.prev_hash === fact.hash) {
    // The bytes are vouched for, so it is the hash that was changed.
    findings.add('edited', at, `the tree hashes beside entry ${at.seq} were changed; the entry itself was not`);
    return false;
  }
  walk.explained = true;
  const home = walk.homes().get(Buffer.from(fact.leaf).toString('hex'));
  if (home === undefined)
    findings.add('edited', at, `the bytes of entry ${at.seq} were changed after they were written`);
  else findings.add('reordered', at, `at position ${at.seq} stand the bytes of entry ${home.row.seq}`);
  return true;
}

/** For an entry whose position was taken: whether it is the genuine one of the two. */
function isAccepted(walk: Walk, fact: RowFacts): boolean {
  const { findings } = walk.context;
  const at = placeOf(fact);
  const { last, beforeLast } = walk;
  const previous = fact.entry?.prev_hash;
  if (fact.hash !== last?.hash && last !== null && beforeLast !== null && previous === beforeLast.hash) {
    findings.add('inserted', last, `entry ${last.seq} was inserted: the entry after it does not know it`);
    walk.last = beforeLast;
    return true;
  }
  if (previous === last?.hash)
    findings.add('inserted', at, `entry ${at.seq} was inserted at a position that was taken`);
  else findings.add('duplicated', at, `entry ${at.seq} is a copy of entry ${fact.entry?.leash.seq ?? at.seq}`);
  return false;
}

function diagnoseLate(walk: Walk, fact: RowFacts, position: number): void {
  const { findings, order } = walk.context;
  const { ahead } = walk;
  walk.ahead = null;
  if (ahead !== null && fact.row.seq - walk.shift === position) {
    // This entry stands where it belongs, so it is the one before that does not.
    order.discredit();
    findings.add('reordered', ahead, `entry ${ahead.position} stands at position ${ahead.seq}`);
    return;
  }
  findings.add('reordered', placeOf(fact), `entry ${position} stands at position ${fact.row.seq}, out of order`);
}

/** Compares the link to the entry before; true when it is this entry that was changed. */
function diagnoseLink(walk: Walk, fact: RowFacts, index: number): boolean {
  const { findings } = walk.context;
  const { last, beforeLast } = walk;
  const previous = fact.entry?.prev_hash;
  if (last?.flagged === true || previous === (last?.hash ?? NO_HASH)) return false;
  const at = placeOf(fact);
  if (walk.bytesProven && (index > 0 || walk.startProven)) {
    findings.add('bad-chain', at, `entry ${at.seq} was signed although it does not name the entry before it`);
    return false;
  }
  walk.explained = true;
  if (last !== null && beforeLast !== null && previous === beforeLast.hash) {
    findings.add('inserted', last, `entry ${last.seq} was inserted: the entry after it does not know it`);
    return false;
  }
  const next = walk.facts[index + 1]?.entry?.prev_hash;
  const previousProven = index === 0 && walk.startProven;
  if (last === null || previousProven || (next !== undefined && next !== fact.hash)) {
    findings.add('edited', at, `entry ${at.seq} was changed: it does not name the entry before it`);
    walk.blamed.add(fact);
    return true;
  }
  const before = walk.facts[index - 1];
  if (before !== undefined) walk.blamed.add(before);
  findings.add(
    'edited',
    last,
    `entry ${last.seq} was changed and its hash made to fit: the entry after it names other bytes`,
  );
  return false;
}

/** What else an entry that is in its place must say. */
function diagnoseContent(walk: Walk, fact: RowFacts, placement: Placement, index: number): void {
  const { entry, row } = fact;
  if (entry === null) return;
  const { findings, log } = walk.context;
  const at = placeOf(fact);
  if (!isCanonical(row.bytes, entry)) findings.add('not-canonical', at, `entry ${at.seq} is not canonical JSON`);
  if (entry.leash.shard !== log.shard) {
    findings.add('wrong-origin', at, `entry ${at.seq} belongs to shard \`${entry.leash.shard}\``);
  }
  if (isEvent(entry, 'key_rotated')) walk.rotation = entry;
  if (placement === 'next') diagnoseNoteName(walk, fact, entry.leash.note, index);
  const columns = wrongColumns(row, columnsOf(entry)).filter(
    (column) => column !== 'seq' || isSeqWrong(walk, fact, placement),
  );
  if (columns.length > 0) walk.wrongColumns.push({ fact, columns });
}

/** A `seq` column that is off is news, unless entries before it went missing or were put in and it was renumbered. */
function isSeqWrong(walk: Walk, { row, entry }: RowFacts, placement: Placement): boolean {
  const shift = row.seq - (entry?.leash.seq ?? row.seq);
  if (placement !== 'next') {
    walk.mayShift = true;
    return false;
  }
  if (shift !== walk.shift && walk.mayShift) walk.shift = shift;
  walk.mayShift = false;
  return shift !== walk.shift;
}

function diagnoseNoteName(walk: Walk, fact: RowFacts, named: string | null, index: number): void {
  const { findings } = walk.context;
  const at = placeOf(fact);
  if (index > 0) {
    const before = walk.last ?? at;
    if (named !== null)
      findings.add('missing-checkpoint', before, `the checkpoint after entry ${before.seq} is missing`);
    return;
  }
  if (walk.pending?.signature === 'damaged' || named === pendingHash(walk.pending)) return;
  findings.add(
    'bad-checkpoint',
    at,
    `entry ${at.seq} does not name the checkpoint before it: one was added or exchanged`,
  );
}

function growTree(walk: Walk, fact: RowFacts, position: number, placement: Placement, bytesChanged: boolean): void {
  const { nodes } = fact.row;
  const follows = placement === 'next' && walk.frontier?.size === position ? walk.frontier : null;
  walk.subtrees.take(position, nodes);
  if (follows === null) {
    walk.frontier = null;
  } else {
    const grown = appendLeaf(follows, bytesChanged ? fact.storedLeaf : fact.leaf);
    if (Buffer.compare(grown.nodes, nodes) !== 0 && (fact.leafMatches || bytesChanged)) walk.suspects.push(fact);
    walk.frontier = grown.frontier;
  }
  const size = position + 1;
  const known = walk.frontier ?? walk.subtrees.frontierAt(size);
  if (known !== null && walk.context.log.wanted.has(size)) walk.roots.set(size, rootOf(known));
}

function placeOf(fact: RowFacts): { readonly seq: number; readonly recordId: string | null } {
  return { seq: fact.row.seq, recordId: fact.recordId };
}

import { isCanonical } from './canonical.ts';
import { NO_HASH } from './chain.ts';
import { checkpointText } from './checkpoint.ts';
import { isEvent } from './keyRing.ts';
import { appendLeaf, hashEntry, rootOf } from './merkle.ts';
import type { Frontier } from './merkle.ts';
import { parseEntry } from './parseEntry.ts';
import type { EntryRow } from './row.ts';
import { columnsOf } from './sealedEntry.ts';
import type { EventEntry } from './sealedEntry.ts';
import { pendingHash } from './standing.ts';
import type { Intact, PendingNote } from './standing.ts';

/** What the commits of one log have in common. */
export interface LogFacts {
  readonly shard: string;
  readonly origin: string;
  /** Sizes at which somebody holds a checkpoint. */
  readonly wanted: ReadonlySet<number>;
}

/** A commit in which all is as it should be; the checkpoint's signature is not verified yet. */
export interface VerifiedCommit {
  readonly standing: Intact;
  /** The rotation that ends the commit, if one does. */
  readonly rotation: EventEntry | null;
  /** Roots at the wanted sizes. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

/** Verifies one commit on the quick path; null when anything at all is off, for `diagnose` to say what. */
export function verifyCommit(start: Intact, rows: readonly EntryRow[], log: LogFacts): VerifiedCommit | null {
  const roots = new Map<number, Uint8Array>();
  let { frontier, last } = start;
  let rotation: EventEntry | null = null;
  for (const row of rows) {
    // The entry that names a new key ends its commit.
    if (rotation !== null) return null;
    const entry = parseEntry(row.bytes);
    if (entry === null || !isCanonical(row.bytes, entry)) return null;
    const { hash, leaf } = hashEntry(row.bytes);
    const appended = appendLeaf(frontier, leaf);
    const seq = frontier.size;
    const note = seq === start.frontier.size ? pendingHash(start.pending) : null;
    if (entry.leash.seq !== seq || entry.leash.shard !== log.shard || entry.leash.note !== note) return null;
    if (entry.prev_hash !== (last?.hash ?? NO_HASH) || Buffer.compare(appended.nodes, row.nodes) !== 0) return null;
    if (wrongColumns(row, columnsOf(entry)).length > 0) return null;
    if (isEvent(entry, 'key_rotated')) rotation = entry;
    ({ frontier } = appended);
    if (log.wanted.has(frontier.size)) roots.set(frontier.size, rootOf(frontier));
    last = { seq, recordId: entry.record_id, hash, flagged: false };
  }
  const note = rows.at(-1)?.note;
  if (last === null || note == null || !isCheckpointAt(note, frontier, log.origin)) return null;
  const pending: PendingNote = { text: note, seq: last.seq, recordId: last.recordId, signature: 'unverified' };
  return { standing: { kind: 'intact', frontier, last, pending }, rotation, roots };
}

/** The query columns that do not say what the entry says. */
export function wrongColumns(row: EntryRow, columns: ReturnType<typeof columnsOf>): string[] {
  const wrong: string[] = [];
  if (row.seq !== columns.seq) wrong.push('seq');
  if (row.ts !== columns.ts) wrong.push('ts');
  if (row.phase !== columns.phase) wrong.push('phase');
  if (row.agent !== columns.agent) wrong.push('agent');
  if (row.server !== columns.server) wrong.push('server');
  if (row.session !== columns.session) wrong.push('session');
  if (row.action !== columns.action) wrong.push('action');
  if (row.effect !== columns.effect) wrong.push('effect');
  if (row.parent !== columns.parent) wrong.push('parent');
  return wrong;
}

function isCheckpointAt(note: string, frontier: Frontier, origin: string): boolean {
  const text = checkpointText({ origin, size: frontier.size, root: rootOf(frontier) });
  return note.startsWith(`${text}\n`);
}

import { hash } from 'node:crypto';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { EntryDraft } from './entry.ts';
import { EMPTY_FRONTIER, HASH_BYTES, appendLeaf, frontierFromRows, hashEntry, rootOf } from './merkle.ts';
import type { Frontier } from './merkle.ts';
import type { NoteSigner } from './note.ts';
import type { EntryRow } from './row.ts';
import { saltSource } from './saltSource.ts';
import { sealEntry } from './seal.ts';
import type { ArgumentsSetting } from './seal.ts';
import { columnsOf } from './sealedEntry.ts';
import type { SealedEntry } from './sealedEntry.ts';

/** What the next commit of a shard builds on. */
export interface ChainState {
  /** SHA-256 of the last entry's bytes, in hex. */
  readonly prevHash: string;
  /** SHA-256 of the last checkpoint, in hex. */
  readonly noteHash: string;
  readonly frontier: Frontier;
}

/** 64 zeros: what stands before the first entry and the first checkpoint. */
export const NO_HASH = '0'.repeat(64);

/** The shard without entries. */
export const EMPTY_CHAIN: ChainState = { prevHash: NO_HASH, noteHash: NO_HASH, frontier: EMPTY_FRONTIER };

/** Most entries of one commit; the verifier holds no more than this at once. */
export const MAX_COMMIT = 4096;

/** What sealing a commit needs beside the drafts. */
export interface SealEnv {
  readonly shard: string;
  /** The epoch key in force; its name is the shard's origin. */
  readonly signer: NoteSigner;
  readonly args: ArgumentsSetting;
  /** Fresh bytes from a cryptographic source. */
  readonly random: (bytes: number) => Uint8Array;
}

/** One commit, ready to be written. */
export interface SealedBatch {
  /** The last row carries the checkpoint. */
  readonly rows: readonly EntryRow[];
  /** The record_id of each row, for receipts. */
  readonly recordIds: readonly string[];
  /** Openings of commitments, to be kept beside the log; entries without any are left out. */
  readonly openings: readonly { readonly seq: number; readonly disclosures: readonly string[] }[];
  /** The signed checkpoint. */
  readonly note: string;
  /** The state once the commit is durable; until then the caller keeps the old one. */
  readonly next: ChainState;
}

/**
 * Seals drafts into one commit: entries, chain, tree and signed checkpoint. Pure: nothing has happened until the caller
 * has made the rows durable. Throws a RangeError on an empty or oversized batch, and when an entry follows `key_rotated`.
 */
export function sealBatch(state: ChainState, drafts: readonly EntryDraft[], env: SealEnv): SealedBatch {
  assertCommit(drafts);
  const random = saltSource(env.random);
  const rows: EntryRow[] = [];
  const recordIds: string[] = [];
  const openings: { seq: number; disclosures: readonly string[] }[] = [];
  let { prevHash, frontier } = state;
  for (const draft of drafts) {
    const seq = frontier.size;
    const note = rows.length === 0 ? state.noteHash : null;
    const { shard, args } = env;
    const { entry, bytes, disclosures } = sealEntry(draft, { shard, seq, prevHash, note, args, random });
    const { hash: entryHash, leaf } = hashEntry(bytes);
    const appended = appendLeaf(frontier, leaf);
    rows.push(rowOf(entry, bytes, appended.nodes));
    recordIds.push(entry.record_id);
    if (disclosures.length > 0) openings.push({ seq, disclosures });
    ({ frontier } = appended);
    prevHash = entryHash;
  }
  const note = signCheckpoint({ size: frontier.size, root: rootOf(frontier) }, env.signer);
  const last = rows.pop();
  if (last !== undefined) rows.push({ ...last, note });
  return { rows, recordIds, openings, note, next: { prevHash, noteHash: noteHash(note), frontier } };
}

/**
 * Rebuilds the state from a shard's last row and the nodes of the rows that `frontierRows(size)` names.
 * Null unless the checkpoint, the tree and the last entry agree; the signature is for the caller to verify.
 */
export function restoreChain(
  last: { readonly bytes: string; readonly note: string },
  nodesAt: (seq: number) => Uint8Array | undefined,
): ChainState | null {
  const parsed = parseCheckpoint(last.note);
  if (parsed === null || parsed.checkpoint.size === 0) return null;
  const { size, root } = parsed.checkpoint;
  const frontier = frontierFromRows(size, nodesAt);
  const lastLeaf = nodesAt(size - 1)?.subarray(0, HASH_BYTES);
  const { hash: prevHash, leaf } = hashEntry(last.bytes);
  if (frontier === null || lastLeaf === undefined) return null;
  if (Buffer.compare(lastLeaf, leaf) !== 0 || Buffer.compare(rootOf(frontier), root) !== 0) return null;
  return { prevHash, noteHash: noteHash(last.note), frontier };
}

/** SHA-256 of a checkpoint as the next commit names it, in hex. */
export function noteHash(note: string): string {
  return hash('sha256', note, 'hex');
}

function rowOf(entry: SealedEntry, bytes: string, nodes: Uint8Array): EntryRow {
  const { seq, ts, phase, agent, server, session, action, effect, parent } = columnsOf(entry);
  // Listed, not spread: this runs for every call, and a spread costs as much as a hash.
  return { seq, bytes, nodes, note: null, ts, phase, agent, server, session, action, effect, parent };
}

function assertCommit(drafts: readonly EntryDraft[]): void {
  if (drafts.length === 0 || drafts.length > MAX_COMMIT) {
    throw new RangeError(`a commit holds 1 to ${MAX_COMMIT} entries, not ${drafts.length}`);
  }
  // The old key signs its successor; what follows must be under the new one.
  const rotation = drafts.findIndex((draft) => draft.phase === 'event' && draft.event === 'key_rotated');
  if (rotation >= 0 && rotation < drafts.length - 1) throw new RangeError('`key_rotated` must end its commit');
}

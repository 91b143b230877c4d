import { decodeBase64 } from '../audit/base64.ts';
import type { ChainState } from '../audit/chain.ts';
import { restoreChain } from '../audit/chain.ts';
import type { Checkpoint } from '../audit/checkpoint.ts';
import { parseCheckpoint } from '../audit/checkpoint.ts';
import { frontierFromRows, frontierRows, rootOf } from '../audit/merkle.ts';
import { parseNote, verifyNote } from '../audit/note.ts';
import { parseEntry } from '../audit/parseEntry.ts';
import type { EntryRow } from '../audit/row.ts';
import { lastRow, nodesAt, rowsWhere } from './shardRows.ts';
import type { Database } from './sqlite.ts';

/** Why a shard is left as it is, for ever. */
export interface Unusable {
  readonly kind: 'unusable';
  readonly finding: 'rolled-back' | 'tampered' | 'damaged' | 'foreign' | 'key-lost';
  readonly why: string;
}

/** Where a shard stands, as far as its last commit and its head can prove it. */
export type Recovered =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'ready';
      readonly chain: ChainState;
      readonly note: string;
      /** The key that must sign the next commit. */
      readonly epochKey: Uint8Array;
      readonly epoch: number;
      /** Where that key's reign began. */
      readonly since: { readonly seq: number; readonly ms: number };
    }
  | Unusable;

/**
 * Reads where a shard stands, in O(log n): the last checkpoint must be signed by the key in force and match the tree, and the
 * head must not know of entries that the database lacks. The whole log is `verify`'s matter.
 */
export async function recoverShard(db: Database, origin: string, head: string | null): Promise<Recovered> {
  const known = headOf(head, origin);
  const last = await lastRow(db);
  if (last === null) return known === null ? { kind: 'empty' } : rolledBack(known.size, 0);
  const size = last.seq + 1;
  if (known !== null && known.size > size) return rolledBack(known.size, size);
  const signing = await signingKeys(db);
  const parsed = parseCheckpoint(last.note ?? '');
  if (signing === null || parsed === null || last.note === null) return tampered('its last commit is incomplete');
  const { note, checkpoint } = parsed;
  if (checkpoint.origin !== origin) return { kind: 'unusable', finding: 'foreign', why: FOREIGN };
  // The entry that names a successor ends a commit of the old key's.
  const signer = signing.row.seq === last.seq && signing.before !== null ? signing.before : signing.key;
  if (verifyNote(note, [{ name: origin, publicKey: signer }]) === null) {
    return tampered('its last checkpoint is not signed by the key in force');
  }
  const nodes = await frontierNodes(db, size);
  const chain = restoreChain({ bytes: last.bytes, note: last.note }, (seq) => nodes.get(seq));
  if (checkpoint.size !== size || chain === null) return tampered('its last checkpoint does not match its tree');
  if (known !== null && !(await isPrefix(db, known))) {
    return tampered(`its first ${known.size} entries are not those that its head names`);
  }
  const { key: epochKey, epoch, row } = signing;
  return { kind: 'ready', chain, note: last.note, epochKey, epoch, since: { seq: row.seq, ms: row.ts } };
}

const FOREIGN = 'it was begun under another root key';

function tampered(why: string): Unusable {
  return { kind: 'unusable', finding: 'tampered', why };
}

function rolledBack(headSize: number, size: number): Unusable {
  const why = `it holds ${size} entries, and its head says that there were ${headSize}`;
  return { kind: 'unusable', finding: 'rolled-back', why };
}

/**
 * The head needs no signature here: one that contradicts the database costs a new shard at worst, and one that agrees says
 * nothing new. A head that cannot be read, as after a power cut, is none.
 */
function headOf(head: string | null, origin: string): Checkpoint | null {
  const checkpoint = head === null ? null : parseCheckpoint(head)?.checkpoint;
  return checkpoint?.origin === origin && checkpoint.size > 0 ? checkpoint : null;
}

/** The nodes from which the right edge of the tree at `size` is rebuilt. */
async function frontierNodes(db: Database, size: number): Promise<Map<number, Uint8Array>> {
  const seqs = frontierRows(size).map((row) => row.seq);
  return nodesAt(db, seqs);
}

async function isPrefix(db: Database, { size, root }: Checkpoint): Promise<boolean> {
  const nodes = await frontierNodes(db, size);
  const frontier = frontierFromRows(size, (seq) => nodes.get(seq));
  return frontier !== null && Buffer.compare(rootOf(frontier), root) === 0;
}

interface SigningKeys {
  readonly row: EntryRow;
  readonly key: Uint8Array;
  readonly epoch: number;
  readonly before: Uint8Array | null;
}

/** The key that the log named last, and the one before it. */
async function signingKeys(db: Database): Promise<SigningKeys | null> {
  const condition = "phase = 'event' AND action IN ('log_start', 'key_rotated') ORDER BY seq DESC LIMIT 2";
  const [row, before] = await rowsWhere(db, condition, []);
  const named = row === undefined ? null : namedKey(row.bytes);
  if (row === undefined || named === null) return null;
  return { row, ...named, before: before === undefined ? null : (namedKey(before.bytes)?.key ?? null) };
}

/** The key that an entry's certificate names. Who signed the certificate is `verify`'s matter: here the key must be one we hold. */
function namedKey(bytes: string): { readonly key: Uint8Array; readonly epoch: number } | null {
  const entry = parseEntry(bytes);
  const certificate = entry?.record_phase === 'concurrent' ? entry.action_detail.detail['certificate'] : null;
  if (typeof certificate !== 'string') return null;
  const [, , epoch = '', key64 = ''] = parseNote(certificate)?.text.split('\n') ?? [];
  const key = decodeBase64(key64);
  return key?.length === KEY_BYTES && /^\d{1,9}$/.test(epoch) ? { key, epoch: Number(epoch) } : null;
}

const KEY_BYTES = 32;

import type { JsonObject } from '../jsonrpc/message.ts';
import { HASH_BYTES, hashEntry } from './merkle.ts';
import { parseEntry } from './parseEntry.ts';
import type { EntryRow } from './row.ts';
import type { SealedEntry } from './sealedEntry.ts';

/** What can be told of a row by itself. */
export interface RowFacts {
  readonly row: EntryRow;
  /** Null when the bytes are not an entry. */
  readonly entry: (SealedEntry & JsonObject) | null;
  readonly recordId: string | null;
  /** SHA-256 of the bytes, in hex. */
  readonly hash: string;
  readonly leaf: Uint8Array;
  /** The leaf hash that stands beside the bytes. */
  readonly storedLeaf: Uint8Array;
  readonly leafMatches: boolean;
}

/** Reads a row on its own. */
export function rowFacts(row: EntryRow): RowFacts {
  const entry = parseEntry(row.bytes);
  const { hash, leaf } = hashEntry(row.bytes);
  const storedLeaf = row.nodes.slice(0, HASH_BYTES);
  const leafMatches = Buffer.compare(leaf, storedLeaf) === 0;
  return { row, entry, recordId: entry?.record_id ?? null, hash, leaf, storedLeaf, leafMatches };
}

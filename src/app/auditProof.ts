import { parseCheckpoint } from '../audit/checkpoint.ts';
import { foldSubtrees, inclusionPlaces } from '../audit/inclusion.ts';
import { HASH_BYTES } from '../audit/merkle.ts';
import type { Home } from '../edge/home.ts';
import { readShard } from '../edge/shardFiles.ts';
import { lastRow, nodesAt, rowAt } from '../edge/shardRows.ts';
import type { Database } from '../edge/sqlite.ts';
import { LeashError } from '../errors.ts';
import { showEntry } from './auditShow.ts';

/** What shows that an entry is in a log whose checkpoint somebody holds (RFC 6962 §2.1.1). */
export interface InclusionProof {
  readonly place: string;
  /** The canonical bytes that are hashed: SHA-256 over a zero byte and these is the leaf. */
  readonly bytes: string;
  readonly index: number;
  readonly size: number;
  /** Hashes in hex, lowest first. */
  readonly path: readonly string[];
  /** The signed checkpoint of that size (C2SP signed note). */
  readonly checkpoint: string;
}

/** Proves an entry, by its id or its place; null where there is none. Throws a `LeashError` where the log cannot be read. */
export async function proveEntry(home: Home, id: string): Promise<InclusionProof | null> {
  const result = await showEntry(home, id);
  if (result.kind !== 'found') return null;
  const { line, bytes } = result.shown;
  const shard = await readShard(home, line.shard);
  if (shard === null) return null;
  try {
    return { place: `${line.shard}:${line.seq}`, bytes, ...(await proofIn(shard, line.seq)) };
  } finally {
    await shard.close();
  }
}

async function proofIn(
  shard: Database,
  index: number,
): Promise<Pick<InclusionProof, 'index' | 'size' | 'path' | 'checkpoint'>> {
  const last = await lastRow(shard);
  const size = (last?.seq ?? -1) + 1;
  const note = last?.note ?? null;
  if (note === null || parseCheckpoint(note)?.checkpoint.size !== size || (await rowAt(shard, index)) === null) {
    throw damaged('its last entry carries no checkpoint');
  }
  const places = inclusionPlaces(index, size);
  const nodes = await nodesAt(shard, [...new Set(places.flat().map(({ seq }) => seq))]);
  const hashAt = ({ seq, level }: { readonly seq: number; readonly level: number }): Uint8Array => {
    const hash = nodes.get(seq)?.slice(level * HASH_BYTES, (level + 1) * HASH_BYTES);
    if (hash?.length !== HASH_BYTES) throw damaged(`the hashes of entry ${seq} are not whole`);
    return hash;
  };
  const path = places.map((each) => Buffer.from(foldSubtrees(each.map(hashAt))).toString('hex'));
  return { index, size, path, checkpoint: note };
}

function damaged(why: string): LeashError {
  return new LeashError('ERR_LOG_TAMPERED', `the log cannot prove the entry: ${why}; run \`leash audit verify\``);
}

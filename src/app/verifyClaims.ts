import { parseCheckpoint } from '../audit/checkpoint.ts';
import type { Finding } from '../audit/finding.ts';
import { frontierFromRows, frontierRows, rootOf } from '../audit/merkle.ts';
import { parseEntry } from '../audit/parseEntry.ts';
import type { EntryRow } from '../audit/row.ts';
import { nodesAt } from '../edge/shardRows.ts';
import type { Database } from '../edge/sqlite.ts';

/** What somebody once saw of a log: it had `size` entries under this root. */
export interface Claim {
  readonly slot: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Who says so, for people. */
  readonly by: string;
}

/** What an entry of the index says of a shard; null for any other entry. */
export function claimOfIndex(row: EntryRow): Claim | null {
  const entry = parseEntry(row.bytes);
  if (entry?.record_phase !== 'concurrent' || entry.action_detail.event !== 'shard_checkpoint') return null;
  const { slot, note } = entry.action_detail.detail;
  // The note counts, and not the words beside it: the shard's own key signed it.
  const checkpoint = typeof note === 'string' ? parseCheckpoint(note)?.checkpoint : undefined;
  if (checkpoint === undefined || typeof slot !== 'string' || !checkpoint.origin.endsWith(`/${slot}`)) return null;
  return { slot, size: checkpoint.size, root: checkpoint.root, by: `entry ${row.seq} of the index` };
}

/** Compares what was seen of a log with what it holds now: `size` entries. */
export async function judgeClaims(shard: Database, size: number, claims: readonly Claim[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const claim of distinct(claims)) {
    const message = await contradiction(shard, size, claim);
    const kind = claim.size > size ? 'rolled-back' : 'forked';
    if (message !== null) findings.push({ kind, shard: claim.slot, seq: null, recordId: null, message });
  }
  return findings;
}

async function contradiction(shard: Database, size: number, claim: Claim): Promise<string | null> {
  if (claim.size > size) return `${claim.by} saw ${claim.size} entries, the log has ${size}`;
  const seqs = frontierRows(claim.size).map((row) => row.seq);
  const nodes = await nodesAt(shard, seqs);
  const frontier = frontierFromRows(claim.size, (seq) => nodes.get(seq));
  if (frontier !== null && Buffer.compare(rootOf(frontier), claim.root) === 0) return null;
  return `${claim.by} saw another history of the first ${claim.size} entries: the log was rewritten or forked`;
}

/** An idle log is seen at the same size again and again. */
function distinct(claims: readonly Claim[]): Claim[] {
  const seen = new Map<string, Claim>();
  for (const claim of claims) {
    const key = `${claim.size} ${Buffer.from(claim.root).toString('base64')}`;
    if (!seen.has(key)) seen.set(key, claim);
  }
  return [...seen.values()];
}

import type { Finding } from '../audit/finding.ts';
import { frontierFromRows, frontierRows, rootOf } from '../audit/merkle.ts';
import { nodesAt } from '../edge/shardRows.ts';
import type { Database } from '../edge/sqlite.ts';

/** What somebody once saw of a log: it had `size` entries under this root. */
export interface Claim {
  readonly size: number;
  readonly root: Uint8Array;
  /** Who says so, for people. */
  readonly by: string;
}

/** Compares what was seen of a log with what it holds now; `size` is how many entries it has. */
export async function judgeClaims(
  shard: Database,
  log: { readonly slot: string; readonly size: number },
  claims: readonly Claim[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const claim of distinct(claims)) {
    const message = await contradiction(shard, log.size, claim);
    if (message === null) continue;
    const kind = claim.size > log.size ? 'rolled-back' : 'forked';
    findings.push({ kind, shard: log.slot, seq: null, recordId: null, message });
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

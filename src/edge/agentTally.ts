import type { Period } from './shardSummary.ts';
import type { Database } from './sqlite.ts';

/** How often one thing was decided in one way for an agent. */
export interface AgentTally {
  readonly server: string;
  /** Tool, prompt, URI or method. */
  readonly action: string;
  readonly effect: string;
  /** Whether a credential had shown that it was the agent. */
  readonly verified: boolean;
  readonly count: number;
  /** When it was decided last, in ms since the epoch. */
  readonly last: number;
}

/** Counts what a shard has decided for an agent of this name and id. */
export async function tallyAgent(
  shard: Database,
  { name, id }: { readonly name: string; readonly id: string },
  { since, until }: Period,
): Promise<readonly AgentTally[]> {
  const values = [id, name, id, since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER, MOST];
  return (await shard.all(TALLY, values)).map((row) => ({
    server: String(row['server']),
    action: String(row['action']),
    effect: String(row['effect']),
    verified: row['verified'] === 1,
    count: Number(row['n']),
    last: Number(row['last']),
  }));
}

/** Whoever makes up names makes no list longer than this. */
const MOST = 10_000;

/** Entries that were damaged have no principal. */
const TALLY = `
  SELECT server, action, effect, verified, count(*) AS n, max(ts) AS last FROM (
    SELECT server, action, effect, ts, agent, json_valid(bytes) AND bytes ->> '$.leash.principal' = ?1 AS verified FROM entry
    WHERE phase = 'decision' AND (agent = ?2 OR (json_valid(bytes) AND bytes ->> '$.leash.principal' = ?3))
      AND ts >= ?4 AND ts <= ?5
  ) GROUP BY 1, 2, 3, 4 ORDER BY n DESC LIMIT ?6`;

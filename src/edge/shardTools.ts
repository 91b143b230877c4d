import type { DecisionPeriod } from './shardDecisions.ts';
import type { Database } from './sqlite.ts';

/** A tool that was called, or tried to be, and how often. */
export interface CalledTool {
  readonly server: string;
  readonly tool: string;
  readonly calls: number;
}

/** The tools that a shard's decisions name, the most frequent first. */
export async function calledTools(shard: Database, { since, until }: DecisionPeriod): Promise<readonly CalledTool[]> {
  const rows = await shard.all(CALLED, [since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER, MOST]);
  return rows.map((row) => ({ server: String(row['server']), tool: String(row['tool']), calls: Number(row['n']) }));
}

/** Whoever makes up names makes no list longer than this. */
const MOST = 10_000;

/** Entries that were damaged name no tool. */
const CALLED = `
  SELECT server, tool, count(*) AS n FROM (
    SELECT server, bytes ->> '$.action_detail.tool_name' AS tool FROM entry
    WHERE ts >= ? AND ts <= ? AND phase = 'decision' AND json_valid(bytes) AND bytes ->> '$.leash.method' = 'tools/call'
  ) WHERE tool IS NOT NULL GROUP BY 1, 2 ORDER BY n DESC LIMIT ?`;

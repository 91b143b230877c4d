import type { Database, SqlRow } from './sqlite.ts';

/** A period in ms since the epoch, both ends included. */
export interface Period {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** How often a value occurs in one of the ways that entries are counted. */
export interface Tally {
  readonly by: 'effect' | 'status' | 'event' | 'agent' | 'server' | 'action' | 'rule';
  readonly value: string;
  readonly count: number;
}

/** What a shard holds of a period. */
export interface ShardSummary {
  readonly entries: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly tallies: readonly Tally[];
}

/** Counts a shard's entries; decisions by effect, agent, server, action and rule. */
export async function summarizeShard(shard: Database, { since, until }: Period): Promise<ShardSummary> {
  const period = [since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER];
  const [all] = await shard.all(
    `SELECT count(*) AS n, min(ts) AS first, max(ts) AS last FROM entry WHERE ${PERIOD}`,
    period,
  );
  const groups = await shard.all(
    `SELECT phase, effect, agent, server, action, count(*) AS n FROM entry WHERE ${PERIOD} GROUP BY 1, 2, 3, 4, 5`,
    period,
  );
  const rules = await shard.all(RULES, period);
  return {
    entries: Number(all?.['n'] ?? 0),
    from: timeOf(all?.['first']),
    to: timeOf(all?.['last']),
    tallies: [...groups.flatMap(talliesOf), ...rules.map(ruleTally)],
  };
}

const PERIOD = 'ts >= ? AND ts <= ?';

/** Entries that were damaged have no rules to count. */
const RULES = `
  SELECT rule.value ->> 'policy' AS policy, rule.value ->> 'rule' AS rule, count(*) AS n
  FROM entry, json_each(CASE WHEN json_valid(bytes) THEN bytes ELSE '{}' END, '$.leash.rules') AS rule
  WHERE ${PERIOD} AND phase = 'decision' AND rule.type = 'object' GROUP BY 1, 2`;

function talliesOf(row: SqlRow): Tally[] {
  const count = Number(row['n']);
  const tally = (by: Tally['by'], value: unknown): Tally => ({ by, value: String(value), count });
  switch (row['phase']) {
    case 'decision':
      return [
        tally('effect', row['effect']),
        tally('agent', row['agent']),
        tally('server', row['server']),
        tally('action', row['action']),
      ];
    case 'outcome':
      return [tally('status', row['effect'])];
    default:
      return [tally('event', row['action'])];
  }
}

function ruleTally(row: SqlRow): Tally {
  return { by: 'rule', value: `${String(row['policy'])}/${String(row['rule'])}`, count: Number(row['n']) };
}

function timeOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

import { coverageOf, type Coverage, type KnownTool } from '../authz/authoring/coverage.ts';
import { owaspCoverage, type ThreatCoverage } from '../authz/authoring/owaspCoverage.ts';
import type { Home } from '../edge/home.ts';
import { readAllPins } from '../edge/pinStore.ts';
import { readPolicySet } from '../edge/policyFile.ts';
import type { PolicySources } from '../edge/policyFiles.ts';
import type { DecisionPeriod } from '../edge/shardDecisions.ts';
import { calledTools } from '../edge/shardTools.ts';
import { readShards, type UnreadableShard } from './auditShards.ts';
import { summarizeLog } from './auditSummary.ts';

/** What a set of policies covers, of the tools that are known and of the calls of a period. */
export interface PolicyCoverage extends Coverage {
  readonly unreadable: readonly UnreadableShard[];
}

/** Compares the policies with the tools that servers have listed and that agents have called. */
export async function coverPolicies(
  home: Home,
  sources: PolicySources,
  period: DecisionPeriod,
): Promise<PolicyCoverage> {
  const { policies } = await readPolicySet(sources);
  const { results, unreadable } = await readShards(home, (shard) => calledTools(shard, period));
  const { counts } = await summarizeLog(home, period);
  const decided = new Map(counts.rule.map(({ value, count }) => [value, count]));
  return { ...coverageOf(policies, merged(results.flat(), await listedTools(home)), decided), unreadable };
}

/** The threats that the policies say they are about, those of the floor included. */
export async function coverThreats(sources: PolicySources): Promise<readonly ThreatCoverage[]> {
  const { policies, floor } = await readPolicySet(sources);
  return owaspCoverage([...policies, floor]);
}

/** What servers have listed: accepted or not, it can be asked for. */
async function listedTools(home: Home): Promise<readonly KnownTool[]> {
  const servers = await readAllPins(home);
  return servers.flatMap((each) => {
    if (each.kind !== 'pins') return [];
    const { server, identities } = each.file;
    const definitions = identities.flatMap(({ pins, waiting }) => [...pins, ...waiting]);
    const tools = definitions.filter(({ kind }) => kind === 'tool');
    return tools.map(({ name }) => ({ server, tool: name, calls: 0 }));
  });
}

function merged(...lists: readonly (readonly KnownTool[])[]): readonly KnownTool[] {
  const tools = new Map<string, KnownTool>();
  for (const { server, tool, calls } of lists.flat()) {
    const key = JSON.stringify([server, tool]);
    tools.set(key, { server, tool, calls: calls + (tools.get(key)?.calls ?? 0) });
  }
  return [...tools.values()];
}

import { tallyAgent, type AgentTally } from '../../edge/agentTally.ts';
import type { Home } from '../../edge/home.ts';
import type { Period } from '../../edge/shardSummary.ts';
import { readShards, type UnreadableShard } from '../auditShards.ts';
import type { Agent } from '../control/agents.ts';

/** What an agent has done at one thing. */
export interface AgentUse {
  readonly server: string;
  /** Tool, prompt, URI or method. */
  readonly action: string;
  readonly allowed: number;
  readonly denied: number;
  /** Let through by observe mode alone. */
  readonly observed: number;
  /** How many of all of them nobody had shown to be the agent's: somebody merely said its name. */
  readonly unverified: number;
  /** In ms since the epoch. */
  readonly last: number;
}

/** What the log says of an agent. */
export interface AgentStats {
  /** The most used first. */
  readonly uses: readonly AgentUse[];
  readonly allowed: number;
  readonly denied: number;
  readonly observed: number;
  readonly unverified: number;
  /** Null where it has done nothing. */
  readonly last: number | null;
  readonly unreadable: readonly UnreadableShard[];
}

/** Counts an agent's decisions in all shards. */
export async function agentStats(home: Home, agent: Pick<Agent, 'id' | 'name'>, period: Period): Promise<AgentStats> {
  const { results, unreadable } = await readShards(home, (shard) => tallyAgent(shard, agent, period));
  const uses = new Map<string, AgentUse>();
  for (const tally of results.flat()) {
    const key = JSON.stringify([tally.server, tally.action]);
    uses.set(key, added(uses.get(key) ?? { server: tally.server, action: tally.action, ...NOTHING }, tally));
  }
  const sorted = [...uses.values()].sort((one, other) => totalOf(other) - totalOf(one));
  const sum = (of: (use: AgentUse) => number): number => sorted.reduce((all, use) => all + of(use), 0);
  return {
    uses: sorted,
    allowed: sum(({ allowed }) => allowed),
    denied: sum(({ denied }) => denied),
    observed: sum(({ observed }) => observed),
    unverified: sum(({ unverified }) => unverified),
    last: sorted.length === 0 ? null : Math.max(...sorted.map(({ last }) => last)),
    unreadable,
  };
}

const NOTHING = { allowed: 0, denied: 0, observed: 0, unverified: 0, last: 0 };

const COUNTED: ReadonlyMap<string, 'allowed' | 'denied' | 'observed'> = new Map([
  ['allow', 'allowed'],
  ['deny', 'denied'],
  ['observe_deny', 'observed'],
]);

function added(use: AgentUse, { effect, count, verified, last }: AgentTally): AgentUse {
  // An effect that nobody knows was written by nobody here: it is not let pass for an allow.
  const key = COUNTED.get(effect) ?? 'denied';
  return {
    ...use,
    [key]: use[key] + count,
    unverified: use.unverified + (verified ? 0 : count),
    last: Math.max(use.last, last),
  };
}

function totalOf({ allowed, denied, observed }: AgentUse): number {
  return allowed + denied + observed;
}

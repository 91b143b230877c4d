import type { Agent } from '../app/control/agents.ts';
import type { State, Tally } from './model.ts';

/** An agent that is registered, or was heard of. */
export interface AgentRow {
  readonly name: string;
  /** Null where nobody has registered it. */
  readonly agent: Agent | null;
  readonly sessions: number;
  readonly tally: Tally;
}

/** The agents of the home and those that were heard of, those that were denied most first. */
export function agentRows({ sights, live }: Pick<State, 'sights' | 'live'>): readonly AgentRow[] {
  const known = (sights.agents ?? []).filter(({ status }) => status !== 'deleted');
  const registered = new Map(known.map((agent) => [agent.name, agent]));
  const sessions = [...live.proxies.values()].flatMap((proxy) => proxy.sessions.map(({ agent }) => agent));
  const names = new Set([...registered.keys(), ...live.agents.keys(), ...sessions]);
  const rows = [...names].map((name) => ({
    name,
    agent: registered.get(name) ?? null,
    sessions: sessions.filter((each) => each === name).length,
    tally: live.agents.get(name) ?? UNCOUNTED,
  }));
  return rows.sort((one, other) => denials(other.tally) - denials(one.tally) || hits(other.tally) - hits(one.tally));
}

/** A rule and how often it decided. */
export interface RuleRow {
  readonly name: string;
  readonly tally: Tally;
}

/** The rules that decided something since the dashboard opened, those that decided most first. */
export function ruleRows({ live }: Pick<State, 'live'>): readonly RuleRow[] {
  const rows = [...live.rules].map(([name, tally]) => ({ name, tally }));
  return rows.sort((one, other) => hits(other.tally) - hits(one.tally) || (one.name < other.name ? -1 : 1));
}

/** How many decisions were counted. */
export function hits({ allow, deny, observe_deny: observed, unrecorded }: Tally): number {
  return allow + deny + observed + unrecorded;
}

/** How many of them denied. */
export function denials({ deny, unrecorded }: Tally): number {
  return deny + unrecorded;
}

const UNCOUNTED: Tally = { allow: 0, deny: 0, observe_deny: 0, unrecorded: 0, last: 0 };

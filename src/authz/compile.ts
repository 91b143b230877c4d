import { speaksOfAgent } from './agentPatterns.ts';
import { createAuthorizer } from './authorize.ts';
import type { Authorizer } from './decision.ts';
import type { MatchEnvironment } from './matchers/matcher.ts';
import { isPlainName } from './names.ts';
import type { ActionPattern, Pattern, Policy } from './policy.ts';
import type { BoundPolicy, BoundRule } from './ruleIndex.ts';

/** What a set of policies needs besides the policies. */
export interface PolicySetOptions {
  /** Asked only where no other policy decides; null leaves the bare "no rule allows this". */
  readonly floor: Policy | null;
  readonly environment: MatchEnvironment;
  /** Where a person adds a rule. */
  readonly hint: string;
  /** Content hash of the set. */
  readonly hash: string;
  readonly hasUserPolicy: boolean;
}

/** A validated set of policies, in force as a whole. */
export interface PolicySet {
  readonly hash: string;
  /** The policies on top of the floor, by name. */
  readonly policies: readonly Policy[];
  authorizerFor(session: Session): Authorizer;
}

/** Whose calls to which server are decided, and whether only to observe. */
interface Session {
  readonly agent: string;
  /** Its id in the registry, where a credential has shown it. */
  readonly agentId?: string | null;
  readonly server: string;
  readonly observe: boolean;
  /** Where relative paths start, for a caller with a folder of its own. */
  readonly cwd?: string;
}

/** Makes a set of policies ready to be asked; the order in which they are given does not matter. */
export function compilePolicies(policies: readonly Policy[], options: PolicySetOptions): PolicySet {
  const { floor, environment, hint, hash, hasUserPolicy } = options;
  const sorted = [...policies].sort((a, b) => (a.name < b.name ? -1 : 1));
  const bound = [...sorted].sort((a, b) => b.priority - a.priority).map((policy) => bindPolicy(policy, false));
  if (floor !== null) bound.push(bindPolicy(floor, true));
  return {
    hash,
    policies: sorted,
    authorizerFor: ({ agent, agentId = null, server, observe, cwd = environment.cwd }) =>
      createAuthorizer({
        rules: bindRules(bound, { agent, agentId, server }),
        plain: isPlainName(agent) && isPlainName(server),
        observe,
        environment: { ...environment, cwd },
        policySet: hash,
        hasUserPolicy,
        hint,
      }),
  };
}

/** The floor lies below every priority, or its denial would beat the allow of a policy at priority 0. */
function bindPolicy(policy: Policy, isFloor: boolean): BoundPolicy {
  return { policy, level: isFloor ? -1 : policy.priority, isFloor };
}

function bindRules(
  policies: readonly BoundPolicy[],
  { agent, agentId, server }: Required<Pick<Session, 'agent' | 'agentId' | 'server'>>,
): readonly BoundRule[] {
  const rules: BoundRule[] = [];
  for (const from of policies) {
    if (!speaksOfAgent(from.policy.agents, agent, agentId) || !speaksOf(from.policy.servers, server)) continue;
    for (const rule of from.policy.rules) {
      const actions = rule.action?.filter((action) => action.server === null || action.server.test(server));
      rules.push({ from, rule, order: rules.length, names: namesOf(actions) });
    }
  }
  return rules;
}

function speaksOf(patterns: readonly Pattern[], name: string): boolean {
  return patterns.some(({ glob }) => glob.test(name));
}

/** `*` alone is no constraint: it also speaks of requests that name nothing. */
function namesOf(actions: readonly ActionPattern[] | undefined): BoundRule['names'] {
  if (actions === undefined || actions.some(({ text }) => text === '*')) return null;
  return actions.map(({ name }) => name);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../src/authz/compile.ts';
import type { Decision } from '../../src/authz/decision.ts';
import type { MatchResult } from '../../src/authz/matchers/matcher.ts';
import { isPlainName } from '../../src/authz/names.ts';
import type { Effect, Policy, Rule } from '../../src/authz/policy.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import { matchResource, readResource } from '../../src/authz/resource.ts';
import { arbitraryPolicies, arbitraryRequest } from '../support/arbitraryPolicies.ts';
import { FLOOR, policyOf, requestOf, setOf } from '../support/policyOf.ts';

const environment = { cwd: '/data', home: '/home/ada', realpath: null };

describe('compilePolicies', () => {
  it('decides as a plain reading of the language does, rule by rule', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryRequest, (sources, request) => {
        const policies = sources.map(policyOf);
        const decision = decide(policies, request);
        expect(summary(decision)).toEqual(reference(policies, request));
      }),
      { numRuns: 700 },
    );
  });

  it('lets a policy speak of an id that was shown, and not of a name that looks like one', () => {
    const set = setOf([
      policyOf({ name: 'own', agents: ['agt_1'], rules: [{ action: 'read', effect: 'allow', reason: 'its own' }] }),
    ]);
    const decided = (session: { agent: string; agentId?: string | null }) =>
      set.authorizerFor({ ...session, server: 'fs', observe: false }).authorize(requestOf(session)).outcome;
    expect(decided({ agent: 'a', agentId: 'agt_1' })).toBe('allow');
    expect(decided({ agent: 'a', agentId: 'agt_2' })).toBe('deny');
    expect(decided({ agent: 'agt_1', agentId: null })).toBe('deny');
    expect(decided({ agent: 'agt_1' })).toBe('deny');
  });

  it('does not depend on the order in which policies are given', () => {
    fc.assert(
      fc.property(
        arbitraryPolicies.chain((sources) =>
          fc.tuple(fc.constant(sources), fc.shuffledSubarray(sources, { minLength: sources.length })),
        ),
        arbitraryRequest,
        ([sources, shuffled], request) => {
          expect(decide(shuffled.map(policyOf), request)).toEqual(decide(sources.map(policyOf), request));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('allows no more when a rule that denies is added at the top', () => {
    fc.assert(
      fc.property(
        arbitraryPolicies,
        arbitraryRequest,
        fc.constantFrom('*', 'read', 'fs/*'),
        (sources, request, action) => {
          const top = { name: 'top', priority: 100, agents: ['*'], rules: [{ action, effect: 'deny', reason: 'no' }] };
          const before = decide(sources.map(policyOf), request);
          const after = decide([...sources, top].map(policyOf), request);
          if (before.outcome === 'deny') expect(after.outcome).toBe('deny');
          if (after.outcome === 'allow') expect(after.obligations).toEqual(before.obligations);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('denies whatever one enforcing policy of the highest priority denies, whatever the others say', () => {
    const veto = policyOf({
      name: 'veto',
      priority: 100,
      agents: ['*'],
      rules: [{ method: '*', effect: 'deny', reason: 'no' }],
    });
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryRequest, (sources, request) => {
        const decision = decide([...sources.map(policyOf), veto], request);
        expect(decision.outcome).toBe('deny');
        expect(decision.observed).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('binds a policy to the agents and servers it names', () => {
    const policy = policyOf({
      name: 'p',
      agents: ['a*'],
      servers: ['fs'],
      rules: [{ action: 'read', effect: 'allow', reason: 'r' }],
    });
    const outcome = (agent: string, server: string): string =>
      setOf([policy]).authorizerFor({ agent, server, observe: false }).authorize(requestOf({ agent, server })).outcome;
    expect(outcome('a1', 'fs')).toBe('allow');
    expect(outcome('b1', 'fs')).toBe('deny');
    expect(outcome('a1', 'fs2')).toBe('deny');
  });

  it('asks the floor last, although it has the same priority', () => {
    const policy = policyOf({ name: 'p', agents: ['*'], rules: [{ action: 'read', effect: 'allow', reason: 'r' }] });
    expect(decide([policy], requestOf()).outcome).toBe('allow');
    expect(decide([policy], requestOf({ action: 'write' })).determining).toEqual([{ policy: 'floor', rule: 'deny' }]);
  });

  it('denies without a floor too, and names no rule', () => {
    const set = compilePolicies([], { floor: null, environment, hint: 'h', hash: 'sha256:0', hasUserPolicy: false });
    const authorizer = set.authorizerFor({ agent: 'a', server: 'fs', observe: false });
    expect(authorizer.authorize(requestOf())).toMatchObject({ outcome: 'deny', determining: [] });
    expect(authorizer).toMatchObject({ policySet: 'sha256:0', hasUserPolicy: false, hint: 'h' });
  });
});

function decide(policies: readonly Policy[], request: AuthorizationRequest): Decision {
  const { agent, server } = request;
  return setOf(policies).authorizerFor({ agent, server, observe: false }).authorize(request);
}

interface Summary {
  readonly outcome: 'allow' | 'deny' | 'ask' | 'observe';
  readonly rules: readonly string[];
}

function summary({ outcome, observed, obligations, determining }: Decision): Summary {
  const asks = obligations.length > 0;
  return {
    outcome: observed ? 'observe' : asks ? 'ask' : outcome,
    rules: determining.map(({ policy, rule }) => `${policy}/${rule}`).sort(),
  };
}

/** The language as its page tells it: no index, no order of work, one policy after the other. */
function reference(policies: readonly Policy[], request: AuthorizationRequest): Summary {
  const applying = policies.filter(
    ({ agents, servers }) =>
      agents.some(({ glob }) => glob.test(request.agent)) && servers.some(({ glob }) => glob.test(request.server)),
  );
  const spoken = applying.flatMap((policy) => {
    const rule = policy.rules.find((each) => speaks(each, request));
    return rule === undefined ? [] : [{ policy, rule }];
  });
  const enforcing = top(spoken.filter(({ policy }) => policy.mode === 'enforce'));
  const all = top(spoken);
  const observing = all !== null && all.said.some(({ policy }) => policy.mode === 'observe');
  if (enforcing === null) {
    if (all === null) return { outcome: 'deny', rules: [`${FLOOR.name}/deny`] };
    return { outcome: all.effect === 'allow' ? 'allow' : 'observe', rules: all.rules };
  }
  if (enforcing.effect === 'allow' && observing && all.effect !== 'allow')
    return { outcome: 'observe', rules: all.rules };
  return { outcome: enforcing.effect, rules: enforcing.rules };
}

function top(spoken: readonly { policy: Policy; rule: Rule }[]) {
  const highest = Math.max(...spoken.map(({ policy }) => policy.priority));
  const level = spoken.filter(({ policy }) => policy.priority === highest);
  for (const effect of ['deny', 'ask', 'allow'] satisfies Effect[]) {
    const said = level.filter(({ rule }) => rule.effect === effect);
    if (said.length > 0)
      return { effect, said, rules: said.map(({ policy, rule }) => `${policy.name}/${rule.id}`).sort() };
  }
  return null;
}

function speaks(rule: Rule, request: AuthorizationRequest): boolean {
  const { method, action, server } = request;
  if (!rule.method.some(({ glob }) => glob.test(method))) return false;
  if (rule.action !== null && !rule.action.some(({ text }) => text === '*')) {
    if (action === null) return false;
    if (!rule.action.some((each) => each.name.test(action) && (each.server?.test(server) ?? true))) return false;
  }
  const nameless = method !== 'tools/call' && method !== 'prompts/get';
  const plain =
    [request.agent, server, method].every(isPlainName) && (action === null ? nameless : isPlainName(action));
  const results = [resourceResult(rule, request), argsResult(rule, request), ...conditionResults(rule, request)];
  if (results.includes('miss') && (plain || rule.effect === 'deny')) return false;
  if (!plain) return rule.effect === 'deny';
  return results.includes('error') ? rule.effect !== 'allow' : true;
}

function resourceResult({ resource, effect }: Rule, request: AuthorizationRequest): MatchResult {
  if (resource === null) return 'match';
  if (request.resource === null) return 'error';
  const reading = readResource(request.resource);
  const results = resource.map((pattern) => matchResource(pattern, reading, effect === 'deny'));
  return results.includes('match') ? 'match' : results.includes('error') ? 'error' : 'miss';
}

function argsResult({ args }: Rule, request: AuthorizationRequest): MatchResult {
  return args === null ? 'match' : args.matcher.test(request.args, environment).result;
}

function conditionResults({ conditions }: Rule, { context }: AuthorizationRequest): readonly MatchResult[] {
  return conditions.map((condition) => {
    const value = context[condition.key];
    if (condition.kind === 'glob') {
      return typeof value !== 'string' ? 'error' : condition.pattern.glob.test(value) ? 'match' : 'miss';
    }
    return typeof value !== typeof condition.value ? 'error' : value === condition.value ? 'match' : 'miss';
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceRequest, type Trace } from '../../../src/authz/authoring/trace.ts';
import { loadRegexCompiler } from '../../../src/authz/matchers/regex.ts';
import type { Policy } from '../../../src/authz/policy.ts';
import type { AuthorizationRequest } from '../../../src/authz/request.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';
import { arbitraryPolicies, arbitraryRequest } from '../../support/arbitraryPolicies.ts';
import { FLOOR, policyOf, requestOf, setOf } from '../../support/policyOf.ts';

const regex = await loadRegexCompiler();
const environment = { cwd: '/data', home: '/home/ada', realpath: null };

function trace(policies: readonly Policy[], request: AuthorizationRequest, whole = true): Trace {
  return traceRequest(request, { policies, floor: FLOOR, environment, regex, whole });
}

function traced(rule: JsonObject, request: Partial<AuthorizationRequest>, whole = true) {
  const policy = policyOf({ name: 'p', agents: ['*'], rules: [{ effect: 'allow', reason: 'why', ...rule }] });
  const { policies, certain } = trace([policy], requestOf(request), whole);
  return { rule: policies[0]?.rules[0], floor: policies[1]?.rules[0], certain };
}

describe('traceRequest', () => {
  it('goes the way of every decision: the rules that decide are those that the decision names', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryRequest, (written, request) => {
        const policies = written.map((each) => policyOf(each));
        const { agent, server } = request;
        const decision = setOf(policies).authorizerFor({ agent, server, observe: false }).authorize(request);
        const { policies: traces, certain } = trace(policies, request);
        const deciding = traces.flatMap(({ policy, rules }) =>
          rules.filter(({ decides }) => decides).map(({ rule }) => ({ policy, rule })),
        );
        expect(deciding).toEqual(expect.arrayContaining([...decision.determining]));
        expect(deciding.length > 0).toBe(decision.determining.length > 0);
        const wrong = traces.flatMap(({ policy, rules }) =>
          rules.filter(({ result }) => result === 'error').map(({ rule }) => ({ policy, rule })),
        );
        expect(wrong).toEqual(expect.arrayContaining(decision.errors.map(({ policy, rule }) => ({ policy, rule }))));
        expect(certain).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('names every argument and how it fared, not only the first that settled it', () => {
    const args = { path: { under: ['/data'] }, head: { max: 10 }, tail: { type: 'integer' } };
    const { rule } = traced({ action: 'read', args }, { args: { path: '/etc/x', head: 11, tail: 1 } });
    expect(rule).toMatchObject({ result: 'miss', decides: false });
    expect(rule?.checks.filter(({ part }) => part === 'args')).toEqual([
      { part: 'args', key: 'path', wants: 'under `/data`', result: 'miss' },
      { part: 'args', key: 'head', wants: 'at most 10', result: 'miss' },
      { part: 'args', key: 'tail', wants: 'of type integer', result: 'match' },
    ]);
  });

  it('tells of an argument that is not listed once the listed ones match', () => {
    const { rule } = traced({ action: 'read', args: { path: 'x' } }, { args: { path: 'x', more: 1 } });
    expect(rule?.checks.at(-1)).toEqual({ part: 'args', key: '', wants: 'no other arguments', result: 'miss' });
  });

  it('says what a rule for another tool or method is for, and no more', () => {
    const { rule } = traced({ action: ['write', 'other/read'], args: { path: 'x' } }, {});
    expect(rule?.checks).toEqual([
      { part: 'method', key: '', wants: '`tools/call`', result: 'match' },
      { part: 'action', key: '', wants: '`write` or `other/read`', result: 'miss' },
    ]);
  });

  it('tells resources, the context and `when` apart', () => {
    const rule = {
      method: 'resources/read',
      resource: 'file:///data/**',
      conditions: { env: 'prod*', level: 3 },
      when: 'agent.name == "a"',
    };
    const request = { method: 'resources/read', action: null, resource: 'file:///data/x', context: { env: 'test' } };
    expect(traced(rule, request).rule?.checks.slice(1)).toEqual([
      { part: 'resource', key: '', wants: '`file:///data/**`', result: 'match' },
      { part: 'context', key: 'env', wants: 'like `prod*`', result: 'miss' },
      { part: 'context', key: 'level', wants: '`3`', result: 'error' },
      { part: 'when', key: '', wants: 'agent.name == "a"', result: 'match' },
    ]);
  });

  it('says which policies were not asked, and why', () => {
    const rules = [{ id: 'r', action: '*', effect: 'allow', reason: 'why' }];
    const policies = [
      policyOf({ name: 'low', agents: ['*'], rules }),
      policyOf({ name: 'high', priority: 9, agents: ['*'], rules: [...rules, { ...rules[0], id: 'second' }] }),
      policyOf({ name: 'agent', agents: ['b'], rules }),
      policyOf({ name: 'server', agents: ['*'], servers: ['git'], rules }),
    ];
    const found = trace(policies, requestOf());
    expect(found.policies.map(({ policy, asked }) => [policy, asked])).toEqual([
      ['high', 'asked'],
      ['agent', 'other-agent'],
      ['low', 'decided-above'],
      ['server', 'other-server'],
      ['floor', 'decided-above'],
    ]);
    expect(found.policies[0]?.rules.map(({ result }) => result)).toEqual(['match', 'not-asked']);
  });

  it('asks only deny rules about a name that is not what it looks like', () => {
    const { rule, floor } = traced({ action: '*' }, { action: 're\u200bad' });
    expect(rule).toMatchObject({ result: 'error', decides: false });
    expect(floor).toMatchObject({ result: 'match', decides: true });
  });
});

describe('traceRequest of a request whose arguments are not all known', () => {
  it('is certain where no rule looks at them', () => {
    expect(traced({ action: 'read' }, { args: null }, false)).toMatchObject({ certain: true, rule: { decides: true } });
    expect(traced({ action: 'write', args: { path: 'x' } }, { args: null }, false).certain).toBe(true);
  });

  it('is not certain where one does, and would say something else than what comes after it', () => {
    const { rule, certain } = traced({ action: 'read', args: { path: 'x' } }, { args: null }, false);
    expect(certain).toBe(false);
    expect(rule).toMatchObject({ result: 'unknown', decides: false });
  });

  it('is certain where that rule denies too, as all that may come after it', () => {
    expect(traced({ action: 'read', effect: 'deny', args: { path: 'x' } }, { args: null }, false).certain).toBe(true);
  });

  it('is certain where an argument that is known settles it', () => {
    const args = { path: { under: ['/data'] }, token: { type: 'string' } };
    expect(traced({ action: 'read', args }, { args: { path: '/etc/x' } }, false)).toMatchObject({
      certain: true,
      rule: { result: 'miss' },
    });
    expect(traced({ action: 'read', args }, { args: { path: '/data/x' } }, false).certain).toBe(false);
  });

  it('takes nothing for certain of an object, of which a part may be withheld', () => {
    const args = { options: { keys: { a: 1 } } };
    expect(traced({ action: 'read', args }, { args: { options: { a: 1 } } }, false).rule?.result).toBe('unknown');
    const rule = { action: 'read', args: { 'a.b': 1 } };
    expect(traced(rule, { args: { a: {} } }, false).rule?.result).toBe('unknown');
    // What is seen and not listed is one too many, whatever else there is.
    expect(traced(rule, { args: { a: { c: 2 } } }, false).rule?.result).toBe('miss');
  });

  it('is not certain where `when` looks at arguments, at the session or at the tool', () => {
    const when = (text: string, whole: boolean) => traced({ action: 'read', when: text }, { args: {} }, whole).certain;
    expect(when('args.path == "x"', false)).toBe(false);
    expect(when('session.tainted', true)).toBe(false);
    expect(when('tool.risk.level == "low"', true)).toBe(false);
    expect(when('agent.name == "x"', false)).toBe(true);
  });
});

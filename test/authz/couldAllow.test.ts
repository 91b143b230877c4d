import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { arbitraryFullPolicies, arbitraryFullRequest } from '../support/arbitraryPolicies.ts';
import { policyOf, requestOf, setOf } from '../support/policyOf.ts';

function listed(rules: readonly JsonObject[], some: Parameters<typeof requestOf>[0] = {}): boolean {
  return shown([{ name: 'p', agents: ['*'], rules: [...rules] }], some);
}

function shown(sources: readonly JsonObject[], some: Parameters<typeof requestOf>[0] = {}): boolean {
  const authorizer = setOf(sources.map(policyOf)).authorizerFor({ agent: 'a', server: 'fs', observe: false });
  return authorizer.couldAllow(requestOf({ args: null, ...some }));
}

const allow = { action: 'read', effect: 'allow', reason: 'r' };
const deny = { action: 'read', effect: 'deny', reason: 'r' };
const ask = { action: 'read', effect: 'ask', reason: 'r' };
const args = { path: { under: ['/data'] } };
const files = { method: 'resources/read', resource: 'file:///data/**', effect: 'allow', reason: 'r' };
const file = { method: 'resources/read', action: null };

describe('couldAllow', () => {
  it.each<[string, boolean, boolean]>([
    ['what is allowed', listed([allow]), true],
    ['what is asked about', listed([ask]), true],
    ['what some arguments would allow', listed([{ ...allow, args }]), true],
    ['what some context would allow', listed([{ ...allow, conditions: { env: 'prod' } }]), true],
    ['what some facts would allow', listed([{ ...allow, when: 'tool.pinned' }]), true],
    ['what is denied under a condition only', listed([{ ...deny, when: '!tool.pinned' }, allow]), true],
    ['what no rule speaks of', listed([allow], { action: 'write' }), false],
    ['what is denied', listed([deny]), false],
    ['what is denied first', listed([deny, allow]), false],
    ['what is denied with some arguments only', listed([{ ...deny, args }, allow]), true],
    ['what is allowed first', listed([allow, deny]), true],
    ['what a name that is not plain hides', listed([{ ...allow, action: '*' }], { action: 're\u200bad' }), false],
    ['a resource of the rule', listed([files], { ...file, resource: 'file:///data/a' }), true],
    ['a resource of another place', listed([files], { ...file, resource: 'file:///etc/a' }), false],
    ['a resource that is ambiguous', listed([files], { ...file, resource: 'file:///data/%2e%2e/a' }), false],
    ['a template, whose resource is not known yet', listed([files], { ...file, resource: null }), true],
  ])('for %s', (_, found, want) => {
    expect(found).toBe(want);
  });

  const policy = (name: string, priority: number, rule: JsonObject, mode = 'enforce'): JsonObject => ({
    name,
    priority,
    mode,
    agents: ['*'],
    rules: [rule],
  });

  it.each<[string, boolean, boolean]>([
    ['is false where a higher policy denies', shown([policy('a', 9, deny), policy('b', 0, allow)]), false],
    ['is true where a higher policy allows', shown([policy('a', 9, allow), policy('b', 0, deny)]), true],
    ['is false where one of the same priority denies', shown([policy('a', 0, deny), policy('b', 0, allow)]), false],
    [
      'is true where one of the same priority denies some arguments',
      shown([policy('a', 0, { ...deny, args }), policy('b', 0, allow)]),
      true,
    ],
    ['is true where only an observing policy denies', shown([policy('a', 0, deny, 'observe')]), true],
    [
      'is false where an enforcing policy denies below an observing one',
      shown([policy('a', 9, allow, 'observe'), policy('b', 0, deny)]),
      false,
    ],
    [
      'is false for what an observing policy does not speak of',
      shown([policy('a', 0, deny, 'observe')], { action: 'x' }),
      false,
    ],
  ])('%s', (_, found, want) => {
    expect(found).toBe(want);
  });

  it('is true for everything that some call would be let through for', () => {
    fc.assert(
      fc.property(arbitraryFullPolicies, arbitraryFullRequest, fc.boolean(), (sources, request, observe) => {
        const { agent, server } = request;
        const authorizer = setOf(sources.map(policyOf)).authorizerFor({ agent, server, observe });
        if (authorizer.authorize(request).outcome === 'deny') return;
        expect(authorizer.couldAllow({ ...request, args: null, context: {} })).toBe(true);
        expect(authorizer.couldAllow({ ...request, args: null, context: {}, resource: null })).toBe(true);
      }),
      { numRuns: 700 },
    );
  });
});

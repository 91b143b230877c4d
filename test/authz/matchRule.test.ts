import { describe, expect, it } from 'vitest';
import { decides, matchRule, type Question, type RuleMatch } from '../../src/authz/matchRule.ts';
import type { Effect } from '../../src/authz/policy.ts';
import { readResource } from '../../src/authz/resource.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { policyOf, requestOf } from '../support/policyOf.ts';

function match(rule: JsonObject, some: Parameters<typeof requestOf>[0] = {}, plain = true): RuleMatch {
  const policy = policyOf({
    name: 'p',
    agents: ['*'],
    rules: [{ method: '*', effect: 'allow', reason: 'r', ...rule }],
  });
  const request = requestOf(some);
  const resource = request.resource === null ? null : readResource(request.resource);
  const environment = { cwd: '/data', home: '/home/ada', realpath: null };
  const [first] = policy.rules;
  if (first === undefined) throw new Error('no rule');
  return matchRule(first, { request, resource, plain, environment });
}

const files = { resource: 'file:///data/**' };
const args = { args: { path: 'x' } };
const conditions = { conditions: { env: 'prod' } };

describe('matchRule', () => {
  it.each<[string, RuleMatch['result'], RuleMatch]>([
    ['nothing more than method and name', 'match', match({})],
    ['the resource', 'match', match(files, { resource: 'file:///data/a' })],
    ['another resource', 'miss', match(files, { resource: 'file:///etc/a' })],
    ['no resource', 'error', match(files)],
    ['an ambiguous resource', 'error', match(files, { resource: 'file:///data/..%2fa' })],
    ['the argument', 'match', match(args, { args: { path: 'x' } })],
    ['another argument', 'miss', match(args, { args: { path: 'y' } })],
    ['no argument', 'error', match(args, { args: null })],
    ['the condition', 'match', match(conditions, { context: { env: 'prod' } })],
    ['another condition', 'miss', match(conditions, { context: { env: 'test' } })],
    ['no condition', 'error', match(conditions)],
    ['a condition from the prototype', 'error', match({ conditions: { toString: '*' } })],
    ['an error and a miss', 'miss', match({ ...files, ...args }, { args: { path: 'y' } })],
    ['a miss and an error', 'miss', match({ ...args, ...conditions }, { args: { path: 'y' } })],
    ['two errors', 'error', match({ ...files, ...conditions })],
  ])('takes %s as a %s', (_, want, { result }) => {
    expect(result).toBe(want);
  });

  it('says what could not be evaluated, without the value', () => {
    expect(match(files)).toMatchObject({ message: 'the request names no resource' });
    expect(match(files, { resource: 'file:///data/..%2fa' })).toMatchObject({
      message: 'the resource is ambiguous: it has an encoded separator, dot or control character',
    });
    expect(match({ resource: 'file:///data/*' }, { resource: 'file:////data/a' })).toMatchObject({
      message: 'the resource is ambiguous: it has two readings, and only one matches',
    });
    expect(match({ conditions: { n: 3 } }, { context: { n: '3' } })).toMatchObject({
      message: 'the context has no `n` that can be compared',
    });
  });

  it('never lets a name that is not plain match what allows or asks', () => {
    expect(match({}, {}, false).result).toBe('error');
    expect(match({ effect: 'ask' }, {}, false).result).toBe('error');
    expect(match({ effect: 'deny' }, {}, false).result).toBe('match');
  });
});

describe('decides', () => {
  const question = (plain: boolean): Question => ({
    request: requestOf(),
    resource: null,
    plain,
    environment: { cwd: '/', home: '/', realpath: null },
  });
  const error: RuleMatch = { result: 'error', shortfall: null, message: 'm' };

  it.each<[Effect, boolean, boolean]>([
    ['allow', true, false],
    ['ask', true, true],
    ['deny', true, true],
    ['allow', false, false],
    ['ask', false, false],
    ['deny', false, true],
  ])('takes an error of an %s rule (plain name: %s) as a match: %s', (effect, plain, want) => {
    expect(decides(effect, error, question(plain))).toBe(want);
  });

  it('takes a match as one and a miss as none, whatever the effect', () => {
    for (const effect of ['allow', 'ask', 'deny'] as const) {
      expect(decides(effect, { result: 'match' }, question(true))).toBe(true);
      expect(decides(effect, { result: 'miss' }, question(true))).toBe(false);
    }
  });
});

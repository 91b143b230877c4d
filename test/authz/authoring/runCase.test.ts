import { describe, expect, it } from 'vitest';
import type { Wanted } from '../../../src/authz/authoring/caseFile.ts';
import { outcomeOf, runCase } from '../../../src/authz/authoring/runCase.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';
import { policyOf, requestOf, setOf } from '../../support/policyOf.ts';

const ANYTHING: Wanted = { outcome: 'allow', rule: null, nearest: null, error: null, listed: null, obliges: null };

function run(rule: JsonObject, want: Partial<Wanted>, args: JsonObject = {}, policy: JsonObject = {}) {
  const set = setOf([
    policyOf({ name: 'p', agents: ['*'], ...policy, rules: [{ id: 'r', action: 'read', reason: 'why', ...rule }] }),
  ]);
  const authorizer = set.authorizerFor({ agent: 'a', server: 'fs', observe: false });
  const it = { it: 'a case', at: { line: 7, column: 3 }, request: requestOf({ args }), want: { ...ANYTHING, ...want } };
  return runCase(it, authorizer);
}

describe('runCase', () => {
  it('tells what was decided, and nothing wrong where it is what is wanted', () => {
    expect(run({ effect: 'allow' }, { outcome: 'allow', rule: 'p/r', listed: true, obliges: [] })).toEqual({
      it: 'a case',
      line: 7,
      outcome: 'allow',
      rules: ['p/r'],
      reason: 'why',
      nearMiss: null,
      errors: [],
      listed: true,
      obliges: [],
      failures: [],
    });
  });

  it.each<[what: string, rule: JsonObject, want: Partial<Wanted>, args: JsonObject, failures: string[]]>([
    ['the outcome', { effect: 'deny' }, {}, {}, ['outcome: wanted allow, got deny']],
    ['an ask', { effect: 'ask' }, { outcome: 'allow' }, {}, ['outcome: wanted allow, got ask']],
    ['the rule', { effect: 'allow' }, { rule: 'p/x' }, {}, ['rule: wanted p/x, got p/r']],
    ['the hint', { effect: 'allow' }, { nearest: 'path' }, {}, ['nearest: wanted path, got none']],
    [
      'another hint',
      { effect: 'allow', args: { a: 1 } },
      { outcome: 'deny', nearest: 'path' },
      { a: 2 },
      ['nearest: wanted path, got rule `p/r` would allow this if `a` were equal to `1`'],
    ],
    ['an error that is missing', { effect: 'allow' }, { error: 'x' }, {}, ['error: wanted x, got none']],
    [
      'an error that nobody wanted',
      { effect: 'allow', args: { a: { min: 1 } } },
      { outcome: 'deny' },
      { a: 'x' },
      ['error: wanted none, got p/r: the argument `a` cannot be judged, expected it to be at least 1'],
    ],
    ['the list', { effect: 'allow' }, { listed: false }, {}, ['listed: wanted false, got true']],
    [
      'obligations',
      { effect: 'allow', rate_limit: '1/min' },
      { obliges: [] },
      {},
      ['obliges: wanted , got limit 1 in 60 s for each agent'],
    ],
  ])('says how %s differs', (_, rule, want, args, failures) => {
    expect(run(rule, want, args).failures).toEqual(failures);
  });

  it('calls what observing lets through by its name', () => {
    expect(run({ effect: 'deny' }, { outcome: 'observe' }, {}, { mode: 'observe' }).failures).toEqual([]);
  });
});

describe('outcomeOf', () => {
  it('does not take a limit for an approval', () => {
    expect(run({ effect: 'allow', rate_limit: '1/min' }, {}).outcome).toBe('allow');
    expect(
      outcomeOf({ outcome: 'deny', observed: false, obligations: [{ type: 'require-approval', reason: '' }] } as never),
    ).toBe('deny');
  });
});

import { describe, expect, it } from 'vitest';
import { fateOf } from '../../../src/authz/authoring/fate.ts';
import { policyOf, requestOf, setOf } from '../../support/policyOf.ts';

function fate(effect: string, over: object = {}) {
  const policy = { name: 'p', agents: ['*'], rules: [{ action: '*', effect, reason: 'r' }], ...over };
  return fateOf(
    setOf([policyOf(policy)])
      .authorizerFor({ agent: 'a', server: 'fs', observe: false })
      .authorize(requestOf()),
  );
}

describe('fateOf', () => {
  it.each([
    ['allow', 'through'],
    ['ask', 'ask'],
    ['deny', 'deny'],
  ])('takes %s for %s', (effect, expected) => {
    expect(fate(effect)).toBe(expected);
  });

  it.each(['ask', 'deny'])('takes what observing lets through for that, %s or not', (effect) => {
    expect(fate(effect, { mode: 'observe' })).toBe('through');
  });

  it('does not look at limits: these depend on more than the policies', () => {
    const rules = [{ action: '*', effect: 'allow', reason: 'r', rate_limit: '1/min' }];
    expect(fate('allow', { rules })).toBe('through');
    expect(fate('ask', { rules: [{ ...rules[0], effect: 'ask' }] })).toBe('ask');
  });
});

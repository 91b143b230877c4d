import { describe, expect, it } from 'vitest';
import { resolve, strictest } from '../../src/authz/combine.ts';
import type { Effect, PolicyMode } from '../../src/authz/policy.ts';
import type { BoundRule } from '../../src/authz/ruleIndex.ts';
import { policyOf } from '../support/policyOf.ts';

function bound(effect: Effect, mode: PolicyMode = 'enforce', isFloor = false): BoundRule {
  const policy = policyOf({ name: 'p', mode, agents: ['*'], rules: [{ action: '*', effect, reason: 'r' }] });
  const [rule] = policy.rules;
  if (rule === undefined) throw new Error('no rule');
  return { from: { policy, level: 0, isFloor }, rule, order: 0, names: null };
}

describe('strictest', () => {
  it.each<[Effect[], Effect]>([
    [['allow'], 'allow'],
    [['allow', 'ask'], 'ask'],
    [['ask', 'allow', 'deny'], 'deny'],
    [['deny', 'allow'], 'deny'],
  ])('of %j is %s', (effects, want) => {
    const verdict = strictest(effects.map((effect) => bound(effect)));
    expect(verdict?.effect).toBe(want);
    expect(verdict?.rules.every(({ rule }) => rule.effect === want)).toBe(true);
  });

  it('of nothing is nothing', () => {
    expect(strictest([])).toBeNull();
  });
});

describe('resolve', () => {
  const said = (effect: Effect, mode: PolicyMode) => strictest([bound(effect, mode)]);
  const floor = strictest([bound('deny', 'enforce', true)]);

  it.each<[string, Effect, Effect, Effect, boolean]>([
    ['a denial stands against an observed allow', 'deny', 'allow', 'deny', false],
    ['a denial stands against an observed denial', 'deny', 'deny', 'deny', false],
    ['an ask stands against an observed allow', 'ask', 'allow', 'ask', false],
    ['an ask stands against an observed denial', 'ask', 'deny', 'ask', false],
    ['an allow is recorded as the observed denial', 'allow', 'deny', 'deny', true],
    ['an allow is recorded as the observed ask', 'allow', 'ask', 'ask', true],
    ['an allow stays one beside an observed allow', 'allow', 'allow', 'allow', false],
  ])('%s', (_, enforced, observing, effect, observed) => {
    const resolution = resolve({ enforced: said(enforced, 'enforce'), all: said(observing, 'observe') });
    expect({ effect: resolution.verdict?.effect, observed: resolution.observed }).toEqual({ effect, observed });
  });

  it.each<[Effect, boolean]>([
    ['allow', false],
    ['ask', true],
    ['deny', true],
  ])('lets an observed %s through where only the floor denies', (effect, observed) => {
    const all = said(effect, 'observe');
    expect(resolve({ enforced: floor, all })).toEqual({ verdict: all, observed, obliging: [] });
    expect(resolve({ enforced: null, all })).toEqual({ verdict: all, observed, obliging: [] });
  });

  it.each<[Effect, Effect, boolean]>([
    ['allow', 'allow', true],
    ['allow', 'deny', true],
    ['ask', 'deny', true],
    ['deny', 'allow', false],
  ])('keeps what an enforcing %s obliges to beside an observed %s: %s', (enforced, observing, keeps) => {
    const verdict = said(enforced, 'enforce');
    const { obliging } = resolve({ enforced: verdict, all: said(observing, 'observe') });
    expect(obliging).toEqual(keeps ? verdict?.rules : []);
  });

  it('leaves the floor its denial where nothing was observed', () => {
    expect(resolve({ enforced: floor, all: floor })).toEqual({ verdict: floor, observed: false, obliging: [] });
    expect(resolve({ enforced: null, all: null })).toEqual({ verdict: null, observed: false, obliging: [] });
  });
});

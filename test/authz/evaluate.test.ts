import { describe, expect, it } from 'vitest';
import { evaluate, type Evaluation } from '../../src/authz/evaluate.ts';
import type { BoundPolicy, BoundRule } from '../../src/authz/ruleIndex.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { policyOf, requestOf } from '../support/policyOf.ts';

/** Binds policies, highest priority first. */
function bind(sources: readonly JsonObject[]): BoundRule[] {
  const policies = sources.map((source): BoundPolicy => {
    const policy = policyOf(source);
    return { policy, level: policy.priority, isFloor: false };
  });
  return policies.flatMap((from) => from.policy.rules.map((rule) => ({ from, rule, order: 0, names: null })));
}

function ask(sources: readonly JsonObject[], args: JsonObject = {}): Evaluation {
  const environment = { cwd: '/data', home: '/home/ada', realpath: null };
  return evaluate(bind(sources), { request: requestOf({ args }), resource: null, plain: true, environment });
}

const rule = (id: string, effect: string, some: JsonObject = {}): JsonObject => ({
  id,
  action: '*',
  effect,
  reason: 'r',
  ...some,
});
const policy = (name: string, priority: number, ...rules: JsonObject[]): JsonObject => ({
  name,
  priority,
  agents: ['*'],
  rules,
});
const ids = (verdict: Evaluation['all']): string[] => verdict?.rules.map(({ rule: { id } }) => id) ?? [];

describe('evaluate', () => {
  it('asks no rule below the one that decided for its policy', () => {
    const { enforced, near } = ask([
      policy('p', 0, rule('a', 'allow'), rule('b', 'deny'), rule('c', 'allow', { args: { x: 1 } })),
    ]);
    expect(ids(enforced)).toEqual(['a']);
    expect(near).toEqual([]);
  });

  it('asks no policy below the level that decided', () => {
    const { enforced, errors } = ask([
      policy('high', 9, rule('a', 'allow')),
      policy('low', 0, rule('b', 'deny', { args: { x: 1 } })),
    ]);
    expect(ids(enforced)).toEqual(['a']);
    expect(errors).toEqual([]);
  });

  it('asks the other policies of the level that decided', () => {
    const { enforced } = ask([policy('one', 9, rule('a', 'allow')), policy('two', 9, rule('b', 'deny'))]);
    expect(ids(enforced)).toEqual(['b']);
  });

  it('keeps the verdict of observing policies apart, and goes on to the next that enforces', () => {
    const { enforced, all } = ask([
      { ...policy('trial', 9, rule('a', 'deny')), mode: 'observe' },
      policy('firm', 5, rule('b', 'allow')),
      policy('low', 0, rule('c', 'deny')),
    ]);
    expect(ids(all)).toEqual(['a']);
    expect(ids(enforced)).toEqual(['b']);
  });

  it('notes rules that missed or failed on the way, except those that deny', () => {
    const { enforced, errors, near } = ask(
      [
        policy(
          'p',
          0,
          rule('miss', 'allow', { args: { x: 1 } }),
          rule('error', 'allow', { args: { y: 1 }, unlisted_args: 'allow' }),
          rule('deny-miss', 'deny', { args: { x: 3 } }),
          rule('last', 'deny'),
        ),
      ],
      { x: 2 },
    );
    expect(ids(enforced)).toEqual(['last']);
    expect(errors.map(({ rule: id }) => id)).toEqual(['error']);
    expect(near.map(({ bound }) => bound.rule.id)).toEqual(['miss', 'error']);
  });

  it('keeps the number of errors small', () => {
    const rules = Array.from({ length: 50 }, (_, index) => rule(`r${index}`, 'allow', { args: { x: 1 } }));
    expect(ask([policy('p', 0, ...rules)]).errors).toHaveLength(8);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Glob } from '../../src/authz/glob.ts';
import { readResource } from '../../src/authz/resource.ts';
import { type BoundRule, buildRuleIndex } from '../../src/authz/ruleIndex.ts';
import { arbitraryPolicies, arbitraryRequest } from '../support/arbitraryPolicies.ts';
import { policyOf } from '../support/policyOf.ts';

function bind(sources: Parameters<typeof policyOf>[0][]): BoundRule[] {
  const bound = sources.map(policyOf).flatMap((policy) => {
    const from = { policy, level: 0, isFloor: false };
    return policy.rules.map((rule) => ({ from, rule, names: rule.action?.map(({ name }) => name) ?? null }));
  });
  return bound.map((rule, order) => ({ ...rule, order }));
}

describe('buildRuleIndex', () => {
  it('proposes every rule whose method, name and resource match, once, in order, and none of another method or name', () => {
    fc.assert(
      fc.property(
        arbitraryPolicies,
        fc.array(arbitraryRequest, { minLength: 1, maxLength: 4 }),
        (sources, requests) => {
          const rules = bind(sources);
          const index = buildRuleIndex(rules);
          for (const { method, action, resource } of requests) {
            const reading = resource === null ? null : readResource(resource);
            const found = index.candidates({ method, action, resource: reading });
            expect(found).toEqual([...new Set(found)].sort((a, b) => a.order - b.order));
            const isMeant = ({ rule, names }: BoundRule): boolean =>
              rule.method.some(({ glob }) => glob.test(method)) &&
              (names === null || (action !== null && names.some((glob) => glob.test(action))));
            expect(found.filter((each) => !isMeant(each))).toEqual([]);
            const missing = rules.filter((each) => isMeant(each) && !found.includes(each));
            // Left out are only rules for other resources, of requests whose resource is clear.
            expect(missing.every(({ rule, names }) => rule.resource !== null && names === null)).toBe(true);
            if (reading?.kind !== 'clear') expect(missing).toEqual([]);
            for (const { rule } of missing) {
              expect(
                rule.resource?.some(({ glob }) => glob.test(reading?.kind === 'clear' ? (reading.whole[0] ?? '') : '')),
              ).toBe(false);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['tools', (n: number) => ({ action: `tool_${n}` }), { method: 'tools/call', action: 'tool_777', resource: null }],
    ['globs', (n: number) => ({ action: `t${n}_*` }), { method: 'tools/call', action: 't777_x', resource: null }],
    [
      'resources',
      (n: number) => ({ method: 'resources/read', resource: `file:///data/${n}/**` }),
      { method: 'resources/read', action: null, resource: readResource('file:///data/777/x') },
    ],
    ['methods', (n: number) => ({ method: `custom/${n}` }), { method: 'custom/777', action: null, resource: null }],
  ])('does not try all rules: %s', (_, target, lookup) => {
    let tried = 0;
    const counted = (glob: Glob): Glob => ({
      ...glob,
      test(text) {
        tried++;
        return glob.test(text);
      },
    });
    const rules = Array.from({ length: 2000 }, (__, n) => ({ ...target(n), effect: 'allow', reason: 'r' }));
    const bound = bind([{ name: 'p', agents: ['*'], rules }]).map((each) => ({
      ...each,
      names: each.names?.map(counted) ?? null,
      rule: {
        ...each.rule,
        method: each.rule.method.map(({ text, glob }) => ({ text, glob: counted(glob) })),
        resource: each.rule.resource?.map(({ text, glob }) => ({ text, glob: counted(glob) })) ?? null,
      },
    }));
    const index = buildRuleIndex(bound);
    tried = 0;
    const found = index.candidates(lookup);
    expect(found.map(({ rule }) => rule.id)).toEqual(['p#778']);
    expect(tried).toBeLessThan(40);
  });

  it('remembers what it found, but not without bounds', () => {
    let tried = 0;
    const [rule] = bind([{ name: 'p', agents: ['*'], rules: [{ action: '*_x', effect: 'allow', reason: 'r' }] }]);
    if (rule === undefined) throw new Error('no rule');
    const names =
      rule.names?.map((glob) => ({ ...glob, test: (text: string) => tried++ >= 0 && glob.test(text) })) ?? null;
    const index = buildRuleIndex([{ ...rule, names }]);
    const ask = (action: string): number => {
      const before = tried;
      expect(index.candidates({ method: 'tools/call', action, resource: null })).toHaveLength(
        action.endsWith('_x') ? 1 : 0,
      );
      return tried - before;
    };
    expect(ask('a_x')).toBe(1);
    expect(ask('a_x')).toBe(0);
    for (let n = 0; n < 2000; n++) ask(`other_${n}`);
    expect(ask('a_x')).toBe(1);
    // A name of this size is not worth its memory.
    const long = `${'l'.repeat(5000)}_x`;
    expect([ask(long), ask(long)]).toEqual([1, 1]);
  });
});

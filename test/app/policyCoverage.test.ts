import { describe, expect, it } from 'vitest';

import { coverPolicies, coverThreats } from '../../src/app/policyCoverage.ts';
import { START } from '../support/logs.ts';
import { call, denied, homeWith, policyIn, policyOf } from './recorded.ts';

const RULES = [
  '{ id: reads, action: "read_*", effect: allow, reason: r, owasp: [ASI02] }',
  '{ id: never, action: gone, effect: deny, reason: r }',
];

describe('coverPolicies', () => {
  it('compares the rules with the calls of a period', async () => {
    const home = await homeWith([call(), call(), denied({ action: 'write_file' }), denied({ action: 'write_file' })]);
    const sources = policyIn(home, 'team.yaml', policyOf(...RULES));
    const found = await coverPolicies(home, sources, {});
    expect(found).toEqual({
      tools: [
        { server: 'fs', tool: 'write_file', calls: 2, rules: [] },
        { server: 'fs', tool: 'read_file', calls: 2, rules: ['team/reads'] },
      ],
      rules: [
        { policy: 'team', rule: 'never', effect: 'deny', decided: 0 },
        { policy: 'team', rule: 'reads', effect: 'allow', decided: 2 },
      ],
      unreadable: [],
    });
    const later = await coverPolicies(home, sources, { since: START + 2000 });
    expect(later.tools.map(({ tool }) => tool)).toEqual(['write_file']);
    expect(later.rules.every(({ decided }) => decided === 0)).toBe(true);
  });
});

describe('coverThreats', () => {
  it('counts the floor with the rest', async () => {
    const home = await homeWith([]);
    const threats = await coverThreats(policyIn(home, 'team.yaml', policyOf(...RULES)));
    expect(threats).toHaveLength(30);
    expect(threats.find(({ id }) => id === 'ASI02')?.rules).toEqual(['team/reads', 'default/deny-all']);
    expect(threats.find(({ id }) => id === 'LLM09')?.rules).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { owaspCoverage } from '../../../src/authz/authoring/owaspCoverage.ts';
import { OWASP_THREATS } from '../../../src/authz/owasp.ts';
import { policyOf } from '../../support/policyOf.ts';

const rules = [
  { id: 'a', action: 'a', effect: 'deny', reason: 'r', owasp: ['MCP05'] },
  { id: 'b', action: 'b', effect: 'deny', reason: 'r' },
];

describe('owaspCoverage', () => {
  it('has every threat with its title, and the rules that are about it, by themselves or by their policy', () => {
    const threats = owaspCoverage([policyOf({ name: 'p', agents: ['*'], owasp: ['ASI02'], rules })]);
    expect(threats.map(({ id }) => id)).toEqual([...OWASP_THREATS.keys()]);
    const about = threats.filter((threat) => threat.rules.length > 0);
    expect(about).toEqual([
      { id: 'ASI02', title: OWASP_THREATS.get('ASI02'), rules: ['p/a', 'p/b'], observing: [] },
      { id: 'MCP05', title: OWASP_THREATS.get('MCP05'), rules: ['p/a'], observing: [] },
    ]);
  });

  it('keeps apart what only observes', () => {
    const threats = owaspCoverage([policyOf({ name: 'p', agents: ['*'], mode: 'observe', rules })]);
    expect(threats.find(({ id }) => id === 'MCP05')).toMatchObject({ rules: [], observing: ['p/a'] });
  });
});

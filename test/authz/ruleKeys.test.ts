import { describe, expect, it } from 'vitest';
import { RULE_KEYS } from '../../src/authz/ruleKeys.ts';

describe('RULE_KEYS', () => {
  it('says of every key in one sentence or two what it is for', () => {
    for (const { description } of Object.values(RULE_KEYS)) {
      expect(description).toMatch(/^\S.{15,200}\.$/);
    }
  });

  it('requires what no rule can do without', () => {
    const required = Object.entries(RULE_KEYS).filter(([, key]) => 'required' in key);
    expect(required.map(([key]) => key)).toEqual(['effect', 'reason']);
  });
});

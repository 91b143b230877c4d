import { describe, expect, it } from 'vitest';
import { POLICY_KEYS, SHARED_KEYS } from '../../src/authz/policyKeys.ts';
import { SIMPLE_KEYS } from '../../src/authz/simpleForm.ts';

describe('POLICY_KEYS', () => {
  it('requires a name, agents and rules', () => {
    const required = Object.entries(POLICY_KEYS).filter(([, key]) => 'required' in key);
    expect(required.map(([key]) => key)).toEqual(['name', 'agents', 'rules']);
  });

  it('has what both forms have', () => {
    for (const key of Object.keys(SHARED_KEYS)) {
      expect(Object.keys(POLICY_KEYS)).toContain(key);
      expect(Object.keys(SIMPLE_KEYS)).toContain(key);
    }
  });
});

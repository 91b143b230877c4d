import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtinPolicies, FLOOR } from '../../src/edge/builtinPolicies.ts';
import { parseText } from '../support/policyOf.ts';

describe('builtinPolicies', () => {
  it('finds them in the package, the floor among them', () => {
    expect([...builtinPolicies().keys()]).toEqual([
      'allow-all',
      'ask-before-write',
      'coding-agent',
      'default',
      'observe',
      'openclaw',
      'read-only',
      'untrusted-content',
    ]);
    expect(builtinPolicies().has(FLOOR)).toBe(true);
  });

  it.each([...builtinPolicies()])('%s is valid, says its own name, and names threats in every rule', (name, path) => {
    const text = readFileSync(path, 'utf8');
    const parsed = parseText(text);
    expect(parsed).toMatchObject({ policy: { name }, warnings: [] });
    // Each rule names its threats itself, for people who read only that rule.
    expect(text.match(/^ {4}owasp: \[/gm)).toHaveLength('policy' in parsed ? parsed.policy.rules.length : 0);
    // For people: what it is for stands at its beginning.
    expect(text.startsWith('# ')).toBe(true);
  });
});

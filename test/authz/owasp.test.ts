import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OWASP_THREATS } from '../../src/authz/owasp.ts';
import { builtinPolicies } from '../../src/edge/builtinPolicies.ts';
import { policyOf } from '../support/policyOf.ts';

it('knows ten threats of each of three lists, each by a name of its own', () => {
  const ids = ['ASI', 'LLM', 'MCP'].flatMap((list) =>
    Array.from({ length: 10 }, (_, index) => `${list}${String(index + 1).padStart(2, '0')}`),
  );
  expect([...OWASP_THREATS.keys()]).toEqual(ids);
  expect(new Set(OWASP_THREATS.values()).size).toBe(30);
});

it.each([...builtinPolicies()])(
  'every rule of the built-in policy %s names threats of more than one list',
  (_, path) => {
    for (const { owasp } of policyOf(readFileSync(path, 'utf8')).rules) {
      expect(new Set(owasp.map((id) => id.slice(0, 3))).size).toBeGreaterThan(1);
      for (const id of owasp) expect(OWASP_THREATS.has(id)).toBe(true);
    }
  },
);

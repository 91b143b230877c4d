import { expect, it } from 'vitest';
import { OWASP_THREATS } from '../../src/authz/owasp.ts';

it('knows ten threats of each of three lists, each by a name of its own', () => {
  const ids = ['ASI', 'LLM', 'MCP'].flatMap((list) =>
    Array.from({ length: 10 }, (_, index) => `${list}${String(index + 1).padStart(2, '0')}`),
  );
  expect([...OWASP_THREATS.keys()]).toEqual(ids);
  expect(new Set(OWASP_THREATS.values()).size).toBe(30);
});

import { expect, it } from 'vitest';
import { denyAll } from '../../src/authz/denyAll.ts';

const request = {
  agent: 'a',
  server: 's',
  from: 'client',
  action: 'x',
  resource: null,
  args: {},
  context: {},
} as const;

it('hands on what a person has to do instead of adding a rule', () => {
  const wayOut = 'A person has to mend the settings.';
  expect(denyAll({ reason: 'r', hint: 'h', wayOut }).wayOut).toBe(wayOut);
  expect(denyAll({ reason: 'r', hint: 'h' }).wayOut).toBeUndefined();
});

it('denies every method with its reason, and hides nothing', () => {
  const authorizer = denyAll({ reason: 'policies/a.yaml:1:1: unknown key', hint: '/home/policies' });
  for (const method of ['tools/call', 'resources/read', 'anything']) {
    const decision = authorizer.authorize({ ...request, method });
    expect(decision).toMatchObject({ outcome: 'deny', observed: false, determining: [] });
    expect(decision.reason).toContain('unknown key');
    expect(authorizer.couldAllow({ ...request, method })).toBe(true);
  }
});

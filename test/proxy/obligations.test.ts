import { describe, expect, it } from 'vitest';
import type { Obligation } from '../../src/authz/decision.ts';
import { discharge } from '../../src/proxy/obligations.ts';
import { ALLOW, DENY } from './support.ts';

const approval = { type: 'require-approval', reason: 'deleting cannot be undone' } as const;

describe('discharge', () => {
  it('leaves an allow without obligations as it is', () => expect(discharge(ALLOW)).toBe(ALLOW));

  it('denies an allow that needs approval when nobody can be asked, and keeps the rule and its reason', () => {
    const decision = discharge({ ...ALLOW, obligations: [approval] });
    expect(decision).toMatchObject({ outcome: 'deny', determining: ALLOW.determining, obligations: [approval] });
    expect(decision.reason).toContain('deleting cannot be undone');
  });

  it.each<Obligation>([
    { type: 'rate-limit', rule: { policy: 'p', rule: 'r' }, per: 'agent', maxCalls: 1, windowMs: 1 },
    {
      type: 'inspect-result',
      rule: { policy: 'p', rule: 'r' },
      secrets: 'deny',
      injection: 'deny',
      maxBytes: 1,
      taint: true,
    },
  ])('leaves to later what cannot be done yet: $type', (obligation) => {
    const decision = { ...ALLOW, obligations: [obligation] };
    expect(discharge(decision)).toBe(decision);
  });

  it('denies an obligation that nobody knows', () => {
    const unknown = JSON.parse('{"type":"notarise"}') as Obligation;
    expect(discharge({ ...ALLOW, obligations: [unknown] })).toMatchObject({ outcome: 'deny' });
  });

  it('leaves a denial as it is, obligations or not', () => {
    const denied = { ...DENY, obligations: [approval] };
    expect(discharge(denied)).toBe(denied);
  });
});

import { describe, expect, it } from 'vitest';
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

  it('leaves a denial as it is, obligations or not', () => {
    const denied = { ...DENY, obligations: [approval] };
    expect(discharge(denied)).toBe(denied);
  });
});

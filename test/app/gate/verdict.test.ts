import { describe, expect, it } from 'vitest';
import { deniedAfterAll, refusal, verdictOf } from '../../../src/app/gate/verdict.ts';
import { ALLOW, ALLOW_ALL, AT, DENY } from '../../proxy/support.ts';
import { ALICE } from './support.ts';

const facts = { session: 's', agent: 'alice', server: 'api' };
const asked = {
  facts,
  identity: ALICE,
  isNamedSession: true,
  subject: { method: 'tools/call', action: 'read', resource: null, args: { a: 1 } },
  context: {},
  cwd: null,
  wait: false,
  signal: null,
};

describe('verdictOf', () => {
  it('says nothing to who is allowed, and to who is denied why and what to do', () => {
    const allowed = verdictOf(asked, { decision: ALLOW, authorizer: ALLOW_ALL }, AT);
    expect(allowed).toMatchObject({
      denial: null,
      draft: { effect: 'allow', args: { a: 1 }, policySet: 'sha256:test' },
    });
    const denied = verdictOf(asked, { decision: { ...DENY, nearMiss: 'almost' }, authorizer: ALLOW_ALL }, AT);
    expect(denied).toMatchObject({
      reason: 'not in a test',
      nearMiss: 'almost',
      draft: { reason: 'not in a test; almost' },
    });
    expect(denied.denial).toMatch(/`api\/read` was not run.*Reason: not in a test/s);
  });
});

describe('deniedAfterAll', () => {
  it('keeps the rule that allowed it in the record, with the reason and the way out of what denied it', () => {
    const denied = { kind: 'denied', reason: 'too often', wayOut: 'Wait.', retryAt: 7 } as const;
    const verdict = deniedAfterAll(asked, { decision: ALLOW, authorizer: ALLOW_ALL }, denied, AT);
    expect(verdict).toMatchObject({
      retryAt: 7,
      draft: { effect: 'deny', reason: 'too often', rules: [{ policy: 'test', rule: 'allow' }] },
    });
    expect(verdict.denial).toMatch(/Reason: too often .*\nWait\.$/);
  });

  it('denies what was only observed, too', () => {
    const decision = { ...ALLOW, observed: true, mode: 'observe' } as const;
    const denied = { kind: 'denied', reason: 'no', wayOut: 'Stop.', retryAt: null } as const;
    expect(deniedAfterAll(asked, { decision, authorizer: ALLOW_ALL }, denied, AT).draft.effect).toBe('deny');
  });
});

describe('refusal', () => {
  it('names no policy set, since none was asked', () => {
    expect(refusal(facts, 'authorize', 'no', AT)).toMatchObject({
      draft: { effect: 'deny', policySet: null, args: null },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { authzenError, authzenMetadata, authzenResponse } from '../../src/authz/authzenAnswer.ts';

const ALLOWED = {
  allowed: true,
  effect: 'allow',
  reason: 'it may',
  rules: [{ policy: 'p', rule: 'r' }],
  obligations: [],
  policySet: 'sha256:x',
  receipt: { shard: '00', index: 7, recordId: 'record-7' },
  retryAt: null,
} as const;

describe('authzenResponse', () => {
  it('holds the decision, the reason, and the place in the log', () => {
    expect(authzenResponse(ALLOWED)).toEqual({
      decision: true,
      context: {
        id: 'record-7',
        reason_admin: { en: 'it may' },
        leash: {
          effect: 'allow',
          rules: [{ policy: 'p', rule: 'r' }],
          obligations: [],
          policy_set: 'sha256:x',
          log_entry: '00:7',
          retry_at: null,
        },
      },
    });
  });

  it('tells the user why it is denied, and when it is possible again', () => {
    const denied = { ...ALLOWED, allowed: false, effect: 'deny', receipt: null, retryAt: 0 } as const;
    expect(authzenResponse(denied)).toMatchObject({
      decision: false,
      context: {
        id: 'unrecorded',
        reason_user: { en: 'it may' },
        leash: { log_entry: null, retry_at: '1970-01-01T00:00:00.000Z' },
      },
    });
  });

  it('hands over in full what the caller has to do itself', () => {
    const inspect = {
      type: 'inspect-result',
      rule: { policy: 'p', rule: 'r' },
      secrets: 'deny',
      injection: 'flag',
      maxBytes: null,
      taint: false,
    } as const;
    expect(authzenResponse({ ...ALLOWED, obligations: [inspect] })).toMatchObject({
      context: { leash: { obligations: [inspect] } },
    });
  });
});

describe('authzenError', () => {
  it('is a denial', () => {
    expect(authzenError(400, 'no')).toEqual({ decision: false, context: { error: { status: 400, message: 'no' } } });
  });
});

describe('authzenMetadata', () => {
  it('names the two endpoints', () => {
    expect(authzenMetadata('https://pdp.example')).toEqual({
      policy_decision_point: 'https://pdp.example',
      access_evaluation_endpoint: 'https://pdp.example/access/v1/evaluation',
      access_evaluations_endpoint: 'https://pdp.example/access/v1/evaluations',
    });
  });
});

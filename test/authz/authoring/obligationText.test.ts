import { describe, expect, it } from 'vitest';
import { obligationText } from '../../../src/authz/authoring/obligationText.ts';
import type { Obligation } from '../../../src/authz/decision.ts';

const rule = { policy: 'p', rule: 'r' };

describe('obligationText', () => {
  it.each<[obligation: Obligation, text: string]>([
    [{ type: 'require-approval', reason: 'r' }, 'ask'],
    [
      { type: 'require-approval', reason: 'r', timeoutMs: 120_000, remember: ['once', 'session'] },
      'ask within 120 s, for once or session',
    ],
    [{ type: 'rate-limit', rule, per: 'agent', maxCalls: 10, windowMs: 60_000 }, 'limit 10 in 60 s for each agent'],
    [
      { type: 'inspect-result', rule, secrets: 'redact', injection: 'flag', maxBytes: null, taint: true },
      'result: secrets redact, injection flag, any bytes, taints',
    ],
    [
      { type: 'inspect-result', rule, secrets: 'deny', injection: 'allow', maxBytes: 5, taint: false },
      'result: secrets deny, injection allow, 5 bytes',
    ],
  ])('%j', (obligation, text) => {
    expect(obligationText(obligation)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { decisionDraft, eventDraft, outcomeDraft, refusalDraft } from '../../src/proxy/drafts.ts';
import { ALLOW, AT, DENY, receiptAt } from './support.ts';

const facts = { session: 's', agent: 'a', server: 'srv' };
const subject = { method: 'tools/call', action: 'echo', resource: null, args: { text: 'secret' } };
const asked = { from: 'client', id: 1, subject, policySet: 'sha256:x', at: AT } as const;

describe('decisionDraft', () => {
  it('says what was done, by which rules, under which policies', () => {
    expect(decisionDraft(facts, asked, ALLOW)).toMatchObject({
      ...facts,
      phase: 'decision',
      effect: 'allow',
      rules: ALLOW.determining,
      policySet: 'sha256:x',
      jsonrpcId: 1,
      args: subject.args,
    });
  });

  it('names an allow that only observe mode gave `observe_deny`, and a denial `deny`', () => {
    expect(decisionDraft(facts, asked, { ...ALLOW, observed: true, mode: 'observe' }).effect).toBe('observe_deny');
    expect(decisionDraft(facts, asked, DENY).effect).toBe('deny');
  });

  it('keeps the nearest miss of a denial with its reason, and errors by their rule', () => {
    const errors = [{ policy: 'p', rule: 'r', message: 'no `path`' }];
    const draft = decisionDraft(facts, asked, { ...DENY, nearMiss: 'rule x would', errors });
    expect(draft.reason).toBe('not in a test; rule x would');
    expect(draft.errors).toEqual(['p/r: no `path`']);
  });
});

describe('refusalDraft', () => {
  it('is a denial that no policy was asked about', () => {
    const draft = refusalDraft(facts, { from: 'server', id: null, method: 'x', reason: 'why', at: AT });
    expect(draft).toMatchObject({ effect: 'deny', policySet: null, rules: [], reason: 'why', from: 'server' });
  });
});

describe('outcomeDraft', () => {
  const request = { method: 'tools/call', action: 'echo', sentNs: 1000 };
  const outcome = { status: 'success', body: null, errorCode: null, at: { ms: 1, monoNs: 5000 } } as const;

  it('is linked to its decision and says how long it took', () => {
    expect(outcomeDraft(facts, request, receiptAt(3), outcome)).toMatchObject({
      parent: receiptAt(3),
      durationNs: 4000,
    });
  });

  it('took no time where the request was never sent', () => {
    expect(outcomeDraft(facts, { ...request, sentNs: 0 }, receiptAt(3), outcome).durationNs).toBe(0);
  });
});

describe('eventDraft', () => {
  it('belongs to its session', () => {
    expect(eventDraft(facts, 'policy_changed', { to: 'x' }, AT)).toEqual({
      ...facts,
      phase: 'event',
      event: 'policy_changed',
      detail: { to: 'x' },
      at: AT,
    });
  });
});

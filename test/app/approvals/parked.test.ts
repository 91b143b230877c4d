import { describe, expect, it } from 'vitest';
import { ParkedCalls } from '../../../src/app/approvals/parked.ts';
import type { ApprovalOutcome, Retry } from '../../../src/proxy/asked.ts';
import { heldCall } from './support.ts';

const OUTCOME: Promise<ApprovalOutcome> = Promise.resolve({ kind: 'refused', reason: 'r', retry: true });
const PARKED = { owner: 's-1', bound: 'b', carried: { a: 1 } };
const RETRY: Retry = { state: 'st', owner: 's-1', bound: 'b', choice: { verdict: 'approve', reach: 'once' } };

function parked(): ParkedCalls {
  const calls = new ParkedCalls();
  calls.add('st', heldCall(), PARKED, OUTCOME);
  return calls;
}

describe('ParkedCalls', () => {
  it('gives out what a state stood for, once', () => {
    const calls = parked();
    expect(calls.take(RETRY, 'sha256:p', 2000)).toEqual({
      kind: 'taken',
      id: 'held-1',
      carried: { a: 1 },
      outcome: OUTCOME,
    });
    expect(calls.take(RETRY, 'sha256:p', 2000)).toMatchObject({ kind: 'refused', why: 'unknown', spent: null });
  });

  it.each([
    ['for another call', { bound: 'c' }, 'sha256:p', 2000, 'other-arguments'],
    ['under other policies', {}, 'sha256:q', 2000, 'policies'],
    ['too late', {}, 'sha256:p', 61_001, 'expired'],
  ])('refuses one that comes back %s, and spends the state', (_, over, policySet, now, why) => {
    const calls = parked();
    expect(calls.take({ ...RETRY, ...over }, policySet, now)).toEqual({ kind: 'refused', why, spent: 'held-1' });
    expect(calls.take(RETRY, 'sha256:p', 2000)).toMatchObject({ why: 'unknown' });
  });

  it('refuses a stranger, and keeps the state for its owner', () => {
    const calls = parked();
    const strange = calls.take({ ...RETRY, owner: 's-2' }, 'sha256:p', 2000);
    expect(strange).toEqual({ kind: 'refused', why: 'other-session', spent: null });
    expect(calls.take(RETRY, 'sha256:p', 2000).kind).toBe('taken');
  });

  it('has room for so many, and those that come too late make room', () => {
    const calls = new ParkedCalls();
    for (let i = 0; i < 256; i += 1) calls.add(`st-${i}`, heldCall(), PARKED, OUTCOME);
    expect(calls.isFull).toBe(true);
    calls.prune(61_000);
    expect(calls.isFull).toBe(true);
    calls.prune(61_001);
    expect(calls.isFull).toBe(false);
  });
});

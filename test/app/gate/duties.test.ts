import { describe, expect, it } from 'vitest';
import { openGate } from '../../../src/app/gate/openGate.ts';
import { unasked, unknownDuty } from '../../../src/app/gate/duties.ts';
import { LeashError } from '../../../src/errors.ts';
import { ALLOW } from '../../proxy/support.ts';
import { ALICE, engineWith, policyText, read } from './support.ts';

describe('count', () => {
  it('counts limits over all requests, says when the next is possible, and lets nobody count in another session', async () => {
    const rule =
      '{ action: read, effect: allow, reason: thrice, rate_limit: { max_calls: 3, window: 60, per: session } }';
    const engine = await engineWith(policyText(rule));
    const gate = openGate(engine);
    const twelve = await Promise.all(Array.from({ length: 12 }, () => gate.authorize(read({ session: 's' }))));
    expect(twelve.filter(({ allowed }) => allowed)).toHaveLength(3);
    const denied = twelve.filter(({ allowed }) => !allowed);
    expect(denied.every(({ retryAt }) => retryAt !== null && retryAt > Date.now())).toBe(true);
    expect(denied[0]?.denial).toMatch(/next call is possible in \d+ s/);
    const bob = { ...ALICE, name: 'bob' };
    expect((await gate.authorize(read({ session: 's', identity: bob }))).allowed).toBe(true);
    // Whoever names no session has one for all of that.
    const unnamed = await Promise.all(Array.from({ length: 5 }, () => gate.authorize(read())));
    expect(unnamed.filter(({ allowed }) => allowed)).toHaveLength(3);
  });

  it('denies what cannot be counted', async () => {
    const rule = '{ action: read, effect: allow, reason: once, rate_limit: 1/h }';
    const engine = await engineWith(policyText(rule));
    const take = () => Promise.reject(new LeashError('ERR_LIMIT_UNAVAILABLE', 'the disk is gone'));
    const answer = await openGate({ ...engine, limits: { ...engine.limits, take } }).authorize(read());
    expect(answer).toMatchObject({ allowed: false, retryAt: null });
    expect(answer.reason).toContain('the disk is gone');
  });
});

describe('unknownDuty', () => {
  it('denies an obligation that nobody here knows, and none of those that are known', () => {
    const later = { ...ALLOW, obligations: [{ type: 'watermark' } as never] };
    expect(unknownDuty(later)?.kind).toBe('denied');
    expect(unknownDuty({ ...ALLOW, obligations: [{ type: 'require-approval', reason: 'r' }] })).toBeNull();
  });
});

describe('unasked', () => {
  it('denies an ask with its reason, and lets everything else be', () => {
    expect(unasked(ALLOW)).toBeNull();
    const asking = { ...ALLOW, obligations: [{ type: 'require-approval', reason: 'look first' } as const] };
    expect(unasked(asking)?.reason).toContain('look first');
  });
});

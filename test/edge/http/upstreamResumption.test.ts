import { describe, expect, it } from 'vitest';
import { Resumption } from '../../../src/edge/http/upstreamResumption.ts';
import { UpstreamSession } from '../../../src/edge/http/upstreamSession.ts';

const refused = (status: number | null): Parameters<Resumption['retry']>[0] => ({
  reason: '',
  status,
  error: null,
  mayHaveRun: true,
});

function reached(...ids: readonly string[]): Resumption {
  const resumption = new Resumption(new UpstreamSession());
  for (const id of ids) resumption.reached(id);
  return resumption;
}

describe('the rest of a stream', () => {
  it('is asked for where the stream has said where it stands', () => {
    expect(new Resumption(new UpstreamSession()).next()).toBeNull();
    const resumption = reached('a', 'b');
    expect([resumption.lastEventId, resumption.next()]).toEqual(['b', 1000]);
  });

  it.each([
    [0, 100],
    [99, 100],
    [250, 250],
    [600_000, 30_000],
  ])('is waited for as the server says, within bounds: %i ms', (says, waits) => {
    const resumption = reached('a');
    resumption.wait(says);
    expect([resumption.next(), resumption.retryMs]).toEqual([waits, says]);
  });

  it.each(['', 'a\u0001', 'a\u007f', 'x'.repeat(1025)])('is not asked for from %j, which no header carries', (id) => {
    expect(reached('good', id).next()).toBeNull();
    expect(reached(id, 'ü ok').next()).toBe(1000);
  });

  it('is asked for a hundred times where it brings nothing new, and as often again where it does', () => {
    const resumption = reached('a');
    const rounds = (): number => {
      let count = 0;
      while (count < 1000 && resumption.next() !== null) count += 1;
      return count;
    };
    expect(rounds()).toBe(100);
    resumption.reached('a');
    expect(rounds()).toBe(0);
    resumption.reached('b');
    expect(rounds()).toBe(100);
    resumption.progressed();
    expect(rounds()).toBe(100);
  });

  it('is not asked for once that is forbidden, or in another session', () => {
    const forbidden = reached('a');
    forbidden.forbid();
    expect([forbidden.next(), forbidden.retry(refused(503))]).toEqual([null, null]);
    const session = new UpstreamSession();
    const resumption = new Resumption(session);
    resumption.reached('a');
    session.renew();
    session.answered({});
    resumption.reached('b');
    expect(resumption.next()).toBeNull();
  });

  it('is asked for again after what may pass, ever later, five times in a row', () => {
    const resumption = reached('a');
    expect([null, 503, 500, 429, 502].map((status) => resumption.retry(refused(status)))).toEqual([
      2000,
      4000,
      8000,
      16_000,
      null,
    ]);
    resumption.succeeded();
    expect(resumption.retry(refused(null))).toBe(2000);
    for (const status of [400, 401, 404, 405]) expect(reached('a').retry(refused(status))).toBeNull();
  });

  it('is waited for the longer, the less a stream brings that is always asked for', () => {
    const resumption = reached('a');
    const waits = [1, 2, 3, 4, 5, 6, 7].map(() => resumption.again());
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    resumption.progressed();
    expect(resumption.again()).toBe(1000);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Duties, type Approver, type DutyServants } from '../../src/app/duties.ts';
import { LeashError } from '../../src/errors.ts';
import type { ApprovalOutcome, AskedCall } from '../../src/proxy/asked.ts';
import type { SessionEvent } from '../../src/proxy/effects.ts';

afterEach(() => void vi.useRealTimers());

const AT = { ms: 1, monoNs: 1 };
const CALL: AskedCall = {
  session: 's',
  agent: 'a',
  server: 'srv',
  method: 'tools/call',
  action: 'x',
  resource: null,
  args: {},
  policySet: 'p',
  rules: [],
  reason: 'r',
  owasp: [],
  risk: null,
  reaches: [],
  timeoutMs: null,
};
const ASKING = { id: 'held-1', argsHash: 'sha256:a' };
const YES: ApprovalOutcome = { kind: 'approved', grant: { id: 'g', by: 'cli', reach: 'once' } };
const unforeseen = (): Promise<never> => Promise.reject(new Error('/secret/path'));

function open(servants: Partial<DutyServants> = {}) {
  const events: SessionEvent[] = [];
  let waiting = 0;
  let bytes = 0;
  const failures: unknown[] = [];
  const duties = new Duties({
    limits: { take: () => Promise.resolve({ granted: true, undo: () => undefined }) },
    ...servants,
    clock: () => AT,
    hold: (more) => {
      waiting += 1;
      bytes += more;
    },
    release: (less) => {
      waiting -= 1;
      bytes -= less;
    },
    feed: (event) => void events.push(event),
    fail: (error) => void failures.push(error),
  });
  return { duties, events, failures, held: () => ({ waiting, bytes }) };
}

/** Somebody who is asked, and answers when a test says so. */
function slowApprover(state: string | null = null) {
  const signals: AbortSignal[] = [];
  let tell: (outcome: ApprovalOutcome) => void = () => undefined;
  const approver: Approver = {
    ask: (_, { signal, onHeld }) => {
      signals.push(signal);
      onHeld(ASKING, state);
      return new Promise((resolve) => (tell = resolve));
    },
    comeBack: () => Promise.resolve({ ...YES, carried: { a: 1 } }),
    confirm: () => Promise.resolve(null),
  };
  return { approver, signals, tell: (outcome: ApprovalOutcome) => tell(outcome) };
}

/** Lets everything that is on its way arrive. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const outcomes = (events: readonly SessionEvent[]) =>
  events.flatMap((event) => (event.type === 'approval-answered' ? [event.outcome.kind] : []));

describe('Duties', () => {
  it('asks, says that the call is held, and feeds the answer back', async () => {
    const { approver, tell } = slowApprover();
    const { duties, events, held } = open({ approver });
    duties.perform({ do: 'ask', ticket: 1, call: CALL, parked: null }, 100);
    expect(events).toEqual([]);
    await settled();
    expect(events).toEqual([{ type: 'approval-held', ticket: 1, asking: ASKING, state: null, at: AT }]);
    // What waits for a person must not keep the client from answering.
    expect(held()).toEqual({ waiting: 0, bytes: 0 });
    tell(YES);
    await settled();
    expect(events.slice(1)).toEqual([{ type: 'approval-answered', ticket: 1, outcome: YES, carried: {}, at: AT }]);
  });

  it('says every few seconds that calls wait, as long as some do', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { approver, tell } = slowApprover();
    const { duties, events } = open({ approver });
    duties.perform({ do: 'ask', ticket: 1, call: CALL, parked: null }, 0);
    vi.advanceTimersByTime(10_000);
    expect(events.filter(({ type }) => type === 'waiting')).toHaveLength(2);
    tell(YES);
    await settled();
    vi.advanceTimersByTime(10_000);
    expect(events.filter(({ type }) => type === 'waiting')).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up a question that nobody need answer, and all of them at the end', () => {
    const { approver, signals } = slowApprover();
    const { duties } = open({ approver });
    for (const ticket of [1, 2, 3]) duties.perform({ do: 'ask', ticket, call: CALL, parked: null }, 0);
    duties.perform({ do: 'unask', ticket: 2 }, 0);
    duties.perform({ do: 'unask', ticket: 99 }, 0);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, false]);
    duties.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });

  it('does not give up a parked call, whose caller comes back', async () => {
    const { approver, signals } = slowApprover('state');
    const { duties, events } = open({ approver });
    const parked = { owner: 's', bound: 'b', carried: {} };
    duties.perform({ do: 'ask', ticket: 1, call: CALL, parked }, 0);
    await settled();
    expect(events).toMatchObject([{ type: 'approval-held', state: 'state' }]);
    duties.close();
    expect(signals[0]?.aborted).toBe(false);
    const retry = { state: 'state', owner: 's', bound: 'b', choice: { verdict: 'approve', reach: 'once' } } as const;
    duties.perform({ do: 'come-back', ticket: 2, call: CALL, retry }, 0);
    await settled();
    expect(events.at(-1)).toMatchObject({ type: 'approval-answered', ticket: 2, carried: { a: 1 } });
  });

  it("denies where the client's answer does not count, and the question is given up", async () => {
    const slow = slowApprover();
    const { duties, events } = open({ approver: { ...slow.approver, confirm: () => Promise.resolve('not recorded') } });
    duties.perform({ do: 'ask', ticket: 1, call: CALL, parked: null }, 0);
    const choice = { verdict: 'approve', reach: 'once' } as const;
    duties.perform({ do: 'confirm', ticket: 1, asking: ASKING, choice }, 0);
    await settled();
    expect(events.at(-1)).toMatchObject({ outcome: { kind: 'refused', reason: 'not recorded' } });
    expect(slow.signals[0]?.aborted).toBe(true);
  });

  it("says nothing where the client's answer counts: the question itself is answered", async () => {
    const slow = slowApprover();
    const { duties, events } = open({ approver: slow.approver });
    duties.perform({ do: 'ask', ticket: 1, call: CALL, parked: null }, 0);
    duties.perform({ do: 'confirm', ticket: 1, asking: ASKING, choice: { verdict: 'approve', reach: 'once' } }, 0);
    await settled();
    expect(outcomes(events)).toEqual([]);
  });

  const retry = { state: 's', owner: 's', bound: 'b', choice: { verdict: 'approve', reach: 'once' } } as const;
  it.each<[string, Partial<DutyServants>]>([
    ['nobody can be asked', {}],
    ['whoever is asked fails', { approver: { ask: unforeseen, comeBack: unforeseen, confirm: unforeseen } }],
  ])('denies, and leaks nothing, where %s', async (_, servants) => {
    const { duties, events, failures } = open(servants);
    duties.perform({ do: 'ask', ticket: 1, call: CALL, parked: null }, 0);
    duties.perform({ do: 'come-back', ticket: 2, call: CALL, retry }, 0);
    duties.perform({ do: 'confirm', ticket: 3, asking: ASKING, choice: retry.choice }, 0);
    await settled();
    expect(outcomes(events)).toEqual(['refused', 'refused', 'refused']);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(failures).toEqual([]);
  });

  it.each<[string, Partial<DutyServants>, object]>([
    [
      'says yes',
      { adviser: { name: 'pdp', consult: () => Promise.resolve({ allowed: true, reason: 'r' }) } },
      { allowed: true, by: 'pdp' },
    ],
    [
      'says no',
      { adviser: { name: 'pdp', consult: () => Promise.resolve({ allowed: false, reason: 'r' }) } },
      { allowed: false, reason: 'r' },
    ],
    ['fails', { adviser: { name: 'pdp', consult: unforeseen } }, { allowed: false, by: 'pdp' }],
    ['is missing', {}, { allowed: false }],
  ])('feeds back what a decision point says that %s', async (_, servants, want) => {
    const { duties, events, held } = open(servants);
    duties.perform({ do: 'consult', ticket: 1, call: CALL }, 0);
    expect(held().waiting).toBe(1);
    await settled();
    expect(events).toMatchObject([{ type: 'consulted', ticket: 1, ...want }]);
    expect(held().waiting).toBe(0);
  });

  it('takes places and gives them back once', async () => {
    const undo = vi.fn();
    const { duties, events, held } = open({ limits: { take: () => Promise.resolve({ granted: true, undo }) } });
    duties.perform({ do: 'limit', ticket: 1, hits: [] }, 0);
    expect(held().waiting).toBe(1);
    await settled();
    expect(events).toEqual([{ type: 'limited', ticket: 1, retryAtMs: null, at: AT }]);
    for (let i = 0; i < 2; i += 1) duties.perform({ do: 'give-back', ticket: 1 }, 0);
    expect(undo).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Partial<DutyServants>, string]>([
    ['cannot be counted', { limits: { take: unforeseen } }, 'ERR_LIMIT_UNAVAILABLE'],
    [
      'cannot be counted for a reason',
      { limits: { take: () => Promise.reject(new LeashError('ERR_LOG_UNAVAILABLE', 'm')) } },
      'ERR_LOG_UNAVAILABLE',
    ],
  ])('says that a call %s', async (_, servants, code) => {
    const { duties, events } = open(servants);
    duties.perform({ do: 'limit', ticket: 1, hits: [] }, 0);
    await settled();
    expect(events).toMatchObject([{ type: 'limit-failed', ticket: 1, error: { code } }]);
  });

  it('withholds what nobody looks at, and holds its bytes until then', async () => {
    const { duties, events, held } = open();
    duties.perform({ do: 'inspect', ticket: 1, id: 7, inspection: { unknown: [], isLast: true } }, 50);
    expect(held()).toEqual({ waiting: 1, bytes: 50 });
    await settled();
    expect(events).toMatchObject([{ type: 'inspect-failed', id: 7 }]);
    expect(held()).toEqual({ waiting: 0, bytes: 0 });
  });
});

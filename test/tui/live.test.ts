import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FleetEvent } from '../../src/app/control/fleet.ts';
import { KEPT, NOTHING, OTHERS, proxiesOf, takeEvents, totalsOf, withHistory } from '../../src/tui/live.ts';
import type { Live } from '../../src/tui/model.ts';
import {
  decisionOf,
  eventOf,
  heldOf,
  logLineOf,
  NO_COUNTS,
  noteOf,
  NOW,
  outcomeOf,
  proxyOf,
  statusOf,
} from './support.ts';

const take = (live: Live, ...events: readonly FleetEvent[]): Live => takeEvents(live, events, NOW);

describe('the live list', () => {
  it('keeps decisions and other events in their order, and adds what became of a call', () => {
    const live = take(NOTHING, eventOf(decisionOf(1)), eventOf(noteOf(2)), eventOf(outcomeOf(3, '00:1')));
    expect(live.rows.map(({ number, effect, action }) => [number, effect, action])).toEqual([
      [1, 'allow', 'read_file'],
      [2, 'event', 'tool_drift'],
    ]);
    expect(live.rows[0]?.outcome).toEqual({ status: 'success', durationNs: 3_000_000, bytes: 120 });
  });

  it('adds it also where it comes in a later batch, and to no other call', () => {
    const live = take(take(NOTHING, eventOf(decisionOf(1)), eventOf(decisionOf(2))), eventOf(outcomeOf(3, '00:2')));
    expect(live.rows.map(({ outcome }) => outcome?.status)).toEqual([undefined, 'success']);
  });

  it('leaves out what a process tells again after a new connection', () => {
    const live = take(
      NOTHING,
      eventOf(decisionOf(1)),
      eventOf(decisionOf(2)),
      eventOf(decisionOf(1)),
      eventOf(decisionOf(2)),
      eventOf(decisionOf(3)),
    );
    expect(live.rows.map(({ place }) => place)).toEqual(['00:1', '00:2', '00:3']);
  });

  it('takes two processes that count alike for two', () => {
    expect(take(NOTHING, eventOf(decisionOf(1)), eventOf(decisionOf(1), 'p2')).rows).toHaveLength(2);
  });

  it('shows what could not be recorded as such, and never as allowed', () => {
    const live = take(NOTHING, eventOf(decisionOf(1, { place: null, effect: 'allow' })));
    expect(live.rows[0]?.effect).toBe('unrecorded');
    expect(live.rules.get('team/reading')).toMatchObject({ allow: 0, unrecorded: 1 });
  });

  it('keeps denials that a flood of allowed calls would push out', () => {
    const flood = Array.from({ length: 3 * KEPT.rows }, (_, i) => eventOf(decisionOf(i + 2)));
    const live = take(take(NOTHING, eventOf(decisionOf(1, { effect: 'deny' }))), ...flood);
    expect(live.rows).toHaveLength(KEPT.rows);
    expect(live.denials.map(({ place }) => place)).toEqual(['00:1']);
    expect(live.rules.get('team/reading')).toMatchObject({ allow: 3 * KEPT.rows, deny: 1 });
  });

  it('stays bounded, whatever names come', () => {
    let live = NOTHING;
    for (let batch = 0; batch < 20; batch++) {
      const events = Array.from({ length: 1000 }, (_, i) => {
        const seq = batch * 1000 + i + 1;
        const rules = [{ policy: 'p', rule: `r${seq}` }];
        return eventOf(decisionOf(seq, { agent: `a${seq}`, rules, effect: 'deny', at: NOW - seq * 1000 }));
      });
      live = take(live, ...events);
    }
    expect(live.rows.length).toBe(KEPT.rows);
    expect(live.denials.length).toBe(KEPT.denials);
    expect([live.rules.size, live.agents.size]).toEqual([KEPT.names + 1, KEPT.names + 1]);
    expect(live.rules.get(OTHERS)?.deny).toBe(20_000 - KEPT.names);
    expect(live.seconds.size).toBeLessThanOrEqual(KEPT.seconds + 1);
  });
});

describe('the counts', () => {
  const counts = (allowed: number, denied: number) => ({ ...NO_COUNTS, allowed, denied });

  it('are those of the processes, however little was shown, and outlive them', () => {
    const live = take(
      NOTHING,
      statusOf('p1', { counts: counts(5000, 7) }),
      statusOf('p2', { counts: counts(1, 1) }),
      { kind: 'gap', proxy: 'p1', missed: 4000 },
      statusOf('p1', { counts: counts(9000, 8) }),
      { kind: 'left', proxy: 'p1' },
    );
    expect(totalsOf(live)).toMatchObject({ allowed: 9001, denied: 9 });
    expect(live.missed).toBe(4000);
    expect(proxiesOf(live).map(({ id }) => id)).toEqual(['p2']);
  });

  it('do not count a process twice that was only lost for a moment', () => {
    const status = statusOf('p1', { counts: counts(10, 0) });
    expect(totalsOf(take(NOTHING, status, { kind: 'left', proxy: 'p1' }, status)).allowed).toBe(10);
  });

  it('stay exact when thousands of processes come and go, and memory stays flat', () => {
    let live = NOTHING;
    for (let i = 0; i < 3000; i++) {
      live = take(live, statusOf(`p${i}`, { counts: counts(1, 0) }), { kind: 'left', proxy: `p${i}` });
    }
    expect(totalsOf(live).allowed).toBe(3000);
    expect(live.counts.size).toBeLessThanOrEqual(KEPT.processes);
  });

  it('make the rates, from what is new since the process was seen first', () => {
    const live = take(NOTHING, statusOf('p1', { counts: counts(100, 0) }), statusOf('p1', { counts: counts(130, 2) }));
    expect(live.seconds.get(NOW / 1000)).toMatchObject({ allowed: 30, denied: 2 });
  });
});

describe('held calls and processes', () => {
  it('go with the process that holds them', () => {
    const live = take(NOTHING, statusOf(), { kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    expect(live.held.get('p1')).toMatchObject([{ id: 'h1', proxy: 'p1' }]);
    expect(take(live, { kind: 'left', proxy: 'p1' }).held.size).toBe(0);
  });

  it('are ordered by when they were started', () => {
    const old = proxyOf('p9');
    const live = take(NOTHING, statusOf('p1'), statusOf('p9', { info: { ...old.info, startedAt: 1 } }));
    expect(proxiesOf(live).map(({ id }) => id)).toEqual(['p9', 'p1']);
  });
});

describe('hostile events', () => {
  const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 8.64e15, -1));
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('x'.repeat(2000)), fc.constant('__proto__'));
  const events = fc.array(
    fc.record({ at: number, agent: text, server: text, action: text, reason: text, recordNs: number, resource: text }),
    { maxLength: 50 },
  );

  it('never make it throw, and each is counted once', () => {
    fc.assert(
      fc.property(events, (list) => {
        const live = take(NOTHING, ...list.map((each, i) => eventOf(decisionOf(i + 1, each))));
        expect(live.rows).toHaveLength(list.length);
        expect(live.rules.get('team/reading')?.allow ?? 0).toBe(list.length);
        for (const row of live.rows) expect(row.reason.length).toBeLessThanOrEqual(401);
      }),
      { numRuns: 60 },
    );
  });

  it('with an effect that nobody knows are shown as the worst that they can be', () => {
    const odd: unknown = 'permit';
    const live = take(NOTHING, eventOf(decisionOf(1, { effect: odd as 'allow' })));
    expect(live.rows[0]?.effect).toBe('unrecorded');
  });
});

describe('what stands in the log from before', () => {
  const line = (seq: number, effect: 'allow' | 'deny' = 'allow') => logLineOf(seq, { effect });

  it('comes before what was told, and what is in both is there once', () => {
    const live = withHistory(take(NOTHING, eventOf(decisionOf(3))), [line(3), line(2, 'deny'), line(1)]);
    expect(live.rows.map(({ place }) => place)).toEqual(['00:1', '00:2', '00:3']);
    expect(live.rows.map(({ number }) => number)).toEqual([2, 3, 4]);
    expect(live.denials.map(({ place }) => place)).toEqual(['00:2']);
    expect(take(live, eventOf(decisionOf(4))).rows.at(-1)?.number).toBe(5);
  });
});

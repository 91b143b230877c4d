import { describe, expect, it } from 'vitest';
import { NOTHING, takeEvents } from '../../src/tui/live.ts';
import { chart, highest, latencyOver, rateSeries } from '../../src/tui/series.ts';
import { decisionOf, eventOf, NO_COUNTS, NOW, statusOf } from './support.ts';

describe('chart', () => {
  it.each([
    [[0, 1, 2, 4, 8], 1, ['·▁▂▄█']],
    [[0, 8, 16], 2, ['  █', '·██']],
    [[0, 0], 1, ['··']],
    [[null, 5], 2, [' █', '·█']],
    [[1, 10_000], 1, ['▁█']],
  ])('draws %j in %i lines', (series, height, lines) => {
    expect(chart(series, height)).toEqual(lines);
  });
});

describe('rateSeries', () => {
  it('ends with the last whole second, and has nothing where nothing was', () => {
    const first = takeEvents(NOTHING, [statusOf('p1')], NOW);
    const counts = { ...NO_COUNTS, allowed: 7, denied: 2 };
    const live = takeEvents(
      first,
      [statusOf('p1', { counts }), eventOf(decisionOf(1, { at: NOW, recordNs: 1e6 }))],
      NOW,
    );
    const { calls, denials, p50 } = rateSeries(live, NOW + 1000, 3);
    expect([calls, denials]).toEqual([
      [0, 0, 9],
      [0, 0, 2],
    ]);
    expect(p50.slice(0, 2)).toEqual([null, null]);
    expect(p50[2]).toBeGreaterThan(9e5);
    expect(rateSeries(live, NOW, 3).calls).toEqual([0, 0, 0]);
  });
});

describe('latencyOver', () => {
  it('counts the last seconds together', () => {
    const events = [1, 2, 3].map((seq) => eventOf(decisionOf(seq, { at: NOW - seq * 1000 })));
    const live = takeEvents(NOTHING, events, NOW);
    const counted = (seconds: number): number => latencyOver(live, NOW, seconds).reduce((sum, each) => sum + each, 0);
    expect([counted(60), counted(2)]).toEqual([3, 2]);
  });
});

describe('highest', () => {
  it('passes over what was not measured', () => {
    expect([highest([null, 3, 1]), highest([]), highest([null])]).toEqual([3, 0, 0]);
  });
});

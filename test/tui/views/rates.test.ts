import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/tui/line.ts';
import { ratesView } from '../../../src/tui/views/rates.ts';
import { after, decisionOf, eventOf, fleet, NO_COUNTS, NOW, opened, statusOf } from '../support.ts';

describe('ratesView', () => {
  const counts = { ...NO_COUNTS, allowed: 30, denied: 10, outcomes: 30, errors: 2 };
  const state = after(
    opened(),
    fleet(statusOf('p1'), statusOf('p1', { counts }), eventOf(decisionOf(1, { recordNs: 4e6 }))),
    { type: 'tick', now: NOW + 1000 },
  );

  it('draws calls and denials, and says how long records take', () => {
    const text = ratesView(state, { columns: 80, rows: 19 }).map(plainText).join('\n');
    expect(text).toMatch(/Calls a second {2}40 +peak 40/);
    expect(text).toMatch(/Denials a second {2}10 +peak 10/);
    expect(text).toMatch(/p99 {2}≤ 4\.\d ms/);
    expect(text).toContain('█');
  });

  it('counts exactly by what was decided', () => {
    const text = ratesView(state, { columns: 80, rows: 19 }).map(plainText).join('\n');
    expect(text).toMatch(/✓ allowed +30 +75\.0% █+/);
    expect(text).toMatch(/✗ denied +10 +25\.0% █+/);
    expect(text).toContain('30 answers, 2 failures');
  });

  it.each([10, 19, 45])('fills no more than %i lines', (rows) => {
    expect(ratesView(state, { columns: 80, rows }).length).toBeLessThanOrEqual(Math.max(rows, 13));
  });
});

import { describe, expect, it } from 'vitest';
import { frame } from '../../src/tui/frame.ts';
import { lineWidth } from '../../src/tui/line.ts';
import { SCREENS } from '../../src/tui/model.ts';
import {
  after,
  decisionOf,
  eventOf,
  fleet,
  heldOf,
  holding,
  key,
  LARGE,
  NO_COUNTS,
  NOW,
  opened,
  screen,
  SMALL,
  statusOf,
} from './support.ts';

describe('frame', () => {
  it.each([SMALL, { columns: 120, rows: 30 }, LARGE, { columns: 400, rows: 120 }])(
    'fills %j on every screen',
    (size) => {
      const state = after(opened(size), fleet(eventOf(decisionOf(1))), holding(heldOf('h1')));
      for (const [i] of SCREENS.entries()) {
        const lines = frame(after(state, key(String(i + 1))));
        expect(lines).toHaveLength(size.rows);
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(size.columns);
      }
    },
  );

  it('says how much there is, exactly', () => {
    const counts = { ...NO_COUNTS, allowed: 1_234_567, denied: 12, unrecorded: 1 };
    const text = screen(after(opened(), fleet(statusOf('p1', { counts, sessionCount: 3 }))));
    expect(text).toContain('1 process · 3 sessions · 1,234,580 calls · 13 denied');
  });

  it('marks the screen that is open by more than its colour', () => {
    expect(screen(after(opened(), key('5')))).toContain('[5 Policies]');
  });

  it('cannot be overlooked while everything is stopped', () => {
    const stopped = after(opened(), { type: 'looked', part: 'stopped', sight: { reason: 'leak\u001b[2J', at: NOW } });
    expect(screen(stopped)).toContain('■ STOPPED');
    expect(screen(stopped)).toMatch(/EVERYTHING IS STOPPED since .*: leak\\x1b\[2J; s resumes/);
    expect(screen(opened())).toContain('● deciding');
  });

  it.each([
    [{ columns: 79, rows: 24 }, 'needs 80x24, this terminal has 79x24'],
    [{ columns: 80, rows: 23 }, 'needs 80x24, this terminal has 80x23'],
  ])('says so where %j is too small', (size, text) => {
    const state = after(opened(size), holding(heldOf('h1')));
    expect(screen(state)).toContain(text);
    expect(screen(state)).toContain('1 call held');
  });

  it.each([
    { columns: 1, rows: 1 },
    { columns: 3, rows: 2 },
    { columns: 20, rows: 5 },
  ])('fits even %j', (size) => {
    const lines = frame(opened(size));
    expect(lines.length).toBeLessThanOrEqual(size.rows);
    for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(size.columns);
  });
});

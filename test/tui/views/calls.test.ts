import { describe, expect, it } from 'vitest';
import type { FleetEvent } from '../../../src/app/control/fleet.ts';
import { plainText } from '../../../src/tui/line.ts';
import { callsView } from '../../../src/tui/views/calls.ts';
import { after, decisionOf, eventOf, fleet, LARGE, noteOf, opened, outcomeOf } from '../support.ts';

const view = (size: { columns: number; rows: number }, ...events: readonly FleetEvent[]): string[] =>
  callsView(after(opened(), fleet(...events)), size).map(plainText);

describe('callsView', () => {
  it('shows the newest call first, with its outcome', () => {
    const lines = view(
      { columns: 80, rows: 10 },
      eventOf(decisionOf(1)),
      eventOf(decisionOf(2, { effect: 'deny', action: 'rm', resource: '/etc' })),
      eventOf(outcomeOf(3, '00:1')),
    );
    expect(lines[1]).toMatch(/^> \d\d:\d\d:\d\d {2}✗ deny .*rm \/etc$/);
    expect(lines[2]).toMatch(/✓ allow .*read_file .*ok 3\.0 ms$/);
  });

  it.each([
    ['observe_deny', '! observe'],
    ['deny', '✗ deny'],
    ['allow', '✓ allow'],
  ] as const)('says %s in a sign and a word', (effect, word) => {
    expect(view({ columns: 80, rows: 5 }, eventOf(decisionOf(1, { effect })))[1]).toContain(word);
  });

  it('says what could not be recorded, and what is no call', () => {
    expect(view({ columns: 80, rows: 5 }, eventOf(decisionOf(1, { place: null })))[1]).toContain('✗ unreco…');
    expect(view({ columns: 80, rows: 5 }, eventOf(noteOf(1)))[1]).toContain('· event');
  });

  it('says why and where on a large screen', () => {
    const [, line] = view({ columns: LARGE.columns, rows: 5 }, eventOf(decisionOf(1)));
    expect(line).toContain('team/reading: reading is fine');
    expect(line).toContain('00:1');
  });
});

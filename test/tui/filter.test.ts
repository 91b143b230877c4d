import { describe, expect, it } from 'vitest';
import { filterText, fits, NO_FILTER, parseFilter, visibleRows } from '../../src/tui/filter.ts';
import { KEPT, NOTHING, takeEvents } from '../../src/tui/live.ts';
import { rowOfDecision } from '../../src/tui/row.ts';
import { decisionOf, eventOf, NOW, outcomeOf } from './support.ts';

describe('parseFilter', () => {
  it.each([
    ['', NO_FILTER],
    ['agent:coder', { ...NO_FILTER, agent: 'coder' }],
    ['  rm  effect:deny server:files -rf ', { agent: '', server: 'files', effect: 'deny', text: 'rm -rf' }],
    ['unknown:x', { ...NO_FILTER, text: 'unknown:x' }],
  ])('reads %j', (typed, filter) => {
    expect(parseFilter(typed)).toEqual(filter);
    expect(parseFilter(filterText(filter))).toEqual(filter);
  });
});

describe('fits', () => {
  const row = rowOfDecision(
    1,
    'p1',
    decisionOf(1, { effect: 'observe_deny', resource: '/etc/passwd', agent: 'Coder' }),
  );

  it.each([
    ['', true],
    ['agent:coder', true],
    ['agent:other', false],
    ['server:fil', true],
    ['server:mail', false],
    ['effect:observe', true],
    ['effect:deny', false],
    ['PASSWD reading', true],
    ['passwd writing', false],
    ['00:1', true],
    ['.*', false],
    ['[', false],
  ])('%j: %s', (typed, isShown) => {
    expect(fits(row, parseFilter(typed))).toBe(isShown);
  });
});

describe('visibleRows', () => {
  const flood = Array.from({ length: KEPT.rows + 10 }, (_, i) => eventOf(decisionOf(i + 2)));
  const live = takeEvents(takeEvents(NOTHING, [eventOf(decisionOf(1, { effect: 'deny' }))], NOW), flood, NOW);

  it('are newest first', () => {
    expect(visibleRows(live, { paused: null, filter: NO_FILTER })[0]?.place).toBe(`00:${KEPT.rows + 11}`);
  });

  it('find a denial that a flood has pushed out of the list', () => {
    expect(visibleRows(live, { paused: null, filter: parseFilter('effect:deny') }).map(({ place }) => place)).toEqual([
      '00:1',
    ]);
    expect(visibleRows(live, { paused: null, filter: NO_FILTER })).toHaveLength(KEPT.rows);
  });

  it('stand still while paused, but say what became of them', () => {
    const before = takeEvents(NOTHING, [eventOf(decisionOf(1))], NOW);
    const later = takeEvents(before, [eventOf(decisionOf(2)), eventOf(outcomeOf(3, '00:1'))], NOW);
    const rows = visibleRows(later, { paused: before.rows, filter: NO_FILTER });
    expect(rows.map(({ place, outcome }) => [place, outcome?.status])).toEqual([['00:1', 'success']]);
  });
});

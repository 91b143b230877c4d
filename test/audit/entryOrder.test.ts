import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryOrder } from '../../src/audit/entryOrder.ts';
import type { EntryOrder } from '../../src/audit/entryOrder.ts';

function placed(positions: readonly number[]): { order: EntryOrder; placements: string[] } {
  const order = entryOrder();
  return { order, placements: positions.map((position) => order.place(position)) };
}

describe('entryOrder', () => {
  it('finds nothing missing in what comes in order', () => {
    const { order, placements } = placed([0, 1, 2]);
    expect(placements).toEqual(['next', 'next', 'next']);
    expect([order.next, order.end, order.missing()]).toEqual([3, 3, []]);
  });

  it('finds what was passed over', () => {
    const { order, placements } = placed([0, 3, 4, 7]);
    expect(placements).toEqual(['next', 'ahead', 'next', 'ahead']);
    expect(order.missing()).toEqual([
      { from: 1, to: 2 },
      { from: 5, to: 6 },
    ]);
  });

  it('follows entries that were exchanged, and goes on behind them', () => {
    const { order, placements } = placed([0, 3, 2, 1, 4, 5]);
    expect(placements).toEqual(['next', 'ahead', 'late', 'late', 'resumed', 'next']);
    expect(order.missing()).toEqual([]);
  });

  it('follows a stretch that was moved', () => {
    const { order, placements } = placed([0, 3, 4, 1, 2, 5]);
    expect(placements).toEqual(['next', 'ahead', 'next', 'late', 'next', 'resumed']);
    expect(order.missing()).toEqual([]);
  });

  it('knows what it has seen, and is not moved by it', () => {
    const { order, placements } = placed([0, 1, 1, 0, 2]);
    expect(placements).toEqual(['next', 'next', 'seen', 'seen', 'next']);
    expect([order.next, order.missing()]).toEqual([3, []]);
  });

  it('does not call missing what lies beyond an entry that was out of place', () => {
    const { order } = placed([0, 1, 9000, 3]);
    order.discredit();
    order.place(4);
    expect(order.missing()).toEqual([{ from: 2, to: 2 }]);
    expect(placed([0, 1, 9000, 3, 4]).order.missing()).toEqual([
      { from: 2, to: 2 },
      { from: 5, to: 8999 },
    ]);
  });

  it('takes it that a stretch came in order', () => {
    const { order } = placed([0, 9, 2]);
    order.skipTo(6);
    expect(order.missing()).toEqual([
      { from: 1, to: 1 },
      { from: 6, to: 8 },
    ]);
    expect([order.next, order.end]).toEqual([6, 10]);
  });

  it('finds missing exactly what did not come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1 }), (positions) => {
        const { order } = placed(positions);
        const seen = new Set(positions);
        const expected = Array.from({ length: Math.max(...positions) + 1 }, (_, position) => position).filter(
          (position) => !seen.has(position),
        );
        const found = order
          .missing()
          .flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
        expect(found.sort((one, other) => one - other)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no more memory than a thousand gaps do', () => {
    const { order } = placed(Array.from({ length: 5000 }, (_, index) => index * 2));
    expect(order.missing()).toHaveLength(1000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATENCY_CLASSES, latencyClass, quantile } from '../../src/tui/latency.ts';

const counted = (...durations: readonly number[]): number[] => {
  const counts = new Array<number>(LATENCY_CLASSES).fill(0);
  for (const ns of durations) counts[latencyClass(ns)] = (counts[latencyClass(ns)] ?? 0) + 1;
  return counts;
};

describe('quantile', () => {
  it('is not known where nothing was counted', () => {
    expect(quantile(counted(), 0.5)).toBeNull();
  });

  it('is at least what was measured, and at most a fifth more', () => {
    fc.assert(
      fc.property(fc.double({ min: 1000, max: 2e10, noNaN: true }), (ns) => {
        const found = quantile(counted(ns), 0.5) ?? 0;
        expect(found).toBeGreaterThanOrEqual(ns * 0.999);
        expect(found).toBeLessThanOrEqual(ns * 1.2);
      }),
    );
  });

  it('tells the slow ones from the usual ones', () => {
    const counts = counted(...Array.from({ length: 98 }, () => 1e6), 1e9, 1e9);
    expect(quantile(counts, 0.5)).toBeLessThan(2e6);
    expect(quantile(counts, 0.99)).toBeGreaterThan(9e8);
  });

  it.each([Number.NaN, -1, 0, Infinity])('has a class for %s', (ns) => {
    expect(latencyClass(ns)).toBeGreaterThanOrEqual(0);
    expect(latencyClass(ns)).toBeLessThan(LATENCY_CLASSES);
  });
});

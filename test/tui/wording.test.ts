import { describe, expect, it } from 'vitest';
import { amount, bytesText, clockTime, dayTime, duration, grouped, minutes } from '../../src/tui/wording.ts';

describe('numbers in words', () => {
  it.each([
    [grouped(0), '0'],
    [grouped(1_234_567), '1,234,567'],
    [amount(1, 'call'), '1 call'],
    [amount(2, 'process', 'processes'), '2 processes'],
    [duration(900), '900 ns'],
    [duration(1500), '1.5 µs'],
    [duration(12_345_678), '12 ms'],
    [duration(61e9), '61 s'],
    [duration(Number.NaN), ''],
    [duration(-1), ''],
    [minutes(65_000), '1:05'],
    [minutes(-5), '0:00'],
    [minutes(3_723_000), '1:02:03'],
    [bytesText(999), '999 B'],
    [bytesText(1500), '1.5 kB'],
    [bytesText(2_500_000), '2.5 MB'],
  ])('says %j', (said, expected) => {
    expect(said).toBe(expected);
  });

  it('says a time of this place', () => {
    const at = new Date(2026, 1, 3, 4, 5, 6).getTime();
    expect([clockTime(at), dayTime(at)]).toEqual(['04:05:06', '2026-02-03 04:05:06']);
  });

  it.each([Number.NaN, Infinity, 1e300])('does not fail at the time %s', (ms) => {
    expect([clockTime(ms), dayTime(ms)]).toEqual(['--:--:--', 'no time']);
  });
});

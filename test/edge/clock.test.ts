import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/edge/clock.ts';

afterEach(() => vi.restoreAllMocks());

describe('systemClock', () => {
  it('gives exact integers that a log entry can hold', () => {
    const { ms, monoNs } = systemClock();
    expect(Number.isSafeInteger(ms)).toBe(true);
    expect(Number.isSafeInteger(monoNs)).toBe(true);
    expect(Math.abs(ms - Date.now())).toBeLessThan(60_000);
  });

  it('never goes back on the monotonic clock, though the wall is set back', () => {
    const before = systemClock();
    vi.spyOn(Date, 'now').mockReturnValue(0);
    const after = systemClock();
    expect(after.ms).toBe(0);
    expect(after.monoNs).toBeGreaterThanOrEqual(before.monoNs);
  });

  it('counts nanoseconds since the process began', () => {
    vi.spyOn(performance, 'now').mockReturnValue(1234.567891);
    expect(systemClock().monoNs).toBe(1_234_567_891);
  });

  it('stays an exact integer in a process older than 104 days', () => {
    vi.spyOn(performance, 'now').mockReturnValue(200 * 86_400_000);
    expect(systemClock().monoNs).toBe(Number.MAX_SAFE_INTEGER);
  });
});

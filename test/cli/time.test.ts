import { describe, expect, it } from 'vitest';

import { isoTime, localTime } from '../../src/cli/time.ts';

describe('localTime', () => {
  it('is local, to the second, and always as wide', () => {
    expect(localTime(new Date(2026, 0, 5, 7, 8, 9, 999).getTime())).toBe('2026-01-05 07:08:09');
    expect(localTime(new Date(2026, 10, 25, 17, 18, 19).getTime())).toBe('2026-11-25 17:18:19');
  });
});

describe('isoTime', () => {
  it('is UTC', () => expect(isoTime(Date.UTC(2026, 0, 5, 7, 8, 9, 10))).toBe('2026-01-05T07:08:09.010Z'));

  it.each([null, NaN, Infinity, 9e15])('is null for %s', (ms) => expect(isoTime(ms)).toBeNull());
});

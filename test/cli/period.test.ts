import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { period } from '../../src/cli/period.ts';
import { captured } from './home.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;

const given = (options: Invocation['options']): Invocation => ({
  words: [],
  options,
  home: null,
  output: outputOn(captured().io, false),
  signal: AbortSignal.abort(),
});

const since = (text: string) => period(given({ since: text }), NOW).since;

describe('period', () => {
  it('is open at both ends where nothing is said', () => {
    expect(period(given({}), NOW)).toEqual({ since: undefined, until: undefined });
  });

  it.each([
    ['0s', NOW],
    ['90s', NOW - 90_000],
    ['30m', NOW - 30 * 60_000],
    ['12h', NOW - 12 * HOUR],
    ['7d', NOW - 7 * 24 * HOUR],
    ['2w', NOW - 14 * 24 * HOUR],
    ['999999999d', 0],
    ['2026-11-22', new Date(2026, 10, 22).getTime()],
    ['2026-11-22T09:00', new Date(2026, 10, 22, 9).getTime()],
    ['2026-11-22 09:00:30', new Date(2026, 10, 22, 9, 0, 30).getTime()],
    ['2026-11-22T09:00Z', Date.UTC(2026, 10, 22, 9)],
    ['2026-11-22T09:00:00.250+02:00', Date.UTC(2026, 10, 22, 7, 0, 0, 250)],
    ['2028-02-29', new Date(2028, 1, 29).getTime()],
  ])('reads %s', (text, want) => expect(since(text)).toBe(want));

  it('reads what the log prints', () => {
    expect(period(given({ until: '2026-11-22 09:08:07' }), NOW).until).toBe(new Date(2026, 10, 22, 9, 8, 7).getTime());
  });

  it.each([
    '',
    ' ',
    '5',
    '30',
    '30 m',
    '30M',
    '1y',
    '-1h',
    '1.5h',
    'yesterday',
    'now',
    'foo 5',
    '22.11.2026',
    '11/22/2026',
    '2026',
    '2026-11',
    '2026-13-01',
    '2026-00-01',
    '2026-11-31',
    '2027-02-29',
    '2026-11-22T',
    '2026-11-22T9:00',
    '2026-11-22T25:00',
    '2026-11-22T09:60',
    '2026-11-22Z',
    '9999999999d',
    '1e3s',
  ])('refuses `%s`', (text) => {
    expect(() => since(text)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringContaining(`not \`${text}\``) as string }),
    );
  });

  it('refuses a beginning behind the end, and takes one moment', () => {
    expect(() => period(given({ since: '1h', until: '2h' }), NOW)).toThrow(/--since lies behind --until/);
    expect(period(given({ since: '1h', until: '1h' }), NOW)).toEqual({ since: NOW - HOUR, until: NOW - HOUR });
  });

  it('never takes what is no time for one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        let read: number | undefined;
        try {
          read = since(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_USAGE' });
          return;
        }
        expect(text).toMatch(/^(\d+[smhdw]|\d{4}-\d\d-\d\d.*)$/);
        expect(Number.isSafeInteger(read)).toBe(true);
      }),
    );
  });
});

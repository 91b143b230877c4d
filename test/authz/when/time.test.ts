import { describe, expect, it } from 'vitest';
import { datePart, isTimeZone } from '../../../src/authz/when/time.ts';

const at = (text: string) => Date.parse(text);

describe('datePart', () => {
  it.each<[string, string, number]>([
    // Clocks go forward at 01:00 UTC on 29 March 2026, back at 01:00 UTC on 25 October.
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', 1],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 3],
    ['2026-10-25T00:59:59Z', 'Europe/Berlin', 2],
    ['2026-10-25T01:00:00Z', 'Europe/Berlin', 2],
    ['2026-10-25T02:00:00Z', 'Europe/Berlin', 3],
    ['2026-03-29T02:30:00Z', 'UTC', 2],
    ['2026-01-01T00:00:00Z', 'America/New_York', 19],
    ['2026-01-01T00:00:00Z', 'Asia/Kolkata', 5],
    ['2026-01-01T23:30:00Z', '+05:45', 5],
    ['2026-01-01T00:00:00Z', '-00:30', 23],
  ])('the hour of %s in %s is %s', (moment, zone, want) => {
    expect(datePart('getHours', at(moment), zone)).toBe(want);
    // Asked for again, from what is remembered.
    expect(datePart('getHours', at(moment), zone)).toBe(want);
  });

  it.each<[string, string, number, number, number, number]>([
    // moment, zone, year, month from 0, day from 1, day of the year from 0
    ['2026-01-01T00:00:00Z', 'UTC', 2026, 0, 1, 0],
    ['2026-01-01T00:00:00Z', 'America/New_York', 2025, 11, 31, 364],
    ['2026-07-01T23:00:00Z', 'Europe/Berlin', 2026, 6, 2, 182],
    ['2024-12-31T12:00:00Z', 'UTC', 2024, 11, 31, 365],
  ])('the date of %s in %s', (moment, zone, year, month, day, dayOfYear) => {
    const parts = (['getFullYear', 'getMonth', 'getDate', 'getDayOfYear'] as const).map((part) =>
      datePart(part, at(moment), zone),
    );
    expect(parts).toEqual([year, month, day, dayOfYear]);
  });

  it('remembers no more of a zone than a minute', () => {
    const hours = ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-03-29T00:59:59Z'].map((moment) =>
      datePart('getHours', at(moment), 'Europe/Paris'),
    );
    expect(hours).toEqual([1, 3, 1]);
  });

  it('throws for a zone that is none', () => {
    expect(() => datePart('getHours', 0, 'Mars/Olympus')).toThrow();
  });
});

describe('isTimeZone', () => {
  it.each([
    ['UTC', true],
    ['Europe/Berlin', true],
    ['+02:00', true],
    ['-11:30', true],
    ['', false],
    ['Berlin', false],
    ['+2', false],
    ['+24:00', false],
    ['Europe/Berlin ', false],
  ])('%j: %s', (zone, want) => {
    expect(isTimeZone(zone)).toBe(want);
  });
});

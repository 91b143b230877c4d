import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { compile, judge, parse } from './support.ts';

describe('min and max', () => {
  it.each<[JsonValue | undefined, string]>([
    [0, 'match'],
    [10, 'match'],
    [-0.001, 'miss'],
    [10.001, 'miss'],
    [5.5, 'match'],
    [-0, 'match'],
    [1e308, 'miss'],
    ['5', 'error'],
    [true, 'error'],
    [null, 'error'],
    [[5], 'error'],
    [{}, 'error'],
    [undefined, 'error'],
  ])('0 to 10 on %j: %s', (value, result) => {
    expect(judge({ min: 0, max: 10 }, value)).toBe(result);
  });

  it('takes a number that JSON reads as infinite for an error', () => {
    expect(judge({ min: 0 }, JSON.parse('1e999') as JsonValue)).toBe('error');
  });

  it.each([['5'], [null], [[5]], [Number.NaN], [Infinity], [{}]])('refuses the bound %j', (bound) => {
    expect(parse({ max: bound })).toEqual([expect.stringContaining('expected a number')]);
  });
});

describe('min_length and max_length', () => {
  it.each<[JsonValue | undefined, string]>([
    ['ab', 'match'],
    ['a', 'miss'],
    ['abcd', 'miss'],
    ['\u{1F600}\u{1F600}\u{1F600}', 'match'],
    ['\u{1F600}', 'miss'],
    ['\ud800\ud800', 'match'],
    [[1, 2], 'match'],
    [[], 'miss'],
    [[1, 2, 3, 4], 'miss'],
    [{ length: 2 }, 'error'],
    [2, 'error'],
    [null, 'error'],
    [undefined, 'error'],
  ])('2 to 3 on %j: %s', (value, result) => {
    expect(judge({ min_length: 2, max_length: 3 }, value)).toBe(result);
  });

  it('counts code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const length = Array.from(text).length;
        expect(judge({ min_length: length, max_length: length }, text)).toBe('match');
      }),
    );
  });

  it('counts a megabyte and a long list', () => {
    expect(judge({ max_length: 1000 }, '\u{1F600}'.repeat(500_000))).toBe('miss');
    expect(judge({ min_length: 100_000 }, Array<number>(100_000).fill(0))).toBe('match');
  });

  it.each([[-1], [1.5], ['3'], [null], [Number.NaN]])('refuses the bound %j', (bound) => {
    expect(parse({ min_length: bound })).toEqual([expect.stringContaining('whole number')]);
  });

  it('says what it wants', () => {
    expect(compile({ min: 1, max_length: 3 }).wants).toBe('at least 1 and of a length of at most 3');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../../scanner/hidden.ts';
import { shown } from '../../scanner/shown.ts';
import { anyText } from './anyText.ts';

describe('shown', () => {
  it.each([
    ['a\u200bb', 'a\\u{200b}b'],
    ['a\x1b[2Jb', 'a\\x1b[2Jb'],
    ['one\ntwo\r\tthree', 'one\\ntwo\\r\\tthree'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\u{d800}'],
    ['a\u00a0b', 'a\\xa0b'],
    ['C:\\x1b', 'C:\\\\x1b'],
    ['naïve 日本 😀', 'naïve 日本 😀'],
  ])('spells out what cannot be seen in %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('cuts where it is told to, and never inside of a spelling', () => {
    expect(shown('abcdef', 4)).toBe('abc…');
    expect(shown('ab\u200b', 5)).toBe('ab…');
    expect(shown('abcd', 4)).toBe('abcd');
  });

  it('never shows a hidden character, and never more than the limit', () => {
    fc.assert(
      fc.property(anyText(), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const result = shown(text, max);
        expect(HIDDEN.test(result)).toBe(false);
        expect(result.length).toBeLessThanOrEqual(max);
      }),
    );
  });
});

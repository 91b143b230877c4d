import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeaderValue, encodeHeaderValue } from '../../src/http/headerValue.ts';

describe('encodeHeaderValue', () => {
  it.each([
    ['read_file', 'read_file'],
    ['a b', 'a b'],
    ['', '=?base64??='],
    [' a', '=?base64?IGE=?='],
    ['é', '=?base64?w6k=?='],
    ['a\r\nX: y', '=?base64?YQ0KWDogeQ==?='],
    ['=?base64?YQ==?=', '=?base64?PT9iYXNlNjQ/WVE9PT89?='],
    ['=?base64?=', '=?base64?PT9iYXNlNjQ/PQ==?='],
    ['a\tb', '=?base64?YQli?='],
  ])('writes %j as %s', (text, want) => expect(encodeHeaderValue(text)).toBe(want));

  it('writes what every header may carry, and what is read back as the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const value = encodeHeaderValue(text);
        expect(value).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeHeaderValue(value)).toBe(text);
      }),
    );
  });
});

describe('decodeHeaderValue', () => {
  it.each([
    ['  read_file\t', 'read_file'],
    ['=?base64?YQ==?=', 'a'],
    ['=?base64?YQ?=', null],
    ['=?base64?YR==?=', null],
    ['=?base64?!!?=', null],
    ['=?base64?/w==?=', null],
    ['=?base64?=', null],
    ['=?base64??=', ''],
    ['=?base64?YQ==', '=?base64?YQ=='],
    ['YQ==?=', 'YQ==?='],
    ['=?base64?YQ== ?=', null],
    ['=?base64?YQ==\u00a0?=', null],
    ['=?base64?-_-_?=', null],
    ['\u00a0a', '\u00a0a'],
    ['=?BASE64?YQ==?=', '=?BASE64?YQ==?='],
  ])('reads %j as %j', (value, want) => expect(decodeHeaderValue(value)).toBe(want));

  it('takes time that grows with the length alone', () => {
    expect(decodeHeaderValue(`${' '.repeat(100_000)}a${'\t'.repeat(100_000)}`)).toBe('a');
  });
});

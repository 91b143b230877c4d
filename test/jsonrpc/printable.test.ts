import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/jsonrpc/printable.ts';

describe('printable', () => {
  it.each([
    ['an escape sequence', '\x1b[31mred\x1b[0m', String.raw`\x1b[31mred\x1b[0m`],
    ['a C1 control sequence introducer', 'a\x9b2Jb', String.raw`a\x9b2Jb`],
    ['a line break', 'a\nb\r\nc', String.raw`a\nb\r\nc`],
    ['a tab, a bell, a delete and a NUL', '\t\x07\x7f\0', String.raw`\t\x07\x7f\x00`],
    ['a right-to-left override', 'a\u202egpj.exe', String.raw`a\u{202e}gpj.exe`],
    ['an isolate', '\u2066x\u2069', String.raw`\u{2066}x\u{2069}`],
    ['zero-width characters', 'a\u200bb\u200dc\ufeffd', String.raw`a\u{200b}b\u{200d}c\u{feff}d`],
    ['tag characters', 'hi\u{e0041}', String.raw`hi\u{e0041}`],
    ['a variation selector', 'a\u{e0100}', String.raw`a\u{e0100}`],
    ['a Hangul filler and a blank Braille cell', 'a\u3164b\u2800', String.raw`a\u{3164}b\u{2800}`],
    ['a line separator', 'a\u2028b', String.raw`a\u{2028}b`],
    ['a soft hyphen', 'pass\u00adword', String.raw`pass\xadword`],
    ['a lone surrogate', 'a\ud800b', String.raw`a\u{d800}b`],
  ])('spells out %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(['plain text', 'naïve café', 'Привет', '漢字', '\u{1f4bb}', ''])('leaves %j as it is', (text) => {
    expect(printable(text)).toBe(text);
  });

  it('cuts with an ellipsis, and never within an escape', () => {
    expect(printable('abcdef', 6)).toBe('abcdef');
    expect(printable('abcdefg', 6)).toBe('abcde…');
    expect(printable('abc\x1b', 7)).toBe(String.raw`abc\x1b`);
    expect(printable('abcd\x1b', 7)).toBe('abcd…');
    expect(printable('\x1b', 3)).toBe('…');
    expect(printable('\u{1f4bb}\u{1f4bb}', 3)).toBe('\u{1f4bb}…');
  });

  it('bounds text that has no end', () => {
    expect(printable('a'.repeat(10_000_000))).toHaveLength(500);
    expect(printable('\x1b'.repeat(10_000_000), 40).length).toBeLessThanOrEqual(40);
  });

  it('gives one line of characters that show, within the limit, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, max) => {
        const shown = printable(text, max);
        expect(shown.length).toBeLessThanOrEqual(max);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

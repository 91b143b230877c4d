import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenText, cutText, shown, textWidth } from '../../src/tui/width.ts';
import { HOSTILE } from './support.ts';

describe('textWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['naïve café', 10],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['ﾊﾝｶｸ', 4],
    ['👍', 2],
    ['🇩🇪', 2],
    ['שלום', 4],
    ['مرحبا', 5],
    ['✓ ✗ ● ─ … ↑', 11],
    ['▁█', 2],
    ['\u{20000}', 2],
  ])('counts the columns of %j as %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cutText', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('cuts %j to %i columns', (text, width, cut) => {
    expect(cutText(text, width)).toBe(cut);
  });

  it('never takes more room than there is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, width) => {
        expect(textWidth(cutText(shown(text), width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('brokenText', () => {
  it('loses nothing, and no line is too wide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 20 }), (text, width) => {
        const safe = shown(text);
        const lines = brokenText(safe, width);
        expect(lines.join('')).toBe(safe);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('shown', () => {
  it('lets no terminal obey, turn around or hide anything', () => {
    expect(shown(HOSTILE)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    expect(shown('a\u200bb')).toBe(String.raw`a\u{200b}b`);
  });

  it.each([
    ['a mark without a letter', '\u0301a', String.raw`\u{301}a`],
    ['a heap of marks', 'a\u0301\u0302\u0303\u0304', `a\u0301\u0302\u0303${String.raw`\u{304}`}`],
    ['a skin tone', '👍🏽', String.raw`👍\u{1f3fd}`],
  ])('spells out %s', (_, text, spelled) => {
    expect(shown(text)).toBe(spelled);
  });

  it('leaves letters with their marks alone', () => {
    expect(shown('é \u0915\u093E')).toBe('é \u0915\u093E');
  });

  it('gives text whose width adds up', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        expect(textWidth(shown(one) + shown(other))).toBe(textWidth(shown(one)) + textWidth(shown(other)));
      }),
    );
  });
});

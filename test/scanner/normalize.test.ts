import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInvisible, normalize } from '../../scanner/normalize.ts';

describe('normalize', () => {
  it.each([
    ['plain text stays', 'Reads a file.', 'Reads a file.'],
    ['zero-width characters go', 'ig\u200bno\u2060re', 'ignore'],
    ['tag characters go', 'a\u{E0069}\u{E0067}b', 'ab'],
    ['terminal sequences go whole', 'a\u001b[31mred\u001b[0m', 'ared'],
    ['look-alike letters become plain', 'іgnоrе', 'ignore'],
    ['full-width letters become plain', 'ｉｇｎｏｒｅ', 'ignore'],
    ['mathematical letters become plain', '𝐢𝐠𝐧𝐨𝐫𝐞', 'ignore'],
    ['accents go', 'ígñöré', 'ignore'],
    ['entities are read', '&lt;system&gt; &#105;&#x67;nore', '<system> ignore'],
    ['an ampersand alone stays', 'a & b &unknown; c', 'a & b &unknown; c'],
    ['an entity for nothing is nothing', 'ig&#8203;nore', 'ignore'],
    ['curly quotes become straight', '‘tool’ “x”', '\'tool\' "x"'],
    ['case and white space stay', 'A\tB\r\n  c', 'A\tB\r\n  c'],
    ['an impossible entity stays', '&#99999999;&#x110000;', '&#99999999;&#x110000;'],
  ])('%s', (_title, original, text) => {
    expect(normalize(original).text).toBe(text);
  });

  it('knows where each stretch stood', () => {
    const original = 'x\u200bіg&lt;é';
    const { text, spanOf } = normalize(original);
    expect(text).toBe('xig<e');
    expect(spanOf(1, 3)).toEqual([2, 4]);
    expect(spanOf(3, 4)).toEqual([4, 8]);
    expect(spanOf(4, 5)).toEqual([8, 9]);
    expect(spanOf(0, 5)).toEqual([0, original.length]);
  });

  it('maps every stretch of any text back to a stretch that reads the same', () => {
    const piece = fc.constantFrom(
      'ig',
      'no',
      ' ',
      '\u200b',
      'о',
      '&lt;',
      '&',
      '\u001b[0m',
      '\u{E0041}',
      'é',
      '\ud83d',
      '𝐢',
      '`',
      '\n',
      'ﬁ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), fc.nat(), (pieces, a, b) => {
        const original = pieces.join('');
        const { text, spanOf } = normalize(original);
        const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
        const [from, to] = spanOf(start ?? 0, end ?? 0);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(original.length);
        expect(from).toBeLessThanOrEqual(to);
        expect(normalize(original.slice(from, to)).text).toContain(text.slice(start, end));
      }),
    );
  });

  it('changes nothing that it has changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (original) => {
        const once = normalize(original.replaceAll('&', '')).text;
        expect(normalize(once).text).toBe(once);
      }),
    );
  });

  it('leaves no invisible character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (original) => {
        for (const letter of normalize(original).text) expect(isInvisible(letter.codePointAt(0) ?? 0)).toBe(false);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { tokenizeGlob } from '../../src/authz/globToken.ts';

const char = (text: string) => ({ kind: 'char', code: text.codePointAt(0) });

describe('tokenizeGlob', () => {
  it('reads every element', () => {
    expect(tokenizeGlob('a*?[!x-z_]\\*{b,c},', null)).toEqual([
      char('a'),
      { kind: 'star' },
      { kind: 'any' },
      {
        kind: 'class',
        negated: true,
        ranges: [
          [120, 122],
          [95, 95],
        ],
      },
      char('*'),
      { kind: 'open' },
      char('b'),
      { kind: 'comma' },
      char('c'),
      { kind: 'close' },
      char(','),
    ]);
  });

  it('reads a character beyond the base plane as one', () => {
    expect(tokenizeGlob('\u{1F600}', null)).toEqual([char('\u{1F600}')]);
  });

  it('composes the pattern', () => {
    expect(tokenizeGlob('e\u0301', null)).toEqual([char('é')]);
  });

  it.each([
    [
      '[a-]',
      [
        [97, 97],
        [45, 45],
      ],
    ],
    [
      '[-a]',
      [
        [45, 45],
        [97, 97],
      ],
    ],
    ['[\\]]', [[93, 93]]],
    [
      '[\\!a]',
      [
        [33, 33],
        [97, 97],
      ],
    ],
    ['[+--]', [[43, 45]]],
  ])('reads the class %s', (pattern, ranges) => {
    expect(tokenizeGlob(pattern, null)).toEqual([{ kind: 'class', negated: false, ranges }]);
  });

  it.each([
    ['', 'empty'],
    ['!a', '`\\!`'],
    ['a\\', 'ends in a backslash'],
    ['[', 'unclosed `[`'],
    ['[a', 'unclosed `[`'],
    ['[a\\', 'unclosed `[`'],
    ['[]', 'empty `[]`'],
    ['[!]', 'empty `[]`'],
    ['[]a]', 'empty `[]`'],
    ['[^a]', '`[!`'],
    ['[[:alpha:]]', '`\\[`'],
    ['[z-a]', 'backwards'],
    ['{a,b', 'unclosed `{`'],
    ['a}', '`\\}`'],
    ['{a}}', '`\\}`'],
    ['(a|b)', '`{a,b}`'],
    ['@(a)', '`{a,b}`'],
    ['a!(b)', '`{a,b}`'],
    ['+(a)', '`{a,b}`'],
    ['?(a)', '`{a,b}`'],
    ['*(a)', '`{a,b}`'],
    ['a\u200bb', 'U+200B'],
    ['a\nb', 'U+000A'],
    ['a\ud800', 'U+D800'],
    ['x'.repeat(2049), '2048'],
  ])('refuses %j and names the way out', (pattern, hint) => {
    expect(tokenizeGlob(pattern, null)).toEqual({ error: expect.stringContaining(hint) as string });
  });

  it('accepts what the hints propose', () => {
    for (const pattern of ['\\!a', '@\\(a)', '(a\\|b)', '[\\^a]', '\\{a\\}', 'x_(y)']) {
      expect(tokenizeGlob(pattern, '/')).not.toHaveProperty('error');
    }
  });

  it('refuses the separator in a class only where there is one', () => {
    expect(tokenizeGlob('[/]', '/')).toHaveProperty('error');
    expect(tokenizeGlob('[/]', null)).not.toHaveProperty('error');
  });
});

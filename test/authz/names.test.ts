import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { hiddenCharacter, isPlainName } from '../../src/authz/names.ts';

describe('isPlainName', () => {
  it.each([
    'read_file',
    'a',
    'Read File',
    'café',
    'cafe\u0301',
    '読む',
    '\u{1F600}',
    'хлеб',
    'x'.repeat(256),
    'a/b.c-d',
  ])('accepts %j', (name) => {
    expect(isPlainName(name)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['257 characters', 'x'.repeat(257)],
    ['an outer space', ' read'],
    ['an outer space at the end', 'read '],
    ['a control character', 'read\u0007'],
    ['a line break', 'read\nfile'],
    ['NUL', 'read\0'],
    ['DEL', 'read\u007f'],
    ['a C1 control', 'read\u0085'],
    ['a zero-width space', 'read\u200bfile'],
    ['a zero-width joiner', 'read\u200dfile'],
    ['a byte order mark', '\ufeffread'],
    ['a soft hyphen', 'read\u00adfile'],
    ['a bidi override', 'read\u202efile'],
    ['a bidi isolate', 'read\u2066file'],
    ['a tag character', 'read\u{E0041}'],
    ['a variation selector', 'read\ufe0f'],
    ['an ideographic variation selector', 'read\u{E0101}'],
    ['a Hangul filler', 'read\u3164'],
    ['a half-width Hangul filler', 'read\uffa0'],
    ['a Braille blank', 'read\u2800'],
    ['a combining grapheme joiner', 'read\u034f'],
    ['a no-break space', 'read\u00a0file'],
    ['an ideographic space', 'read\u3000file'],
    ['a line separator', 'read\u2028file'],
    ['a lone high surrogate', 'read\ud800'],
    ['a lone low surrogate', '\udc00read'],
    ['a private-use character', 'read\ue000'],
    ['an unassigned character', 'read\u{1FFFE}'],
    ['the Kelvin sign, which NFC makes a K', '\u212Aill'],
    ['the Greek question mark, which NFC makes a semicolon', 'a\u037e'],
    ['the Ohm sign', '\u2126'],
    ['a compatibility ideograph, which NFC makes another', '\uf900'],
    ['a compatibility ideograph outside of the base plane', '\u{2F800}'],
    ['a bad character behind many good ones', `${'x'.repeat(200)}\u200b`],
  ])('refuses %s', (_, name) => {
    expect(isPlainName(name)).toBe(false);
  });

  it('accepts every name of printable ASCII without outer spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 256 }), (name) => {
        expect(isPlainName(name)).toBe(name.trim() === name);
      }),
    );
  });

  it('accepts no character that NFC turns into an ASCII one', () => {
    for (let code = 0x80; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const composed = character.normalize('NFC');
      if (composed <= '\u007f') expect(isPlainName(character)).toBe(false);
    }
  });
});

describe('hiddenCharacter', () => {
  it('names the first character that cannot be seen', () => {
    expect(hiddenCharacter('a\u200bb\u202e')).toBe('U+200B');
    expect(hiddenCharacter('a\u{E0041}')).toBe('U+E0041');
    expect(hiddenCharacter('\t')).toBe('U+0009');
  });

  it('finds none in ordinary text', () => {
    expect(hiddenCharacter('read file /é*')).toBeNull();
    expect(hiddenCharacter('')).toBeNull();
  });
});

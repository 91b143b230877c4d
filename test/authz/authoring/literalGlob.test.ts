import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literalGlob, literalPathGlob } from '../../../src/authz/authoring/literalGlob.ts';
import { compileGlob } from '../../../src/authz/glob.ts';

const special = fc.constantFrom(
  '*',
  '?',
  '[',
  ']',
  '{',
  '}',
  ',',
  '|',
  '\\',
  '!',
  '@',
  '+',
  '(',
  ')',
  'a',
  'b',
  '-',
  '.',
  'é',
);
const name = fc.array(special, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

describe('literalGlob', () => {
  it('matches the name, and no other, whatever characters it has', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const glob = compileGlob(literalGlob(one) ?? '', { separator: null });
        if ('error' in glob) throw new Error(`${one}: ${glob.error}`);
        expect(glob.test(one)).toBe(true);
        expect(glob.test(other)).toBe(other === one);
        expect(glob.isLiteral).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['', 'a\u200bb', 'a\nb', ' a', '\u212a', 'x'.repeat(257), '\ud800'])('writes none for %j', (text) => {
    expect(literalGlob(text)).toBeNull();
  });
});

describe('literalPathGlob', () => {
  it.each(['file:///data/a*b', 'https://h/x?y={z}', 'memo://[1]', 'a://b/!c|d'])(
    'matches %s and nothing beside it',
    (uri) => {
      const glob = compileGlob(literalPathGlob(uri) ?? '', { separator: '/' });
      if ('error' in glob) throw new Error(glob.error);
      expect(glob.test(uri)).toBe(true);
      expect(glob.test(uri.replace(/[*?{[!]/, 'q'))).toBe(false);
      expect(glob.test(`${uri}/more`)).toBe(false);
    },
  );

  it.each(['', 'a://b\u202e', `a://${'x'.repeat(1000)}`])('writes none for %j', (text) => {
    expect(literalPathGlob(text)).toBeNull();
  });
});

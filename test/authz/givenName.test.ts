import { describe, expect, it } from 'vitest';
import { isGivenName } from '../../src/authz/givenName.ts';

describe('isGivenName', () => {
  it.each(['fs', 'a.b-c_d', '9', 'A'.repeat(64)])('takes `%s`', (name) => expect(isGivenName(name)).toBe(true));

  it.each([
    '',
    'a/b',
    '-a',
    '.a',
    'a b',
    'a\n',
    'a\u0000',
    '*',
    'a*',
    'fs\u200b',
    'é',
    '\u212a',
    '../x',
    'a@b',
    'a'.repeat(65),
  ])('refuses `%s`', (name) => expect(isGivenName(name)).toBe(false));
});

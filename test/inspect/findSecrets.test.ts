import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findSecrets } from '../../src/inspect/findSecrets.ts';
import { HEX, made, PASSWORD, pem, SAMPLES } from './samples.ts';

const shown = (text: string): string[] =>
  findSecrets(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

describe('findSecrets', () => {
  it.each(SAMPLES)('finds a $kind wherever it stands, and says what it is', ({ kind, token }) => {
    for (const text of [token, `${'word '.repeat(2000)}${token} end`, `TOKEN="${token}"`, `https://me:${token}@host`]) {
      expect(shown(text)).toEqual([expect.stringMatching(`^${kind} `)]);
      expect(shown(text)[0]).toContain(token);
    }
  });

  it('tells a token by its shape, not by the name before it', () => {
    const token = `ghp_${made(36)}`;
    expect(shown(`password=${token}`)).toEqual([`github-token ${token}`]);
  });

  it('finds secrets of all forms in one text, in order', () => {
    const text = `password=${PASSWORD} ghp_${made(36)} ${pem()} api_key=${made(32, HEX)} redis://:${PASSWORD}@cache`;
    expect(findSecrets(text).map(({ kind }) => kind)).toEqual([
      'password',
      'github-token',
      'private-key',
      'credential',
      'password',
    ]);
  });

  it('leaves nothing of two that overlap', () => {
    const token = `sk-${made(48)}`;
    const text = `password=${token}!tail9`;
    const [secret, ...more] = findSecrets(text);
    expect(more).toEqual([]);
    expect(text.slice(secret?.start, secret?.end)).toBe(`${token}!tail9`);
  });

  it('never throws, and never finds the same place twice', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        'password=',
        'token: "',
        '-----BEGIN PRIVATE ',
        'KEY-----',
        '://a:',
        '@h',
        'ghp_',
        'sk-',
        'eyJ',
        '.',
        '"',
        '\\',
      ),
      fc.constantFrom(made(40), made(33, HEX), pem()),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const secret of findSecrets(text)) {
          expect(secret.start).toBeGreaterThanOrEqual(end);
          expect(secret.end).toBeGreaterThan(secret.start);
          end = secret.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'a',
    'AKIA',
    'sk-',
    'sk- ',
    'ghp_',
    'eyJ',
    'eyJaaaaaaaa.',
    '-----BEGIN PRIVATE KEY-----',
    '-',
    '://',
    '://a:b',
    'password=',
    'password = ',
    'password:"',
    'key="a1',
    'basic AAAAAAAAAAAA ',
    'bearer ',
    'login a password ',
    ['AKIA', 'ABCDEFGHIJKLMNOP,'].join(''),
    '1234567890:AA',
    'aaa1Q~',
    'MTaaaaaaaaaaaaaaaaaaaaaaaa.',
    'whsec_',
    ' -u a:',
    '--user aaaaaaaa',
    '.atlasv1.',
    '\\',
    '"',
    'dp.ct.',
  ])('takes time linear in a text of nothing but %j', (piece) => {
    const text = piece.repeat(Math.ceil(400_000 / piece.length));
    const began = performance.now();
    findSecrets(text);
    // About a hundred times what it takes; what grows with the square of the length takes minutes.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBearer } from '../../../src/edge/http/authBearer.ts';

const token = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln';

describe('readBearer', () => {
  it.each([
    [`Bearer ${token}`, token],
    [`bearer ${token}`, token],
    [`BEARER ${token}`, token],
    [`Bearer    ${token}`, token],
    [`Bearer ${token}  `, token],
    ['Bearer a', 'a'],
    ['Bearer A-z0._~+/==', 'A-z0._~+/=='],
    [`Bearer ${'a'.repeat(16_000)}`, 'a'.repeat(16_000)],
  ])('finds the token of `%.60s`', (header, want) => {
    expect(readBearer(header)).toEqual({ kind: 'token', token: want });
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a, Bearer b',
    'Bearer a,Bearer b',
    'Bearer\ta',
    'Bearer "a"',
    'Bearer a=b',
    'Bearer =',
    'Bearer a\u0000',
    'Bearer é',
    'Bearer token=a',
    `Bearer ${'a'.repeat(100_000)}`,
    'x'.repeat(100_000),
  ])('finds `%.60s` malformed', (header) => expect(readBearer(header)).toEqual({ kind: 'malformed' }));

  it.each(['', 'Basic YTpi', `Bearerx ${token}`, `DPoP ${token}`, token, ` Bearer ${token}`, 'Basic a, Bearer b'])(
    'takes `%s` for another scheme',
    (header) => expect(readBearer(header)).toEqual({ kind: 'other-scheme' }),
  );

  it('never finds a token that the header does not hold, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `Bearer ${text}`),
        ),
        (header) => {
          const found = readBearer(header);
          if (found.kind === 'token') expect(header.trimEnd().endsWith(` ${found.token}`)).toBe(true);
        },
      ),
    );
  });
});

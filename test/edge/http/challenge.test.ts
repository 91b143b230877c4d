import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { challengeOf } from '../../../src/edge/http/challenge.ts';

describe('challengeOf', () => {
  it('names the metadata, and nothing else to who gave no credentials', () => {
    expect(challengeOf({ error: null, description: 'x' }, 'https://a/b')).toBe(
      'Bearer resource_metadata="https://a/b"',
    );
    expect(challengeOf({ error: null, description: 'x' }, null)).toBe('Bearer');
  });

  it('names the error to who gave some', () => {
    expect(challengeOf({ error: 'invalid_token', description: 'no' }, null)).toBe(
      'Bearer error="invalid_token", error_description="no"',
    );
  });

  it('is one header of whole quoted strings, whatever the description says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (description) => {
        expect(challengeOf({ error: 'invalid_token', description }, null)).toMatch(
          /^Bearer error="invalid_token", error_description="[\x20\x21\x23-\x5b\x5d-\x7e]*"$/,
        );
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { tokensOf } from '../../../src/edge/http/upstreamAuthTokens.ts';

const right = { access_token: 'a.b-c', token_type: 'Bearer' };

describe('tokensOf', () => {
  it('keeps what there is, and null for what there is not', () => {
    expect(tokensOf({ ...right, refresh_token: 'r', scope: 'x y', expires_in: 3600 }, 0)).toEqual({
      access: 'a.b-c',
      refresh: 'r',
      scope: 'x y',
      renewAt: 3_570_000,
    });
    expect(tokensOf({ ...right, token_type: 'bearer' }, 0)).toEqual({
      access: 'a.b-c',
      refresh: null,
      scope: null,
      renewAt: null,
    });
  });

  it.each([
    [10, 9000],
    [1, 900],
    [300, 270_000],
    [0, null],
    [-1, null],
    [NaN, null],
    [Infinity, null],
    [1e300, null],
  ])('renews what lives for %d s after %s ms', (expires_in, renewAt) => {
    expect(tokensOf({ ...right, expires_in }, 0).renewAt).toBe(renewAt);
  });

  it.each(['DPoP', 'mac', '', 'N_A'])('takes no token of the type `%s`', (token_type) => {
    expect(() => tokensOf({ ...right, token_type })).toThrow(expect.objectContaining({ isFinal: true }) as Error);
  });

  it.each(['', 'a b', 'a\r\nX-Evil: 1', 'a\u0000', 'ä', 'a'.repeat(20_000)])(
    'takes no token that a header cannot carry: %.20s',
    (access_token) => {
      expect(() => tokensOf({ ...right, access_token })).toThrow(/no|none/);
      expect(() => tokensOf({ ...right, access_token })).toThrow(expect.objectContaining({ isFinal: true }) as Error);
    },
  );
});

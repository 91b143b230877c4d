import { describe, expect, it } from 'vitest';
import { VerifiedTokens } from '../../../src/edge/http/authCache.ts';

const alice = { agent: 'alice', key: 'a' };

describe('VerifiedTokens', () => {
  it('knows a token for a minute and no longer', () => {
    const tokens = new VerifiedTokens();
    tokens.put('h', alice, { now: 1000, expiresAt: Infinity });
    expect(tokens.get('h', 60_999)).toBe(alice);
    expect(tokens.get('h', 61_000)).toBeNull();
    expect(tokens.get('h', 1000)).toBeNull();
  });

  it('knows a token no longer than it is valid', () => {
    const tokens = new VerifiedTokens();
    tokens.put('h', alice, { now: 1000, expiresAt: 2000 });
    expect(tokens.get('h', 1999)).toBe(alice);
    expect(tokens.get('h', 2000)).toBeNull();
  });

  it('knows no other token', () => {
    const tokens = new VerifiedTokens();
    tokens.put('h', alice, { now: 0, expiresAt: Infinity });
    expect(tokens.get('H', 1)).toBeNull();
  });

  it('keeps a bounded number of tokens', () => {
    const tokens = new VerifiedTokens();
    const hashes = Array.from({ length: 5000 }, (_, i) => String(i));
    for (const hash of hashes) tokens.put(hash, alice, { now: 0, expiresAt: Infinity });
    expect(hashes.filter((hash) => tokens.get(hash, 1) !== null).length).toBeLessThanOrEqual(1000);
    expect(tokens.get('4999', 1)).toBe(alice);
  });
});

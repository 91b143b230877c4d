import { describe, expect, it } from 'vitest';
import { agentTokens, isTokenLike, saysLeash } from '../../src/edge/agentToken.ts';
import { tempHome } from '../support/tempHome.ts';

const NOW = Date.UTC(2026, 10, 1);
const CLAIMS = { id: 'agt_1', generation: 2, issuedAt: NOW, expiresAt: NOW + 100_000, jti: 'one' };

describe('the tokens of agents', () => {
  it('say what they were issued for, until they expire and the clocks may differ no more', async () => {
    const home = tempHome();
    const token = await agentTokens(home, null).issue(CLAIMS);
    const tokens = agentTokens(home, null);
    const claims = { id: 'agt_1', generation: 2, expiresAt: NOW + 105_000 };
    expect(await tokens.verify(token, NOW)).toEqual({ kind: 'claims', claims });
    expect(await tokens.verify(token, NOW + 104_000)).toEqual({ kind: 'claims', claims });
    expect(await tokens.verify(token, NOW + 105_000)).toEqual({ kind: 'refused', why: 'expired' });
    expect(saysLeash(token)).toBe(true);
  });

  it('are of one key, however many processes issue the first of them at once', async () => {
    const home = tempHome();
    const issuers = [1, 2, 3, 4].map(() => agentTokens(home, null));
    const tokens = await Promise.all(issuers.map((each) => each.issue(CLAIMS)));
    const readings = await Promise.all(tokens.map((token) => agentTokens(home, null).verify(token, NOW)));
    expect(readings.map(({ kind }) => kind)).toEqual(['claims', 'claims', 'claims', 'claims']);
  });

  it('are of no home that has issued none, nor of another', async () => {
    const token = await agentTokens(tempHome(), null).issue(CLAIMS);
    const other = tempHome();
    expect(await agentTokens(other, null).verify(token, NOW)).toEqual({ kind: 'refused', why: 'foreign' });
    await agentTokens(other, null).issue(CLAIMS);
    expect(await agentTokens(other, null).verify(token, NOW)).toEqual({ kind: 'refused', why: 'foreign' });
  });
});

describe('isTokenLike', () => {
  it('looks at length and form alone', () => {
    expect(['a.b.c', 'a.b.'].map(isTokenLike)).toEqual([true, true]);
    expect(['a.b', 'a.b.c.d', 'a b.c.d', 'a.b.c\n', '', `${'a'.repeat(16_384)}.b.c`].map(isTokenLike)).not.toContain(
      true,
    );
  });
});

describe('saysLeash', () => {
  it('is not so of what says nothing, or something else', () => {
    const issuedBy = (iss: unknown) => `e30.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.x`;
    expect(['a.b.c', issuedBy('https://auth.example'), issuedBy(7), issuedBy(undefined)].map(saysLeash)).not.toContain(
      true,
    );
    expect(saysLeash(issuedBy('leash:0'))).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { staticTokens } from '../../../src/edge/http/authStatic.ts';

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const sha256 = (text: string): string => hashOf(text).toString('hex');

describe('staticTokens', () => {
  const find = staticTokens([
    { agent: 'alice', sha256: sha256('a') },
    { agent: 'bob', sha256: sha256('b') },
    { agent: 'alice', sha256: sha256('c') },
  ]);

  it('knows the agent of each token', () => {
    expect(['a', 'b', 'c'].map((token) => find(hashOf(token))?.agent)).toEqual(['alice', 'bob', 'alice']);
  });

  it('tells two holders apart who act as the same agent', () => {
    expect(find(hashOf('a'))?.key).not.toBe(find(hashOf('c'))?.key);
  });

  it.each(['', 'A', 'd', sha256('a')])('knows no token `%s`', (token) => expect(find(hashOf(token))).toBeNull());

  it('knows nobody where there are no tokens', () => expect(staticTokens([])(hashOf('a'))).toBeNull());
});

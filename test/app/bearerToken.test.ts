import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newBearerToken } from '../../src/app/bearerToken.ts';
import { readBearer } from '../../src/edge/http/authBearer.ts';

describe('newBearerToken', () => {
  it('is 256 random bits that a header can carry, with the hash that is kept of it', () => {
    const { token, sha256 } = newBearerToken((bytes) => Buffer.alloc(bytes, 0xff));
    expect(token).toBe(`leash_${Buffer.alloc(32, 0xff).toString('base64url')}`);
    expect(sha256).toBe(createHash('sha256').update(token).digest('hex'));
    expect(readBearer(`Bearer ${token}`)).toEqual({ kind: 'token', token });
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => newBearerToken().token)).size).toBe(100);
  });
});

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { claimedIssuer, publishedKeys, signJwt, verifyJwt } from '../../src/edge/jwt.ts';

const NOW = Date.UTC(2026, 10, 1);
const seconds = NOW / 1000;
const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey);
const DEMANDS = {
  issuer: 'i',
  audience: 'a',
  algorithms: ['EdDSA'],
  required: ['exp', 'sub'],
  skewSeconds: 10,
  now: NOW,
};
const CLAIMS = { iss: 'i', aud: 'a', sub: 's', exp: seconds + 100 };
const signed = (claims: object) => signJwt({ ...CLAIMS, ...claims }, { key: privateKey, kid: 'k' });

describe('verifyJwt', () => {
  it('tells what a token says, and by which key', async () => {
    expect(await verifyJwt(await signed({ more: 1 }), publicKey, DEMANDS)).toMatchObject({
      kind: 'verified',
      payload: { sub: 's', more: 1 },
      header: { alg: 'EdDSA', kid: 'k', typ: 'JWT' },
    });
  });

  it.each([
    ['expired', { exp: seconds - 11 }],
    ['not-yet-valid', { nbf: seconds + 11 }],
    ['issuer', { iss: 'other' }],
    ['audience', { aud: 'other' }],
    ['claims', { sub: undefined }],
  ])('refuses as %s', async (why, claims) => {
    expect(await verifyJwt(await signed(claims), publicKey, DEMANDS)).toEqual({ kind: 'refused', why });
  });

  it('refuses what another key signed, what no algorithm of the list did, and what is no token', async () => {
    const other = createPublicKey(generateKeyPairSync('ed25519').privateKey);
    const token = await signed({});
    expect(await verifyJwt(token, other, DEMANDS)).toEqual({ kind: 'refused', why: 'signature' });
    const rsa = { ...DEMANDS, algorithms: ['RS256'] };
    expect(await verifyJwt(token, publicKey, rsa)).toEqual({ kind: 'refused', why: 'algorithm' });
    expect(await verifyJwt('x', publicKey, DEMANDS)).toEqual({ kind: 'refused', why: 'malformed' });
  });

  it('throws what the keys throw: that is no fault of the token', async () => {
    const failing = () => Promise.reject(new Error('no network'));
    await expect(verifyJwt(await signed({}), failing, DEMANDS)).rejects.toThrow('no network');
  });
});

describe('publishedKeys', () => {
  it('are fetched when they are needed, and once', async () => {
    let fetched = 0;
    const keys = publishedKeys(new URL('https://keys.example/jwks'), () => {
      fetched += 1;
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k' };
      return Promise.resolve(new Response(JSON.stringify({ keys: [jwk] })));
    });
    expect(fetched).toBe(0);
    const token = await signed({});
    expect(await verifyJwt(token, keys, DEMANDS)).toMatchObject({ kind: 'verified' });
    expect(await verifyJwt(token, keys, DEMANDS)).toMatchObject({ kind: 'verified' });
    expect(fetched).toBe(1);
    const unknown = await signJwt(CLAIMS, { key: privateKey, kid: 'other' });
    expect(await verifyJwt(unknown, keys, DEMANDS)).toEqual({ kind: 'refused', why: 'unknown-key' });
  });
});

describe('claimedIssuer', () => {
  it('is null for what says nothing', async () => {
    expect([claimedIssuer('x'), claimedIssuer('a.b.c'), claimedIssuer(await signed({}))]).toEqual([null, null, 'i']);
  });
});

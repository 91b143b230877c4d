import { createPublicKey } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK, type CryptoKey } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { jwtVerifier } from '../../../src/edge/http/authJwt.ts';
import { JWT_ALGORITHMS, type TrustedIssuer } from '../../../src/edge/http/authSettings.ts';
import { AUDIENCE, jwtIssuer, type JwtIssuer, type TokenChanges } from './jwtIssuer.ts';

afterEach(() => {
  vi.useRealTimers();
});

function verifierOf(issuers: readonly (JwtIssuer | TrustedIssuer)[], changes: Partial<TrustedIssuer> = {}) {
  return jwtVerifier({
    issuers: issuers.map((from) => ({
      issuer: from.issuer,
      audience: null,
      jwksUri: null,
      agentClaim: 'sub',
      algorithms: JWT_ALGORITHMS,
      agents: null,
      labelsClaim: null,
      skewSeconds: 60,
      scopes: [],
      ...changes,
    })),
    resource: () => new URL(AUDIENCE),
    now: Date.now,
  });
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const accepted = (agent: string) => ({ kind: 'principal', principal: { agent } });

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('a right token', () => {
  it.each(['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'])(
    'signed by %s lets its agent in until it expires',
    async (alg) => {
      const issuer = await jwtIssuer(alg);
      const exp = seconds() + 100;
      expect(await verifierOf([issuer])(await issuer.token({ claims: { exp } }))).toEqual({
        kind: 'principal',
        principal: {
          agent: 'alice',
          key: `jwt:${JSON.stringify([issuer.issuer, 'alice'])}`,
          // With what the clocks may differ by.
          expiresAt: (exp + 60) * 1000,
        },
        expiresAt: exp * 1000,
      });
    },
  );

  it.each<[string, TokenChanges]>([
    ['for several audiences', { claims: { aud: ['https://other.example', AUDIENCE] } }],
    ['that says that it is an access token', { header: { typ: 'at+jwt' } }],
    ['that says so in full', { header: { typ: 'application/AT+JWT' } }],
    ['that says that it is a JWT', { header: { typ: 'JWT' } }],
    ['that has just expired by our clock', { claims: { exp: seconds() - 50 } }],
    ['that is valid soon by our clock', { claims: { nbf: seconds() + 50 } }],
  ])('%s lets its agent in', async (_, changes) => {
    const issuer = await jwtIssuer();
    expect(await verifierOf([issuer])(await issuer.token(changes))).toMatchObject(accepted('alice'));
  });
});

describe('a wrong token', () => {
  it.each<[string, TokenChanges, string]>([
    ['has expired', { claims: { exp: seconds() - 70 } }, 'expired'],
    ['never expires', { claims: { exp: undefined } }, 'claims'],
    ['expires at no time', { claims: { exp: 'tomorrow' } }, 'claims'],
    ['is not valid yet', { claims: { nbf: seconds() + 300 } }, 'not-yet-valid'],
    ['is for somebody else', { claims: { aud: 'https://other.example/mcp' } }, 'audience'],
    ['is for the server in another spelling', { claims: { aud: `${AUDIENCE}/` } }, 'audience'],
    ['is for nobody', { claims: { aud: undefined } }, 'audience'],
    ['is for an audience that is no text', { claims: { aud: { [AUDIENCE]: true } } }, 'audience'],
    ['is of an unknown issuer', { claims: { iss: 'https://evil.example' } }, 'unknown-issuer'],
    ['is of no issuer', { claims: { iss: undefined } }, 'unknown-issuer'],
    ['is of an issuer that is a list', { claims: { iss: ['https://evil.example'] } }, 'unknown-issuer'],
    ['is about nobody', { claims: { sub: undefined } }, 'claims'],
    ['is about an empty name', { claims: { sub: '' } }, 'claims'],
    ['is about a number', { claims: { sub: 7 } }, 'claims'],
    ['is about somebody of endless name', { claims: { sub: 'a'.repeat(1025) } }, 'claims'],
    ['is an ID token by its type', { header: { typ: 'id_token+jwt' } }, 'type'],
    ['is a logout token', { header: { typ: 'logout+jwt' } }, 'type'],
    ['is bound to a key', { claims: { cnf: { jkt: 'x' } } }, 'sender-bound'],
    ['has a key id that the issuer lacks', { header: { kid: 'other' } }, 'unknown-key'],
  ])('that %s lets nobody in', async (_, changes, reason) => {
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer]);
    expect(await verify(await issuer.token())).toMatchObject(accepted('alice'));
    expect(await verify(await issuer.token(changes))).toEqual({ kind: 'refused', reason });
  });

  it('that wants an extension which nobody knows lets nobody in', async () => {
    const issuer = await jwtIssuer();
    const [, payload = '', signature = ''] = (await issuer.token()).split('.');
    const token = [part({ alg: 'ES256', kid: 'key-1', crit: ['x'], x: 1 }), payload, signature].join('.');
    expect(await verifierOf([issuer])(token)).toMatchObject({ kind: 'refused' });
    expect(issuer.asked).toEqual([]);
  });

  it('of another key under the right key id lets nobody in', async () => {
    const issuer = await jwtIssuer();
    const { privateKey } = await generateKeyPair('ES256');
    const token = await issuer.token({ key: privateKey });
    expect(await verifierOf([issuer])(token)).toEqual({ kind: 'refused', reason: 'signature' });
  });

  it('whose claims were changed behind the signature lets nobody in', async () => {
    const issuer = await jwtIssuer();
    const [header = '', payload = '', signature = ''] = (await issuer.token()).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const token = [header, part({ ...claims, sub: 'root' }), signature].join('.');
    expect(await verifierOf([issuer])(token)).toEqual({ kind: 'refused', reason: 'signature' });
  });

  it.each(['none', 'None', 'NONE', ''])('without a signature, of the algorithm `%s`, lets nobody in', async (alg) => {
    const issuer = await jwtIssuer();
    const [, payload = ''] = (await issuer.token()).split('.');
    for (const header of [{ alg }, { alg, kid: 'key-1' }]) {
      const found = await verifierOf([issuer])(`${part(header)}.${payload}.`);
      expect(found.kind).toBe('refused');
    }
  });

  it('signed with the public key as if it were a password lets nobody in', async () => {
    const issuer = await jwtIssuer('RS256');
    const [jwk] = issuer.published();
    if (jwk === undefined) throw new Error('no key');
    const pem = await exportSPKI((await importJWK(jwk, 'RS256', { extractable: true })) as CryptoKey);
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    for (const secret of [Buffer.from(pem), der, Buffer.from(JSON.stringify(jwk))]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const token = await issuer.token({ header: { alg }, key: new Uint8Array(secret) });
        expect(await verifierOf([issuer])(token)).toEqual({ kind: 'refused', reason: 'algorithm' });
      }
    }
  });

  it('of an algorithm that the settings leave out lets nobody in, and one that they name does', async () => {
    const issuer = await jwtIssuer('ES256');
    const token = await issuer.token();
    expect(await verifierOf([issuer], { algorithms: ['RS256'] })(token)).toEqual({
      kind: 'refused',
      reason: 'algorithm',
    });
    expect(await verifierOf([issuer], { algorithms: ['ES256'] })(token)).toMatchObject(accepted('alice'));
  });

  it('whose header brings its own key lets nobody in', async () => {
    const issuer = await jwtIssuer();
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { kty, crv, x, y } = createPublicKey(await exportSPKI(publicKey)).export({ format: 'jwk' });
    for (const header of [
      { jwk: { kty, crv, x, y } },
      { jku: `${issuer.origin}/evil` },
      { x5u: `${issuer.origin}/evil` },
    ]) {
      const token = await issuer.token({ header, key: privateKey });
      expect(await verifierOf([issuer])(token)).toEqual({ kind: 'refused', reason: 'signature' });
    }
    expect(issuer.paths()).not.toContain('/evil');
  });

  it('of one trusted issuer does not pass for one of another', async () => {
    const [one, two] = [await jwtIssuer(), await jwtIssuer()];
    const verify = verifierOf([one, two]);
    expect(await verify(await two.token())).toMatchObject(accepted('alice'));
    expect(await verify(await one.token({ claims: { iss: two.issuer } }))).toEqual({
      kind: 'refused',
      reason: 'signature',
    });
  });

  it.each(['', '.', '..', 'a.b.c', 'e30.e30.e30', '!!!.e30.c2ln', `${part({ alg: 'ES256' })}.W10.c2ln`])(
    'that is none, `%s`, lets nobody in',
    async (token) => {
      const issuer = await jwtIssuer();
      expect(await verifierOf([issuer])(token)).toMatchObject({ kind: 'refused' });
      expect(issuer.asked).toEqual([]);
    },
  );

  it('with claims that are nested without end lets nobody in', async () => {
    const issuer = await jwtIssuer();
    const deep = Buffer.from(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`).toString('base64url');
    expect(await verifierOf([issuer])(`${part({ alg: 'ES256' })}.${deep}.c2ln`)).toMatchObject({ kind: 'refused' });
  });
});

describe('the name of the agent', () => {
  it('comes from the claim that the settings name, and the caller is who `sub` says', async () => {
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer], { agentClaim: 'client_id' });
    expect(
      await verify(await issuer.token({ claims: { sub: 'user@example.com', client_id: 'claude' } })),
    ).toMatchObject({
      principal: { agent: 'claude', key: `jwt:${JSON.stringify([issuer.issuer, 'user@example.com'])}` },
    });
  });

  it('is missing where the claim is', async () => {
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer], { agentClaim: 'client_id' });
    expect(await verify(await issuer.token())).toEqual({ kind: 'refused', reason: 'claims' });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'is never what every object has: %s',
    async (claim) => {
      const issuer = await jwtIssuer();
      expect(await verifierOf([issuer], { agentClaim: claim })(await issuer.token())).toEqual({
        kind: 'refused',
        reason: 'claims',
      });
    },
  );

  it.each([
    '*',
    'a/b',
    '../x',
    'a b',
    'admin\n',
    '\u202enimda',
    'аdmin',
    'a'.repeat(65),
    '-x',
    'user@example.com',
    'a\u0000',
  ])('lets nobody in as `%s`', async (sub) => {
    const issuer = await jwtIssuer();
    expect(await verifierOf([issuer])(await issuer.token({ claims: { sub } }))).toEqual({
      kind: 'refused',
      reason: 'agent-name',
    });
  });

  it.each([[['alice']], [{ toString: 'alice' }], [null], [true]])('lets nobody in as %j', async (client_id) => {
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer], { agentClaim: 'client_id' });
    expect(await verify(await issuer.token({ claims: { client_id } }))).toEqual({
      kind: 'refused',
      reason: 'agent-name',
    });
  });

  it('is the same for two holders who are told apart', async () => {
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer], { agentClaim: 'client_id' });
    const [a, b] = await Promise.all(
      ['a', 'b'].map(async (sub) => verify(await issuer.token({ claims: { sub, client_id: 'claude' } }))),
    );
    expect(a).toMatchObject(accepted('claude'));
    expect(b).toMatchObject(accepted('claude'));
    expect(a).not.toEqual(b);
  });
});

describe('scopes', () => {
  const scopes = ['mcp:read', 'mcp:call'];
  it.each([
    [{ scope: 'openid mcp:call mcp:read' }, 'principal'],
    [{ scp: 'mcp:call mcp:read' }, 'principal'],
    [{ scp: ['mcp:read', 'mcp:call'] }, 'principal'],
    [{}, 'refused'],
    [{ scope: 'mcp:read' }, 'refused'],
    [{ scope: 'mcp:readx mcp:call' }, 'refused'],
    [{ scope: 'MCP:READ mcp:call' }, 'refused'],
    [{ scope: { 'mcp:read': true, 'mcp:call': true } }, 'refused'],
  ])('of %j: %s', async (claims, kind) => {
    const issuer = await jwtIssuer();
    const found = await verifierOf([issuer], { scopes })(await issuer.token({ claims }));
    expect(found).toMatchObject(kind === 'refused' ? { kind, reason: 'scope' } : { kind });
  });
});

describe('keys', () => {
  it('are fetched once for many tokens, those that come at once included', async () => {
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer]);
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    await verify(await issuer.token({ claims: { sub: 'bob' } }));
    expect(issuer.paths().filter((path) => path === '/jwks')).toHaveLength(1);
  });

  it('that are new are found, but not asked for with every token that names an unknown one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer]);
    const before = await issuer.token();
    expect(await verify(before)).toMatchObject(accepted('alice'));
    await issuer.rotate();
    const after = await issuer.token();
    expect(await verify(after)).toEqual({ kind: 'refused', reason: 'unknown-key' });
    vi.setSystemTime(Date.now() + 31_000);
    expect(await verify(after)).toMatchObject(accepted('alice'));
    expect(await verify(before)).toEqual({ kind: 'refused', reason: 'unknown-key' });
    for (let i = 0; i < 10; i++) await verify(await issuer.token({ header: { kid: `made-up-${i}` } }));
    expect(issuer.paths().filter((path) => path === '/jwks')).toHaveLength(2);
  });

  it('that cannot be fetched let nobody in, and are asked for again later', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const issuer = await jwtIssuer();
    const verify = verifierOf([issuer]);
    const token = await issuer.token();
    issuer.broken = 503;
    expect(await verify(token)).toEqual({ kind: 'refused', reason: 'keys-unavailable' });
    issuer.broken = null;
    const asked = issuer.asked.length;
    expect(await verify(token)).toEqual({ kind: 'refused', reason: 'keys-unavailable' });
    expect(issuer.asked).toHaveLength(asked);
    vi.setSystemTime(Date.now() + 5000);
    expect(await verify(token)).toMatchObject(accepted('alice'));
  });

  it('that anybody could sign with let nobody in', async () => {
    const issuer = await jwtIssuer();
    const key = new Uint8Array(32).fill(7);
    issuer
      .published()
      .splice(0, 1, { kty: 'oct', k: Buffer.from(key).toString('base64url'), kid: 'key-1', alg: 'HS256' });
    const token = await issuer.token({ header: { alg: 'HS256' }, key });
    expect(await verifierOf([issuer])(token)).toEqual({ kind: 'refused', reason: 'algorithm' });
  });
});

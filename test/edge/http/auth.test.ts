import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAuthenticator, type AgentRegistry, type AuthenticatorOptions } from '../../../src/edge/http/auth.ts';
import { JWT_ALGORITHMS, type AuthSettings, type TrustedIssuer } from '../../../src/edge/http/authSettings.ts';
import { AUDIENCE, jwtIssuer } from './jwtIssuer.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const tokens = [
  { agent: 'alice', sha256: sha256('leash_alice') },
  { agent: 'bob', sha256: sha256('leash_bob') },
];

function trusting(issuer: string, changes: Partial<TrustedIssuer> = {}): TrustedIssuer {
  return {
    issuer,
    audience: null,
    jwksUri: null,
    agentClaim: 'sub',
    algorithms: JWT_ALGORITHMS,
    agents: null,
    labelsClaim: null,
    skewSeconds: 60,
    scopes: [],
    ...changes,
  };
}

function open(settings: Partial<AuthSettings>, changes: Partial<AuthenticatorOptions> = {}) {
  const said: string[] = [];
  const authenticator = openAuthenticator({
    required: true,
    agent: 'default',
    settings: { tokens: [], issuers: [], ...settings },
    resource: () => new URL(AUDIENCE),
    name: 'files',
    warn: (message) => said.push(message),
    ...changes,
  });
  return { authenticate: (header: string | null) => authenticator.authenticate(header), authenticator, said };
}

const REFUSED = { status: 401, error: 'invalid_token', description: 'the bearer token is not valid here' };

describe('with a registry of agents', () => {
  const JWT = 'a.b.c';
  const identity = { name: 'claude', id: 'agt_1', verified: true, labels: {} } as const;

  function registered(over: Partial<AgentRegistry> = {}, settings: Partial<AuthSettings> = {}) {
    const refused: string[] = [];
    const registry: AgentRegistry = {
      hasAgents: true,
      own: () => Promise.resolve({ agent: 'claude', key: 'agent:agt_1:1', identity }),
      place: (principal) => principal,
      refused: (reason) => refused.push(reason),
      ...over,
    };
    return { ...open(settings, { registry }), refused };
  }

  it('starts with no other tokens, lets in whom the registry knows, and nobody else', async () => {
    expect(() => registered({ hasAgents: false })).toThrow(/leash agents register/);
    const { authenticate, refused } = registered();
    expect(await authenticate(`Bearer ${JWT}`)).toEqual({ agent: 'claude', key: 'agent:agt_1:1', identity });
    expect(await authenticate('Bearer nothing')).toEqual(REFUSED);
    expect(refused).toEqual(['unknown-token']);
  });

  it.each<[string, Partial<AgentRegistry>, string]>([
    ['it refuses', { own: () => Promise.resolve('suspended') }, 'suspended'],
    ['it fails', { own: () => Promise.reject(new Error('disk')) }, 'unforeseen'],
    ['it knows nothing of', { own: () => Promise.resolve(null) }, 'unknown-token'],
    ['it has placed elsewhere', { place: () => 'deleted' }, 'deleted'],
  ])('lets nobody in whose token %s, and tells all of them the same', async (_, over, reason) => {
    const { authenticate, refused } = registered(over);
    expect(await authenticate(`Bearer ${JWT}`)).toEqual(REFUSED);
    expect(refused).toEqual([reason]);
  });

  it('asks where somebody stands with each request, however they came in before', async () => {
    let standing: 'suspended' | null = null;
    const place: AgentRegistry['place'] = (principal) => standing ?? { ...principal, identity };
    const { authenticate } = registered({ place }, { tokens });
    expect(await authenticate('Bearer leash_alice')).toMatchObject({ agent: 'alice', identity });
    standing = 'suspended';
    expect(await authenticate('Bearer leash_alice')).toEqual(REFUSED);
  });
});

describe('without --auth', () => {
  it.each([null, 'Bearer leash_alice', 'Basic x', 'x'.repeat(100_000)])(
    'everybody is the agent of the settings, whatever they send (%.30s)',
    async (header) => {
      const { authenticator } = open({ tokens }, { required: false });
      expect(await authenticator.authenticate(header)).toEqual({ agent: 'default', key: 'anonymous' });
      expect(authenticator.metadata).toBeNull();
    },
  );
});

describe('with --auth', () => {
  it('does not start where nobody would be let in, and says how to change that', () => {
    expect(() => open({})).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }) as Error);
    expect(() => open({})).toThrow(/leash token new/);
  });

  it('lets in who holds a token, by the name of the settings', async () => {
    const { authenticate } = open({ tokens });
    const [alice, bob] = [await authenticate('Bearer leash_alice'), await authenticate('bearer leash_bob')];
    expect(alice).toEqual({ agent: 'alice', key: `token:${sha256('leash_alice')}` });
    expect(bob).toMatchObject({ agent: 'bob' });
  });

  it.each([
    'Bearer leash_alicf',
    'Bearer leash_alice ,',
    'Bearer leash_alice, Bearer leash_alice',
    'Bearer LEASH_ALICE',
    `Bearer ${sha256('leash_alice')}`,
    'Bearer ',
    `Bearer ${'a'.repeat(100_000)}`,
    'Bearer a.b.c',
  ])('says no more than no to `%.50s`', async (header) => {
    expect(await open({ tokens }).authenticate(header)).toEqual(REFUSED);
  });

  it.each([null, '', 'Basic bGVhc2hfYWxpY2U6', 'leash_alice', 'Token leash_alice'])(
    'asks for a token where there is none: `%s`',
    async (header) => {
      expect(await open({ tokens }).authenticate(header)).toMatchObject({ status: 401, error: null });
    },
  );

  it('lets in who holds a JWT, and asks the issuer only once for many calls', async () => {
    const issuer = await jwtIssuer();
    const { authenticate } = open({ issuers: [trusting(issuer.issuer)] });
    const header = `Bearer ${await issuer.token()}`;
    for (let i = 0; i < 5; i++) expect(await authenticate(header)).toMatchObject({ agent: 'alice' });
    expect(issuer.paths().filter((path) => path === '/jwks')).toHaveLength(1);
  });

  it('does not know a token again that differs in one bit of its signature', async () => {
    const issuer = await jwtIssuer();
    const { authenticate } = open({ issuers: [trusting(issuer.issuer)] });
    const token = await issuer.token();
    expect(await authenticate(`Bearer ${token}`)).toMatchObject({ agent: 'alice' });
    const [header = '', payload = '', signature = ''] = token.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    expect(await authenticate(`Bearer ${header}.${payload}.${bytes.toString('base64url')}`)).toEqual(REFUSED);
  });

  it('takes a token for the audience of the settings and not for the URL of the server, where there is one', async () => {
    const issuer = await jwtIssuer();
    const { authenticate } = open({ issuers: [trusting(issuer.issuer, { audience: 'api://leash' })] });
    expect(await authenticate(`Bearer ${await issuer.token({ claims: { aud: 'api://leash' } })}`)).toMatchObject({
      agent: 'alice',
    });
    expect(await authenticate(`Bearer ${await issuer.token()}`)).toEqual(REFUSED);
  });

  it('tells a caller the same of a token that is unknown, expired or forged', async () => {
    const issuer = await jwtIssuer();
    const { authenticate } = open({ tokens, issuers: [trusting(issuer.issuer)] });
    const wrong = [
      'leash_nobody',
      await issuer.token({ claims: { exp: 1 } }),
      await issuer.token({ claims: { aud: 'https://other.example' } }),
      await issuer.token({ claims: { iss: 'https://evil.example' } }),
      `${await issuer.token()}x`,
    ];
    for (const token of wrong) expect(await authenticate(`Bearer ${token}`)).toEqual(REFUSED);
  });

  it('says 403 to who lacks a scope', async () => {
    const issuer = await jwtIssuer();
    const { authenticate } = open({ issuers: [trusting(issuer.issuer, { scopes: ['mcp'] })] });
    expect(await authenticate(`Bearer ${await issuer.token()}`)).toMatchObject({
      status: 403,
      error: 'insufficient_scope',
    });
    expect(await authenticate(`Bearer ${await issuer.token({ claims: { scope: 'mcp' } })}`)).toMatchObject({
      agent: 'alice',
    });
  });

  it('lets nobody in where its own address is not known', async () => {
    const issuer = await jwtIssuer();
    const resource = (): URL => {
      throw new Error('it does not listen yet');
    };
    const { authenticate } = open({ issuers: [trusting(issuer.issuer)] }, { resource });
    expect(await authenticate(`Bearer ${await issuer.token()}`)).toEqual(REFUSED);
  });

  it('tells those who run the server of refusals, and no token', async () => {
    const { authenticate, said } = open({ tokens });
    await authenticate('Bearer leash_secret');
    await authenticate('Bearer leash_secret');
    expect(said).toEqual(['a caller was not let in: the token is none of `auth.tokens`']);
  });

  it('names its issuers to clients', () => {
    const { authenticator } = open({ tokens, issuers: [trusting('https://auth.example')] });
    expect(authenticator.metadata).toMatchObject({
      path: '/.well-known/oauth-protected-resource/mcp',
      url: 'https://leash.example/.well-known/oauth-protected-resource/mcp',
      document: { resource: AUDIENCE, authorization_servers: ['https://auth.example'] },
    });
    expect(open({ tokens }).authenticator.metadata).toBeNull();
  });

  it('lets nobody in by a header that was made up, and never throws', async () => {
    const { authenticate } = open({ tokens, issuers: [trusting('https://auth.example')] });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `Bearer ${text}`),
        ),
        async (header) => {
          expect(await authenticate(header)).toMatchObject({ status: 401 });
        },
      ),
      { numRuns: 200 },
    );
  });
});

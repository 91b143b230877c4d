import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { JWT_ALGORITHMS, type TrustedIssuer } from '../../../src/edge/http/authSettings.ts';
import { homeId, readAgentsKey, readRootKey } from '../../../src/edge/keys.ts';
import { signJwt } from '../../../src/edge/jwt.ts';
import { DEFAULT_CONFIG } from '../../../src/app/config.ts';
import type { Agent } from '../../../src/app/control/agents.ts';
import { jwtIssuer } from '../../edge/http/jwtIssuer.ts';
import { agentProcess, CLI, identityOf, type AgentProcess } from './support.ts';

interface Scene extends AgentProcess {
  readonly agent: Agent;
  readonly token: string;
}

async function scene(config: Parameters<typeof agentProcess>[0] = {}): Promise<Scene> {
  const opened = await agentProcess(config);
  return { ...opened, ...(await opened.agents.register({ name: 'claude' }, CLI)) };
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function partsOf(token: string) {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
  return { header, payload, signature, head: read(header), claims: read(payload) };
}

/** The same token with other claims, signed by the right key. */
async function resigned({ home, token }: Scene, changes: Record<string, unknown>, kid?: string): Promise<string> {
  const key = await readAgentsKey(home);
  const { head, claims } = partsOf(token);
  if (key === null) throw new Error('there is no key');
  return signJwt({ ...claims, ...changes }, { key: key.privateKey, kid: kid ?? String(head['kid']) });
}

const seconds = (): number => Math.floor(Date.now() / 1000);

describe('a token of the registry', () => {
  it('says who issued it, for whom and how long, and which one it is', async () => {
    const { home, agent, token } = await scene();
    const { head, claims } = partsOf(token);
    const root = await readRootKey(home);
    const issuer = `leash:${root === null ? '' : homeId(root)}`;
    expect(head).toMatchObject({ alg: 'EdDSA', typ: 'JWT' });
    expect(head['kid']).toMatch(/^[0-9a-f]{16}$/);
    expect(claims).toMatchObject({ iss: issuer, aud: issuer, sub: agent.id, gen: 1 });
    expect(claims['jti']).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(90 * 86_400);
  });

  it('is good as it is, and with claims that were signed by the right key', async () => {
    const stage = await scene();
    expect(identityOf(await stage.agents.read(stage.token)).id).toBe(stage.agent.id);
    expect(identityOf(await stage.agents.read(await resigned(stage, { jti: 'x' }))).id).toBe(stage.agent.id);
  });

  it.each<[string, string, (stage: Scene) => string | Promise<string>]>([
    ['has expired', 'expired', (stage) => resigned(stage, { exp: seconds() - 10 })],
    ['never expires', 'malformed', (stage) => resigned(stage, { exp: undefined })],
    ['is for another audience', 'wrong-audience', (stage) => resigned(stage, { aud: 'leash:0123456789abcdef' })],
    ['comes from another home', 'unknown-issuer', async () => (await scene()).token],
    ['says that it comes from another home', 'unknown-issuer', (stage) => resigned(stage, { iss: 'leash:0' })],
    ['says nothing of where it comes from', 'unknown-issuer', (stage) => resigned(stage, { iss: undefined })],
    ['is of an agent that does not exist', 'no-agent', (stage) => resigned(stage, { sub: 'agt_0' })],
    ['is of a later generation', 'revoked', (stage) => resigned(stage, { gen: 2 })],
    ['is of no generation', 'malformed', (stage) => resigned(stage, { gen: undefined })],
    ['has a generation that is no number', 'malformed', (stage) => resigned(stage, { gen: '1' })],
    ['names another key', 'bad-signature', (stage) => resigned(stage, {}, 'ffffffffffffffff')],
    ['is signed by another key', 'bad-signature', (stage) => forged(stage, generateKeyPairSync('ed25519').privateKey)],
    [
      'has the signature of another token',
      'bad-signature',
      async (stage) => {
        const { header, payload } = partsOf(stage.token);
        return `${header}.${payload}.${partsOf(await resigned(stage, { jti: 'x' })).signature}`;
      },
    ],
    ['has no signature', 'bad-signature', ({ token }) => `${partsOf(token).header}.${partsOf(token).payload}.`],
    [
      'says that it needs none',
      'bad-signature',
      ({ token }) => `${part({ alg: 'none', typ: 'JWT' })}.${partsOf(token).payload}.`,
    ],
    [
      'is signed by HMAC with the public key',
      'bad-signature',
      async ({ home, token }) => {
        const key = await readAgentsKey(home);
        const { head, payload } = partsOf(token);
        const signed = `${part({ ...head, alg: 'HS256' })}.${payload}`;
        return `${signed}.${createHmac('sha256', key?.publicKey ?? '')
          .update(signed)
          .digest('base64url')}`;
      },
    ],
    [
      'names another agent behind its signature',
      'bad-signature',
      async ({ agents, token }) => {
        const other = await agents.register({ name: 'other' }, CLI);
        const { header, claims, signature } = partsOf(token);
        return `${header}.${part({ ...claims, sub: other.agent.id })}.${signature}`;
      },
    ],
    ['is garbage', 'malformed', () => 'garbage'],
    ['is empty', 'malformed', () => ''],
    ['is three parts of garbage', 'unknown-issuer', () => 'a.b.c'],
    ['is a megabyte', 'malformed', () => `${'a'.repeat(1024 * 1024)}.b.c`],
    ['has control characters', 'malformed', ({ token }) => `${token}\n`],
  ])('that %s is refused as %s, and that is recorded', async (_, why, make) => {
    const stage = await scene();
    const token = await make(stage);
    expect(await stage.agents.read(token)).toEqual({ kind: 'refused', why });
    const noted = stage.written.filter(({ event }) => event === 'token_refused');
    expect(noted).toHaveLength(1);
    expect(Object.keys(noted[0]?.detail ?? {})).toEqual(['reason', 'count']);
    // The good one is as good as before.
    expect(identityOf(await stage.agents.read(stage.token)).id).toBe(stage.agent.id);
  });

  it.each([
    ['suspended', 'suspended', ({ agents, agent }: Scene) => agents.suspend(agent.id, CLI)],
    ['deleted', 'deleted', ({ agents, agent }: Scene) => agents.remove(agent.id, CLI)],
    ['given a new token', 'revoked', ({ agents, agent }: Scene) => agents.rotate(agent.id, CLI)],
  ])(
    'is refused once its agent is %s, in every process and although it was good a moment ago',
    async (_, why, change) => {
      const stage = await scene();
      const other = await agentProcess({ home: stage.home });
      expect(identityOf(await other.agents.read(stage.token)).id).toBe(stage.agent.id);
      await change(stage);
      await other.watch.check();
      expect(await stage.agents.read(stage.token)).toEqual({ kind: 'refused', why });
      expect(await other.agents.read(stage.token)).toEqual({ kind: 'refused', why });
    },
  );

  it('is good again once its agent is resumed, and the new one is good at once everywhere', async () => {
    const stage = await scene();
    const other = await agentProcess({ home: stage.home });
    await stage.agents.suspend(stage.agent.id, CLI);
    await stage.agents.resume(stage.agent.id, CLI);
    expect(identityOf(await stage.agents.read(stage.token)).id).toBe(stage.agent.id);
    const { token } = await stage.agents.rotate(stage.agent.id, CLI);
    expect(identityOf(await other.agents.read(token))).toMatchObject({ id: stage.agent.id, generation: 2 });
  });

  it('is for the audience that the settings name', async () => {
    const config = { agents: { requireVerified: false, tokenAudience: 'api://leash' } };
    const stage = await scene({ config });
    expect(partsOf(stage.token).claims['aud']).toBe('api://leash');
    expect(identityOf(await stage.agents.read(stage.token)).id).toBe(stage.agent.id);
    const home = await agentProcess({ home: stage.home });
    expect(await home.agents.read(stage.token)).toEqual({ kind: 'refused', why: 'wrong-audience' });
  });

  it('gives a session of its own to each token', async () => {
    const stage = await scene();
    const first = await stage.registry.own(stage.token);
    const second = await stage.registry.own((await stage.agents.rotate(stage.agent.id, CLI)).token);
    expect([keyOf(first), keyOf(second)]).toEqual([`agent:${stage.agent.id}:1`, `agent:${stage.agent.id}:2`]);
  });
});

describe('a token of an issuer', () => {
  async function trusting(changes: Partial<TrustedIssuer> = {}) {
    const issuer = await jwtIssuer();
    const trusted: TrustedIssuer = {
      issuer: issuer.issuer,
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
    const stage = await scene({ config: { auth: { ...DEFAULT_CONFIG.auth, issuers: [trusted] } } });
    const root = await readRootKey(stage.home);
    const aud = `leash:${root === null ? '' : homeId(root)}`;
    return { ...stage, from: (claims: object) => issuer.token({ claims: { aud, ...claims } }) };
  }

  it('shows who it is, but not that it is registered', async () => {
    const { agents, from } = await trusting();
    expect(identityOf(await agents.read(await from({ sub: 'alice' })))).toMatchObject({
      name: 'alice',
      id: null,
      verified: true,
    });
  });

  it.each(['claude', 'Claude', 'c1aude', 'agt_01ARZ3NDEKTSV4RRFFQ69G5FAV'])(
    'makes nobody a registered agent by the claim `%s`',
    async (sub) => {
      const { agents, from } = await trusting();
      expect(await agents.read(await from({ sub }))).toEqual({ kind: 'refused', why: 'no-agent' });
    },
  );

  it('is that of a registered agent where the settings say so, and of nobody where they do not name it', async () => {
    const { agents, agent, from } = await trusting({ agents: new Map([['repo:acme/app', 'claude']]) });
    const token = await from({ sub: 'repo:acme/app' });
    expect(identityOf(await agents.read(token))).toMatchObject({ name: 'claude', id: agent.id, verified: true });
    expect(await agents.read(await from({ sub: 'claude' }))).toEqual({ kind: 'refused', why: 'no-agent' });
    await agents.suspend(agent.id, CLI);
    expect(await agents.read(token)).toEqual({ kind: 'refused', why: 'suspended' });
  });

  it('brings labels where a claim holds them', async () => {
    const { agents, from } = await trusting({ labelsClaim: 'labels' });
    const token = await from({ sub: 'alice', labels: { env: 'test' } });
    expect(identityOf(await agents.read(token)).labels).toEqual({ env: 'test' });
    expect(identityOf(await agents.read(await from({ sub: 'alice' }))).labels).toEqual({});
    for (const labels of [['x'], 'x', null, { constructor: 'x' }, { env: 1 }, { '': 'x' }]) {
      expect(await agents.read(await from({ sub: 'alice', labels }))).toMatchObject({ kind: 'refused' });
    }
  });

  it('brings no labels to a registered agent: those are the registry’s', async () => {
    const mapped = { agents: new Map([['ci', 'claude']]), labelsClaim: 'labels' };
    const { agents, agent, from } = await trusting(mapped);
    await agents.update(agent.id, { labels: { team: 'payments' } }, CLI);
    const token = await from({ sub: 'ci', labels: { team: 'root', env: 'test' } });
    expect(identityOf(await agents.read(token)).labels).toEqual({ team: 'payments' });
  });

  it('is for this home where the settings name no audience', async () => {
    const { agents, from } = await trusting();
    expect(await agents.read(await from({ sub: 'alice', aud: 'https://other.example' }))).toEqual({
      kind: 'refused',
      why: 'wrong-audience',
    });
  });
});

describe('a static token', () => {
  it('shows the name that the settings give it, also of a registered agent, unless that is suspended', async () => {
    const { registry, agents, agent } = await scene();
    const principal = { agent: 'claude', key: 'token:00' };
    expect(registry.place(principal)).toMatchObject({ identity: { name: 'claude', id: null, verified: true } });
    await agents.suspend(agent.id, CLI);
    expect(registry.place(principal)).toBe('suspended');
  });
});

async function forged({ token }: Scene, key: KeyObject): Promise<string> {
  const { head, claims } = partsOf(token);
  return signJwt(claims, { key, kid: String(head['kid']) });
}

function keyOf(shown: unknown): unknown {
  return typeof shown === 'object' && shown !== null && 'key' in shown ? shown.key : shown;
}

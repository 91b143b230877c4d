import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Home } from '../../../src/edge/home.ts';
import type { Challenge } from '../../../src/edge/http/upstreamAuthChallenge.ts';
import { GrantKeeper } from '../../../src/edge/http/upstreamAuthGrant.ts';
import { grantStore, type Tokens } from '../../../src/edge/http/upstreamAuthStore.ts';
import { tempHome } from '../../support/tempHome.ts';
import { CLIENT, oauthServer, type OAuthServer } from './oauthServer.ts';

const plain: Challenge = { error: null, scope: null, resourceMetadata: null };

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets the monotonic clock jump. */
function passes(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

async function keep(server: OAuthServer, home: Home, tokens: Partial<Tokens> | null): Promise<void> {
  const store = grantStore(home, server.url, null);
  const kept =
    tokens === null ? null : { access: 'first', refresh: 'first-refresh', renewAt: null, scope: null, ...tokens };
  if (kept !== null) server.valid.add(kept.access);
  if (kept?.refresh != null) server.refreshable.add(kept.refresh);
  await store.exclusively(() =>
    store.write({
      url: server.url.href,
      issuer: server.origin,
      resource: server.url.href,
      client: { id: 'registered', secret: null, method: 'none' },
      tokens: kept,
    }),
  );
}

function keeperAt(server: OAuthServer, home: Home) {
  const said: string[] = [];
  const keeper = new GrantKeeper({ url: server.url, home, account: null, warn: (message) => said.push(message) });
  return { keeper, said };
}

describe('a login', () => {
  it('is shown as it was kept, without asking anybody', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, { scope: 'mcp' });
    const { keeper } = keeperAt(server, home);
    expect([await keeper.token(), keeper.scope, server.asked]).toEqual(['first', 'mcp', []]);
  });

  it('is nothing where there is none, and says how it comes about', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    const { keeper, said } = keeperAt(server, home);
    expect([await keeper.token(), keeper.scope]).toEqual([null, null]);
    await expect(keeper.replace(plain)).rejects.toThrow('the server wants a login');
    expect([server.asked, said]).toEqual([[], []]);
  });

  it('is found while the proxy runs', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    const { keeper } = keeperAt(server, home);
    expect(await keeper.token()).toBeNull();
    await keep(server, home, {});
    passes(1000);
    expect(await keeper.token()).toBe('first');
  });

  it('is found at once where the server asks for one', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    const { keeper } = keeperAt(server, home);
    expect(await keeper.token()).toBeNull();
    await keep(server, home, {});
    await keeper.replace(plain);
    expect([await keeper.token(), server.asked]).toEqual(['first', []]);
  });

  it('is gone when it was logged out', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, {});
    const { keeper } = keeperAt(server, home);
    expect(await keeper.token()).toBe('first');
    await grantStore(home, server.url, null).remove();
    passes(1000);
    expect(await keeper.token()).toBeNull();
  });

  it('gets a new token before the one it has ends', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, { renewAt: Date.now() - 1 });
    const { keeper } = keeperAt(server, home);
    const token = await keeper.token();
    expect(token).toMatch(/^access-/);
    expect(await keeper.token()).toBe(token);
    expect(server.forms()).toHaveLength(1);
  });

  it('does not before it is time', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, { renewAt: Date.now() + 60_000 });
    expect(await keeperAt(server, home).keeper.token()).toBe('first');
    expect(server.asked).toEqual([]);
  });

  it('gets a new token where the one it has was refused, once for all requests', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, {});
    const { keeper } = keeperAt(server, home);
    await keeper.token();
    await Promise.all(Array.from({ length: 10 }, () => keeper.replace(plain)));
    const token = await keeper.token();
    expect(server.valid.has(token ?? '')).toBe(true);
    expect(token).not.toBe('first');
    await keeper.replace(plain);
    expect([await keeper.token(), server.forms().length]).toEqual([token, 1]);
  });

  it('gets another where the new one is refused too, but not at once', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, {});
    const { keeper } = keeperAt(server, home);
    await keeper.token();
    await keeper.replace(plain);
    passes(5000);
    await keeper.replace(plain);
    expect(server.forms()).toHaveLength(2);
  });

  it('is renewed by one of many proxies, and read by the others', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, { renewAt: Date.now() - 1 });
    const keepers = Array.from({ length: 8 }, () => keeperAt(server, home).keeper);
    const tokens = new Set(await Promise.all(keepers.map((keeper) => keeper.token())));
    expect(server.forms()).toHaveLength(1);
    expect(tokens.size).toBe(1);
    expect([...tokens][0]).toMatch(/^access-/);
  });

  it('is renewed by one of many proxies that are refused at once', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, {});
    const keepers = Array.from({ length: 8 }, () => keeperAt(server, home).keeper);
    await Promise.all(keepers.map((keeper) => keeper.token()));
    await Promise.all(keepers.map((keeper) => keeper.replace(plain)));
    expect(server.forms()).toHaveLength(1);
    expect(new Set(await Promise.all(keepers.map((keeper) => keeper.token()))).size).toBe(1);
  });

  it('goes on with its token where no new one can be had, says so once, and does not try with each request', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, { renewAt: Date.now() - 1 });
    server.instead.set('/token', (_, response) => response.writeHead(503).end());
    const { keeper, said } = keeperAt(server, home);
    expect([await keeper.token(), await keeper.token(), await keeper.token()]).toEqual(['first', 'first', 'first']);
    expect(server.forms()).toHaveLength(1);
    expect(said).toHaveLength(1);
    server.instead.clear();
    passes(10_000);
    expect(await keeper.token()).toMatch(/^access-/);
  });

  it('is over where its refresh token is refused, and asks nobody any more', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, {});
    server.refreshable.clear();
    const { keeper } = keeperAt(server, home);
    await keeper.token();
    await expect(keeper.replace(plain)).rejects.toThrow('invalid_grant');
    await expect(keeper.replace(plain)).rejects.toThrow('wants a login');
    expect(server.forms()).toHaveLength(1);
  });

  it('is nothing where its file is damaged, and says so', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, { access: 7 as unknown as string });
    const { keeper, said } = keeperAt(server, home);
    expect(await keeper.token()).toBeNull();
    expect(said).toEqual([expect.stringContaining('is damaged')]);
  });
});

describe('a client in its own name', () => {
  const secret = { name: 'the secret', read: () => CLIENT.secret, renew: () => false };
  const clientAt = (server: OAuthServer, home: Home) =>
    new GrantKeeper({
      url: server.url,
      home,
      account: { id: CLIENT.id, secret, scope: null, issuer: null },
      warn: () => undefined,
    });

  it('asks for a token once the server wants one, and shares it with the other proxies', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    const [one, two] = [clientAt(server, home), clientAt(server, home)];
    expect([await one.token(), server.asked]).toEqual([null, []]);
    await one.replace(plain);
    const token = await one.token();
    expect(server.valid.has(token ?? '')).toBe(true);
    expect(await two.token()).toBe(token);
    expect(server.forms()).toHaveLength(1);
  });

  it('gets a new token when the one it has ends', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    server.tokenExtras['expires_in'] = 1;
    const keeper = clientAt(server, home);
    await keeper.replace(plain);
    const first = await keeper.token();
    const later = Date.now() + 1000;
    vi.spyOn(Date, 'now').mockReturnValue(later);
    expect(await keeper.token()).not.toBe(first);
    expect(server.forms()).toHaveLength(2);
  });

  it('does not use the login of a person', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keep(server, home, {});
    expect(await clientAt(server, home).token()).toBeNull();
  });
});

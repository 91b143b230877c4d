import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logIn, logOut, type LoginRequest } from '../../../src/edge/http/upstreamAuthLogin.ts';
import { grantStore } from '../../../src/edge/http/upstreamAuthStore.ts';
import { tempHome } from '../../support/tempHome.ts';
import { sendJson } from './loopbackServer.ts';
import { oauthServer, type OAuthServer } from './oauthServer.ts';

type Visit = (where: { url: URL; issuer: string; redirectUrl: string }) => unknown;

/** Starts a login; `visit` is what the person does with the URL. */
function login(server: OAuthServer, visit: Visit | null, changes: Partial<LoginRequest> = {}) {
  const home = tempHome();
  const visits: unknown[] = [];
  const done = logIn({
    url: server.url,
    home,
    client: null,
    scope: null,
    port: 0,
    timeoutMs: 20_000,
    show: (where) => visits.push((visit ?? ((at) => server.grant(at.url.href)))(where)),
    ...changes,
  });
  return { home, done, visits };
}

const failed = (message: RegExp) => ({ code: 'ERR_LOGIN_FAILED', message: expect.stringMatching(message) as string });

describe('logIn', () => {
  it('asks the person, and keeps what was granted', async () => {
    const server = await oauthServer();
    const { home, done, visits } = login(server, null);
    expect(await done).toEqual({ issuer: server.origin, scope: 'mcp', isRenewable: true });
    expect(await visits[0]).toContain('You are logged in.');
    const grant = await grantStore(home, server.url, null).read();
    expect(grant).toMatchObject({ issuer: server.origin, resource: server.url.href, client: { id: 'registered' } });
    expect(server.valid.has(grant?.tokens?.access ?? '')).toBe(true);
    const [form] = server.forms();
    expect(form?.get('resource')).toBe(server.url.href);
    expect(form?.get('code_verifier')?.length).toBeGreaterThanOrEqual(43);
  });

  it('asks for the scopes that the person wants', async () => {
    const server = await oauthServer();
    let scope: string | null = null;
    const visit: Visit = ({ url }) => {
      scope = url.searchParams.get('scope');
      return server.grant(url.href);
    };
    expect(await login(server, visit, { scope: 'more' }).done).toMatchObject({ scope: 'more' });
    expect(scope).toBe('more');
  });

  it.each([
    [null, ['openid', 'offline_access'], 'mcp offline_access'],
    [null, ['openid'], 'mcp'],
    [null, undefined, 'mcp'],
    ['more', ['offline_access'], 'more'],
  ])('asks, where the person wants %j and the issuer has %j, for %s', async (wanted, supported, want) => {
    const server = await oauthServer();
    server.metadata['scopes_supported'] = supported;
    let scope: string | null = null;
    const visit: Visit = ({ url }) => {
      scope = url.searchParams.get('scope');
      return server.grant(url.href);
    };
    await login(server, visit, { scope: wanted }).done;
    expect(scope).toBe(want);
  });

  it('acts as the client that the person names, and registers none', async () => {
    const server = await oauthServer();
    const { home, done } = login(server, null, { client: { id: 'given', secret: null } });
    await done;
    expect(await grantStore(home, server.url, null).read()).toMatchObject({ client: { id: 'given', secret: null } });
    expect(server.paths()).not.toContain('/register');
  });

  it('opens no session at the server', async () => {
    const server = await oauthServer();
    await login(server, null).done;
    const asked = server.asked.filter(({ path }) => path === '/mcp');
    expect(asked.map(({ body }) => (JSON.parse(body) as { method: string }).method)).toEqual(['ping']);
  });

  it('ends where the person says no', async () => {
    const server = await oauthServer();
    const { home, done } = login(server, ({ url, redirectUrl }) =>
      fetch(
        `${redirectUrl}?error=access_denied&error_description=%1b[31m&state=${url.searchParams.get('state') ?? ''}`,
      ),
    );
    await expect(done).rejects.toMatchObject(failed(/refused: access_denied \(\\x1b\[31m\)$/));
    expect(await grantStore(home, server.url, null).read()).toBeNull();
  });

  it('asks nobody to grant what could not be kept', async () => {
    const server = await oauthServer();
    const { home, done, visits } = login(server, null, { home: { ...tempHome(), root: '/dev/null/none' } });
    await expect(done).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    expect([visits, server.asked, existsSync(join(home.root, 'oauth'))]).toEqual([[], [], false]);
  });

  it('ends where nobody comes in time', async () => {
    const server = await oauthServer();
    const { done } = login(server, () => undefined, { timeoutMs: 10 });
    await expect(done).rejects.toMatchObject(failed(/nobody logged in/));
  });

  it('takes no code that somebody else puts in the way', async () => {
    const server = await oauthServer();
    const { done } = login(server, async ({ url, redirectUrl }) => {
      const evil = await fetch(`${redirectUrl}?code=evil&state=guess&iss=${server.origin}`);
      expect(evil.status).toBe(400);
      return server.grant(url.href);
    });
    expect(await done).toMatchObject({ issuer: server.origin });
    expect(server.forms().map((form) => form.get('code'))).not.toContain('evil');
  });

  it('redeems no code that came from another issuer', async () => {
    const server = await oauthServer();
    const { done } = login(server, ({ url, redirectUrl }) =>
      fetch(`${redirectUrl}?code=evil&state=${url.searchParams.get('state') ?? ''}&iss=https://evil.example`),
    );
    await expect(done).rejects.toMatchObject(failed(/another authorization server/));
    expect(server.forms()).toEqual([]);
  });

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'http://auth.example/authorize',
    'calc://x',
    'ftp://auth.example/',
  ])('sends nobody to %s', async (endpoint) => {
    const server = await oauthServer();
    server.metadata['authorization_endpoint'] = endpoint;
    const { done, visits } = login(server, null);
    await expect(done).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' });
    expect(visits).toEqual([]);
  });

  it('asks nothing over plain http on another machine', async () => {
    const server = await oauthServer();
    const { done } = login(server, null, { url: new URL('http://mcp.example/mcp') });
    await expect(done).rejects.toMatchObject(failed(/use https/));
  });

  it('says so where the server cannot be reached', async () => {
    const server = await oauthServer();
    await server.close();
    await expect(login(server, null).done).rejects.toMatchObject(failed(/cannot be reached \(ECONNREFUSED\)/));
  });

  it('says so where the server has nobody who logs in', async () => {
    const server = await oauthServer();
    for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-authorization-server']) {
      server.instead.set(path, (_, response) => response.writeHead(404).end());
    }
    await expect(login(server, null).done).rejects.toMatchObject(failed(/is no authorization server/));
  });

  it('replaces the login before', async () => {
    const server = await oauthServer();
    const { home, done } = login(server, null);
    await done;
    const store = grantStore(home, server.url, null);
    const before = await store.read();
    await login(server, null, { home }).done;
    expect((await store.read())?.tokens?.access).not.toBe(before?.tokens?.access);
  });
});

describe('logOut', () => {
  it('removes the login, and revokes its refresh token', async () => {
    const server = await oauthServer();
    const { home, done } = login(server, null);
    await done;
    const refresh = (await grantStore(home, server.url, null).read())?.tokens?.refresh ?? '';
    expect(await logOut(server.url, home, null)).toBe('revoked');
    expect(new URLSearchParams(server.asked.at(-1)?.body).get('token')).toBe(refresh);
    expect(await grantStore(home, server.url, null).read()).toBeNull();
    expect(await logOut(server.url, home, null)).toBe('no-login');
  });

  it.each([
    ['refuses', 403],
    ['is broken', 500],
  ])('removes the login where the authorization server %s', async (_, status) => {
    const server = await oauthServer();
    const { home, done } = login(server, null);
    await done;
    server.instead.set('/revoke', (_asked, response) => sendJson(response, { error: 'no' }, status));
    expect(await logOut(server.url, home, null)).toBe('kept-by-issuer');
    expect(await grantStore(home, server.url, null).read()).toBeNull();
  });

  it('removes the login where nobody answers', async () => {
    const server = await oauthServer();
    const { home, done } = login(server, null);
    await done;
    await server.close();
    expect(await logOut(server.url, home, null)).toBe('kept-by-issuer');
  });

  it('makes nothing in a home where there is no login', async () => {
    const home = tempHome();
    expect(await logOut(new URL('https://mcp.example/mcp'), home, null)).toBe('no-login');
    expect(existsSync(join(home.root, 'oauth'))).toBe(false);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { login, logout, type LoginOptions, type LoginPlace } from '../../src/app/login.ts';
import { grantStore } from '../../src/edge/http/upstreamAuthStore.ts';
import { oauthServer, type OAuthServer } from '../edge/http/oauthServer.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

function loggingIn(server: OAuthServer, changes: Partial<LoginOptions> = {}) {
  const home = tempHome();
  const places: LoginPlace[] = [];
  const options: LoginOptions = {
    url: server.url.href,
    home,
    clientId: null,
    secretEnv: null,
    secretFile: null,
    scope: null,
    port: 0,
    browser: false,
    warn: () => undefined,
    show(place) {
      places.push(place);
      void server.grant(place.url);
    },
    ...changes,
  };
  return { home, places, start: () => login(options) };
}

describe('login', () => {
  it('shows the person where to go, and opens no browser where none is wanted', async () => {
    const server = await oauthServer();
    const { start, places, home } = loggingIn(server);
    expect(await start()).toEqual({ issuer: server.origin, scope: 'mcp', isRenewable: true });
    expect(places).toMatchObject([{ issuer: server.origin, isOpened: false }]);
    expect(places[0]?.port).toBe(
      Number(new URL(new URL(places[0]?.url ?? '').searchParams.get('redirect_uri') ?? '').port),
    );
    expect(await logout(server.url.href, home, null)).toBe('revoked');
  });

  it('takes the secret of a client from its file', async () => {
    const server = await oauthServer();
    const path = join(tempFolder(), 'secret');
    writeFileSync(path, 'hunter2\n', { mode: 0o600 });
    server.metadata['token_endpoint_auth_methods_supported'] = ['client_secret_post'];
    const { start, home } = loggingIn(server, { clientId: 'given', secretFile: path });
    await start();
    expect(Object.fromEntries(server.forms()[0] ?? [])).toMatchObject({ client_id: 'given', client_secret: 'hunter2' });
    expect(await grantStore(home, server.url, null).read()).toMatchObject({ client: { id: 'given' } });
  });

  it.each<[string, Partial<LoginOptions>, string]>([
    ['no URL', { url: 'mcp.example' }, 'ERR_USAGE'],
    ['another scheme', { url: 'ftp://mcp.example' }, 'ERR_USAGE'],
    ['a password in the URL', { url: 'https://user:hunter2@mcp.example' }, 'ERR_USAGE'],
    ['a secret of no client', { secretEnv: 'SECRET' }, 'ERR_USAGE'],
    ['two secrets', { clientId: 'c', secretEnv: 'SECRET', secretFile: 'f' }, 'ERR_USAGE'],
    ['a secret that is not there', { clientId: 'c', secretEnv: 'LEASH_TEST_NO_SUCH_SECRET' }, 'ERR_KEY_UNREADABLE'],
    ['plain http elsewhere', { url: 'http://mcp.example/mcp' }, 'ERR_LOGIN_FAILED'],
  ])('refuses %s', async (_, changes, code) => {
    const server = await oauthServer();
    const { start } = loggingIn(server, changes);
    const failure: unknown = await Promise.resolve()
      .then(start)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).not.toContain('hunter2');
    expect(server.asked).toEqual([]);
  });
});

describe('logout', () => {
  it('refuses what is no URL of a server', () => {
    expect(() => logout('mcp.example', tempHome(), null)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE' }) as Error,
    );
  });

  it('says so where there is no login', async () => {
    expect(await logout('https://mcp.example/mcp', tempHome(), null)).toBe('no-login');
  });
});

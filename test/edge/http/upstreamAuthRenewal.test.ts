import { describe, expect, it } from 'vitest';
import { renewClient, renewLogin, type ClientAccount } from '../../../src/edge/http/upstreamAuthRenewal.ts';
import type { Secret } from '../../../src/edge/http/upstreamAuthSecret.ts';
import { grantStore, type Grant } from '../../../src/edge/http/upstreamAuthStore.ts';
import { tempHome } from '../../support/tempHome.ts';
import { sendJson } from './loopbackServer.ts';
import { CLIENT, oauthServer, type OAuthServer } from './oauthServer.ts';

function loginAt(server: OAuthServer, refresh: string | null = 'kept-refresh'): Grant {
  if (refresh !== null) server.refreshable.add(refresh);
  return {
    url: server.url.href,
    issuer: server.origin,
    resource: server.url.href,
    client: { id: 'registered', secret: null, method: 'none' },
    tokens: { access: 'old', refresh, renewAt: null, scope: 'mcp' },
  };
}

const fixed = (value: string): Secret => ({ name: 'the secret', read: () => value, renew: () => false });

function account(changes: Partial<ClientAccount> = {}): ClientAccount {
  return { id: CLIENT.id, secret: fixed(CLIENT.secret), scope: null, issuer: null, ...changes };
}

describe('renewLogin', () => {
  it('gets new tokens, and keeps what did not change', async () => {
    const server = await oauthServer();
    const found = loginAt(server);
    const grant = await renewLogin(server.url, grantStore(tempHome(), server.url, null), found);
    expect(grant).toMatchObject({ ...found, tokens: { scope: 'mcp' } });
    expect(server.valid.has(grant.tokens?.access ?? '')).toBe(true);
  });

  it.each([null, 'without-tokens', 'without-refresh'])(
    'has nothing to renew a login by that is not there: %s',
    async (kind) => {
      const server = await oauthServer();
      const login = loginAt(server, null);
      const found = kind === null ? null : kind === 'without-tokens' ? { ...login, tokens: null } : login;
      const renewing = renewLogin(server.url, grantStore(tempHome(), server.url, null), found);
      await expect(renewing).rejects.toMatchObject({ isFinal: true });
      expect(server.asked).toEqual([]);
    },
  );

  it('shows a refresh token to the issuer that gave it, whatever the server says now', async () => {
    const server = await oauthServer();
    const evil = await oauthServer();
    server.resource['authorization_servers'] = [evil.origin];
    await renewLogin(server.url, grantStore(tempHome(), server.url, null), loginAt(server));
    expect(evil.asked).toEqual([]);
    expect(server.forms()).toHaveLength(1);
  });

  it('never shows a refresh token again that was refused', async () => {
    const server = await oauthServer();
    const store = grantStore(tempHome(), server.url, null);
    const found = loginAt(server);
    server.refreshable.clear();
    await store.exclusively(() => store.write(found));
    await expect(renewLogin(server.url, store, found)).rejects.toMatchObject({ isFinal: true });
    expect(await store.read()).toEqual({ ...found, tokens: null });
  });

  it.each([500, 502, 503, 429])('keeps a refresh token that was not judged (%d)', async (status) => {
    const server = await oauthServer();
    const store = grantStore(tempHome(), server.url, null);
    const found = loginAt(server);
    await store.exclusively(() => store.write(found));
    server.instead.set('/token', (_, response) => response.writeHead(status).end('busy'));
    await expect(renewLogin(server.url, store, found)).rejects.toMatchObject({ isFinal: false });
    expect(await store.read()).toEqual(found);
  });

  it('keeps a refresh token where the issuer cannot be found at the moment', async () => {
    const server = await oauthServer();
    const store = grantStore(tempHome(), server.url, null);
    const found = loginAt(server);
    await store.exclusively(() => store.write(found));
    server.instead.set('/.well-known/oauth-authorization-server', (_, response) => response.writeHead(404).end());
    await expect(renewLogin(server.url, store, found)).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' });
    expect(await store.read()).toEqual(found);
  });
});

describe('renewClient', () => {
  const asked = (server: OAuthServer) => ({ url: server.url, found: null, challenge: null });

  it('gets tokens, and keeps no secret', async () => {
    const server = await oauthServer();
    const grant = await renewClient({ ...asked(server), account: account() });
    expect(grant).toMatchObject({
      issuer: server.origin,
      resource: server.url.href,
      client: { id: CLIENT.id, secret: null },
    });
    expect(JSON.stringify(grant)).not.toContain(CLIENT.secret);
    expect(server.valid.has(grant.tokens?.access ?? '')).toBe(true);
  });

  it.each([
    ['mine', 'theirs', 'mine'],
    [null, 'theirs', 'theirs'],
    [null, null, 'mcp more'],
  ])('asks for the scope of the settings (%s), else of the refusal (%s): %s', async (scope, challenged, want) => {
    const server = await oauthServer();
    const challenge = { error: null, scope: challenged, resourceMetadata: null };
    await renewClient({ ...asked(server), account: account({ scope }), challenge });
    expect(server.forms()[0]?.get('scope')).toBe(want);
  });

  it('shows the secret to nobody whom the server names instead of the one before', async () => {
    const server = await oauthServer();
    const found = await renewClient({ ...asked(server), account: account() });
    const evil = await oauthServer();
    server.resource['authorization_servers'] = [evil.origin];
    await expect(renewClient({ ...asked(server), account: account(), found })).rejects.toMatchObject({
      isFinal: true,
      message: expect.stringContaining('another authorization server than before') as string,
    });
    expect(evil.forms()).toEqual([]);
  });

  it('shows the secret to no other issuer than that of the settings, from the first time on', async () => {
    const server = await oauthServer();
    const strict = account({ issuer: 'https://auth.example' });
    await expect(renewClient({ ...asked(server), account: strict })).rejects.toMatchObject({ isFinal: true });
    expect(server.forms()).toEqual([]);
    const right = account({ issuer: server.origin });
    expect(await renewClient({ ...asked(server), account: right })).toMatchObject({ issuer: server.origin });
  });

  it('takes the secret as it is now', async () => {
    const server = await oauthServer();
    let value = 'old';
    const secret: Secret = {
      name: 'the secret',
      read: () => value,
      renew() {
        value = CLIENT.secret;
        return true;
      },
    };
    expect(await renewClient({ ...asked(server), account: account({ secret }) })).toMatchObject({
      issuer: server.origin,
    });
  });

  it('fails where the server does not take the client', async () => {
    const server = await oauthServer();
    server.instead.set('/token', (_, response) => sendJson(response, { error: 'invalid_client' }, 401));
    await expect(renewClient({ ...asked(server), account: account() })).rejects.toMatchObject({ isFinal: true });
  });
});

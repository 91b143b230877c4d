import { describe, expect, it } from 'vitest';
import * as sdk from '../../../src/edge/http/upstreamAuthSdk.ts';
import type { OAuthClient } from '../../../src/edge/http/upstreamAuthStore.ts';
import { sendJson } from './loopbackServer.ts';
import { CLIENT, oauthServer, type OAuthServer } from './oauthServer.ts';

const PUBLIC: OAuthClient = { id: 'registered', secret: null, method: 'none' };
const redirectUrl = 'http://127.0.0.1:1/callback';
const nobody = { resourceMetadata: null, issuer: null };
const final = (message: RegExp) => ({
  code: 'ERR_LOGIN_FAILED',
  isFinal: true,
  message: expect.stringMatching(message) as string,
});

async function discovered(server: OAuthServer) {
  return sdk.discover(server.url, nobody);
}

describe('discover', () => {
  it('finds the authorization server, the resource and the scopes that a server names', async () => {
    const server = await oauthServer();
    expect(await discovered(server)).toMatchObject({
      server: { issuer: server.origin },
      resource: server.url.href,
      scope: 'mcp more',
    });
  });

  it('takes the metadata that the challenge names', async () => {
    const server = await oauthServer();
    server.instead.set('/elsewhere', (_, response) =>
      sendJson(response, { ...server.resource, scopes_supported: ['x'] }),
    );
    const resourceMetadata = new URL('/elsewhere', server.url);
    expect((await sdk.discover(server.url, { resourceMetadata, issuer: null })).scope).toBe('x');
  });

  it.each([
    ['nothing', 404, ''],
    ['a page for every path', 200, '<html>'],
  ])('takes the origin of a server that has %s to say', async (_, status, body) => {
    const server = await oauthServer();
    for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource']) {
      server.instead.set(path, (_asked, response) => response.writeHead(status).end(body));
    }
    expect(await discovered(server)).toMatchObject({
      server: { issuer: server.origin },
      resource: server.url.href,
      scope: null,
    });
  });

  it.each(['https://other.example/mcp', 'http://127.0.0.1:1/mcp'])(
    'refuses a server that says it is %s',
    async (resource) => {
      const server = await oauthServer();
      server.resource['resource'] = resource;
      await expect(discovered(server)).rejects.toMatchObject(final(/which it is not/));
    },
  );

  it('refuses metadata of another issuer', async () => {
    const server = await oauthServer();
    server.metadata['issuer'] = 'https://evil.example';
    await expect(discovered(server)).rejects.toMatchObject(final(/another authorization server/));
  });

  it('refuses an issuer that has no metadata', async () => {
    const server = await oauthServer();
    server.resource['authorization_servers'] = [`${server.origin}/none`];
    await expect(discovered(server)).rejects.toMatchObject(final(/is no authorization server/));
  });

  it('takes the issuer that is wanted, and refuses where the server does not name it', async () => {
    const server = await oauthServer();
    server.resource['authorization_servers'] = ['https://other.example', server.origin];
    const issuer = `${server.origin}/`;
    expect(await sdk.discover(server.url, { resourceMetadata: null, issuer })).toMatchObject({
      server: { issuer: server.origin },
    });
    const wanted = { resourceMetadata: null, issuer: 'https://third.example' };
    await expect(sdk.discover(server.url, wanted)).rejects.toMatchObject(final(/does not name/));
  });

  it('asks nobody over plain http on another machine', async () => {
    const server = await oauthServer();
    server.resource['authorization_servers'] = ['http://auth.example'];
    await expect(discovered(server)).rejects.toMatchObject({ isFinal: false, message: /auth\.example is not asked/ });
  });
});

describe('authorizationServer', () => {
  it('never asks this machine on behalf of another', async () => {
    const server = await oauthServer();
    const failing = sdk.authorizationServer(new URL('https://mcp.example/mcp'), server.origin);
    await expect(failing).rejects.toMatchObject({ message: /is not asked/ });
    expect(server.asked).toEqual([]);
  });
});

describe('register', () => {
  it('registers a public client for the one redirect URL', async () => {
    const server = await oauthServer();
    const { server: at } = await discovered(server);
    expect(await sdk.register(at, { redirectUrl, scope: 'mcp' })).toEqual(PUBLIC);
    const { body } = server.asked.at(-1) ?? { body: '' };
    expect(JSON.parse(body)).toMatchObject({
      redirect_uris: [redirectUrl],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      scope: 'mcp',
    });
  });

  it('takes a secret where the server has none without', async () => {
    const server = await oauthServer();
    server.metadata['token_endpoint_auth_methods_supported'] = ['client_secret_post', 'private_key_jwt'];
    server.instead.set('/register', ({ body }, response) =>
      sendJson(response, { ...JSON.parse(body), client_id: 'c', client_secret: 's' }, 201),
    );
    const { server: at } = await discovered(server);
    expect(await sdk.register(at, { redirectUrl, scope: null })).toEqual({
      id: 'c',
      secret: 's',
      method: 'client_secret_post',
    });
  });

  it('says how to go on where a server registers nobody', async () => {
    const server = await oauthServer();
    delete server.metadata['registration_endpoint'];
    const { server: at } = await discovered(server);
    await expect(sdk.register(at, { redirectUrl, scope: null })).rejects.toMatchObject(final(/--client-id/));
  });

  it('says how to go on where it was refused, and repeats nothing of it', async () => {
    const server = await oauthServer();
    server.instead.set('/register', (_, response) =>
      sendJson(response, { error: 'no', error_description: '\u001b[31m' }, 403),
    );
    const { server: at } = await discovered(server);
    const failing = sdk.register(at, { redirectUrl, scope: null });
    await expect(failing).rejects.toMatchObject(final(/^the authorization server did not register Leash \(HTTP 403\)/));
  });
});

describe('startLogin', () => {
  const asked = { client: PUBLIC, redirectUrl, resource: 'http://r.example/', scope: 'a b', state: 'st4te' };

  it('asks for a code, with PKCE, state, scope and resource', async () => {
    const server = await oauthServer();
    const { url, verifier } = await sdk.startLogin((await discovered(server)).server, asked);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'registered',
      code_challenge_method: 'S256',
      redirect_uri: redirectUrl,
      resource: 'http://r.example/',
      scope: 'a b',
      state: 'st4te',
    });
    expect(verifier.length).toBeGreaterThanOrEqual(43);
  });

  it.each([undefined, [], ['plain']])('refuses a server whose PKCE is %j', async (methods) => {
    const server = await oauthServer();
    server.metadata['code_challenge_methods_supported'] = methods;
    await expect(sdk.startLogin((await discovered(server)).server, asked)).rejects.toMatchObject(final(/PKCE/));
  });
});

describe('redeem', () => {
  const given = { client: PUBLIC, redirectUrl, code: 'the-code', verifier: 'v'.repeat(43) };

  it.each([null, 'https://evil.example'])(
    'refuses an answer whose issuer is %s, and shows the code to nobody',
    async (iss) => {
      const server = await oauthServer();
      const { server: at, resource } = await discovered(server);
      await expect(sdk.redeem(at, { ...given, resource, iss })).rejects.toMatchObject(
        final(/another authorization server/),
      );
      expect(server.forms()).toEqual([]);
    },
  );

  it('repeats no secret that comes back in an error', async () => {
    const server = await oauthServer();
    const { server: at, resource } = await discovered(server);
    const answers = [
      { error: 'invalid_grant', error_description: 'no such code: the-code' },
      { error: 'the-code' },
      'the-code is no JSON',
    ];
    for (const answer of answers) {
      server.instead.set('/token', (_, response) => sendJson(response, answer, 400));
      const failure = await sdk.redeem(at, { ...given, resource, iss: server.origin }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'ERR_LOGIN_FAILED' });
      expect(JSON.stringify([String(failure), failure])).not.toContain('the-code');
      expect(failure).not.toHaveProperty('cause.message');
    }
  });
});

describe('refresh', () => {
  it('gets new tokens for the resource', async () => {
    const server = await oauthServer();
    const { server: at, resource } = await discovered(server);
    server.refreshable.add('first-refresh');
    const tokens = await sdk.refresh(at, { client: PUBLIC, refreshToken: 'first-refresh', resource });
    expect(server.valid.has(tokens.access)).toBe(true);
    expect(tokens.refresh).not.toBe('first-refresh');
    expect(Object.fromEntries(server.forms()[0] ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'first-refresh',
      resource: server.url.href,
      client_id: 'registered',
    });
  });

  it('keeps the refresh token where no new one comes', async () => {
    const server = await oauthServer();
    server.instead.set('/token', (_, response) => sendJson(response, { access_token: 'a', token_type: 'bearer' }));
    const { server: at, resource } = await discovered(server);
    expect(await sdk.refresh(at, { client: PUBLIC, refreshToken: 'the-refresh-token', resource })).toMatchObject({
      access: 'a',
      refresh: 'the-refresh-token',
    });
  });

  it.each<[string, unknown, number, boolean, RegExp]>([
    ['is spent', { error: 'invalid_grant', error_description: 'gone' }, 400, true, /refused: invalid_grant \(gone\)$/],
    ['is of nobody', { error: 'invalid_client' }, 401, true, /refused: invalid_client$/],
    ['came at a bad time', { error: 'temporarily_unavailable' }, 503, false, /temporarily_unavailable/],
    ['met a broken server', '<html>', 502, false, /server_error$/],
    ['met a page', '<html>', 200, false, /what OAuth does not describe/],
    ['met half a token', { access_token: 'a' }, 200, false, /what OAuth does not describe/],
    ['got another kind of token', { access_token: 'a', token_type: 'DPoP' }, 200, true, /not `Bearer`/],
    ['got a token that breaks headers', { access_token: 'a\r\nX: y', token_type: 'Bearer' }, 200, true, /header/],
    [
      'met an error that would colour a terminal',
      { error: 'x\u001b[31m', error_description: '\u202e' },
      400,
      true,
      /\\x1b/,
    ],
  ])('fails where the token %s', async (_, answer, status, isFinal, message) => {
    const server = await oauthServer();
    server.instead.set('/token', (_asked, response) =>
      typeof answer === 'string' ? response.writeHead(status).end(answer) : sendJson(response, answer, status),
    );
    const { server: at, resource } = await discovered(server);
    await expect(
      sdk.refresh(at, { client: PUBLIC, refreshToken: 'the-refresh-token', resource }),
    ).rejects.toMatchObject({
      isFinal,
      message: expect.stringMatching(message) as string,
    });
  });

  it('sends no token to an endpoint over plain http on another machine, nor after a redirect', async () => {
    const server = await oauthServer();
    server.metadata['token_endpoint'] = 'http://auth.example/token';
    const { server: at, resource } = await discovered(server);
    await expect(sdk.refresh(at, { client: PUBLIC, refreshToken: 'the-refresh-token', resource })).rejects.toThrow();
    const there = await oauthServer();
    server.metadata['token_endpoint'] = `${server.origin}/token`;
    server.instead.set('/token', (_, response) => response.writeHead(307, { location: `${there.origin}/token` }).end());
    const again = await discovered(server);
    await expect(
      sdk.refresh(again.server, { client: PUBLIC, refreshToken: 'the-refresh-token', resource }),
    ).rejects.toThrow();
    expect(there.asked).toEqual([]);
  });
});

describe('grantToClient', () => {
  it('gets tokens for the client itself', async () => {
    const server = await oauthServer();
    const { server: at, resource } = await discovered(server);
    const tokens = await sdk.grantToClient(at, { client: { ...CLIENT, method: null }, scope: 'mcp', resource });
    expect(server.valid.has(tokens.access)).toBe(true);
    expect(Object.fromEntries(server.forms()[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      scope: 'mcp',
      resource: server.url.href,
    });
  });

  it('gets none with a wrong secret, which is not repeated', async () => {
    const server = await oauthServer();
    const { server: at, resource } = await discovered(server);
    const client = { id: CLIENT.id, secret: 'wrong-secret', method: null };
    const failure: unknown = await sdk
      .grantToClient(at, { client, scope: null, resource })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject(final(/invalid_client/));
    expect(String(failure)).not.toContain('wrong-secret');
  });
});

describe('sameIssuer', () => {
  it.each([
    ['https://a.example', 'https://a.example/', true],
    ['https://a.example', 'https://a.example', true],
    ['https://a.example/x', 'https://a.example', false],
    ['https://a.example', 'https://a.example.evil.example', false],
    ['https://a.example//', 'https://a.example', false],
  ])('%s and %s: %s', (a, b, want) => expect(sdk.sameIssuer(a, b)).toBe(want));
});

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UpstreamCredentials } from '../../../src/edge/http/credentials.ts';
import { grantStore } from '../../../src/edge/http/upstreamAuthStore.ts';
import { openUpstreamCredentials, type UpstreamAuthOptions } from '../../../src/edge/http/upstreamCredentials.ts';
import { tempFolder, tempHome } from '../../support/tempHome.ts';
import { CLIENT, oauthServer, type OAuthServer } from './oauthServer.ts';

const env = { TOKEN: 't0ken', KEY: 'k3y', SECRET: CLIENT.secret };
const oauth = { clientId: CLIENT.id, clientSecret: { kind: 'env', name: 'SECRET' }, scope: null } as const;

function open(changes: Partial<UpstreamAuthOptions> = {}) {
  const said: string[] = [];
  const home = changes.home ?? tempHome();
  const credentials = openUpstreamCredentials({
    url: new URL('https://mcp.example/mcp'),
    headers: [],
    bearer: null,
    oauth: null,
    home,
    warn: (message) => said.push(message),
    env,
    ...changes,
  });
  return { credentials, home, said };
}

const refused401 = { status: 401, wwwAuthenticate: null } as const;
const usage = expect.objectContaining({ code: 'ERR_USAGE' }) as Error;

/** Asks the server as a proxy does: once more where the credentials say so. */
async function ask(server: OAuthServer, credentials: UpstreamCredentials): Promise<number | string> {
  const send = async (): Promise<Response> =>
    fetch(server.url, { method: 'POST', headers: await credentials.headers(), body: '{}' });
  const first = await send();
  if (first.status !== 401 && first.status !== 403) return first.status;
  const verdict = await credentials.rejected({
    status: first.status,
    wwwAuthenticate: first.headers.get('www-authenticate'),
  });
  return verdict === 'retry' ? (await send()).status : verdict.give_up;
}

async function keepLogin(server: OAuthServer, home: ReturnType<typeof tempHome>, access: string): Promise<void> {
  const store = grantStore(home, server.url, null);
  server.refreshable.add('kept-refresh');
  await store.exclusively(() =>
    store.write({
      url: server.url.href,
      issuer: server.origin,
      resource: server.url.href,
      client: { id: 'registered', secret: null, method: 'none' },
      tokens: { access, refresh: 'kept-refresh', renewAt: null, scope: 'mcp' },
    }),
  );
}

describe('what is shown', () => {
  it.each<[string, Partial<UpstreamAuthOptions>, object]>([
    ['nothing', {}, {}],
    ['headers', { headers: ['X-Team=blue'] }, { 'x-team': 'blue' }],
    ['a bearer token', { bearer: { kind: 'env', name: 'TOKEN' } }, { authorization: 'Bearer t0ken' }],
    [
      'both',
      { headers: ['X-Api-Key={env:KEY}'], bearer: { kind: 'env', name: 'TOKEN' } },
      { 'x-api-key': 'k3y', authorization: 'Bearer t0ken' },
    ],
    [
      'an authorization of another kind',
      { headers: ['Authorization=Basic {env:KEY}'] },
      { authorization: 'Basic k3y' },
    ],
  ])('is %s where that was given', async (_, given, want) => {
    expect(await open(given).credentials.headers()).toEqual(want);
  });

  it.each<[string, Partial<UpstreamAuthOptions>]>([
    ['two bearers', { headers: ['Authorization=x'], bearer: { kind: 'env', name: 'TOKEN' } }],
    ['a header and OAuth', { headers: ['authorization=x'], oauth }],
    ['a bearer and OAuth', { bearer: { kind: 'env', name: 'TOKEN' }, oauth }],
    ['a client without its secret', { oauth: { ...oauth, clientSecret: null } }],
  ])('is not clear with %s', (_, given) => {
    expect(() => open(given)).toThrow(usage);
  });

  it.each([{ TOKEN: 'Bearer t0ken' }, { TOKEN: '' }, {}])('is no token in %j', (given) => {
    expect(() => open({ bearer: { kind: 'env', name: 'TOKEN' }, env: given })).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_UNREADABLE' }) as Error,
    );
  });
});

describe('over plain http to another machine', () => {
  const url = new URL('http://mcp.example/mcp');

  it.each<[string, Partial<UpstreamAuthOptions>]>([
    ['a bearer token', { bearer: { kind: 'env', name: 'TOKEN' } }],
    ['a header', { headers: ['X-Team=blue'] }],
    ['a client', { oauth }],
  ])('%s is never shown, and https is advised', (_, given) => {
    expect(() => open({ url, ...given })).toThrow(usage);
    expect(() => open({ url, ...given })).toThrow(/use https$/);
    expect(() => open({ url: new URL('http://127.0.0.1:1/mcp'), ...given })).not.toThrow();
  });

  it('no login is shown, though there be one', async () => {
    const home = tempHome();
    const store = grantStore(home, url, null);
    const client = { id: 'c', secret: null, method: null };
    const tokens = { access: 'a', refresh: 'r', renewAt: null, scope: null };
    await store.exclusively(() =>
      store.write({ url: url.href, issuer: 'https://a.example', resource: url.href, client, tokens }),
    );
    const { credentials } = open({ url, home });
    expect(await credentials.headers()).toEqual({});
    expect(await credentials.rejected(refused401)).toMatchObject({
      give_up: expect.stringContaining('https') as string,
    });
  });
});

describe('a bearer token that is refused', () => {
  it('is not shown again where it is the same', async () => {
    const { credentials } = open({ bearer: { kind: 'env', name: 'TOKEN' } });
    const verdict = await credentials.rejected(refused401);
    expect(verdict).toEqual({ give_up: 'the server does not take what it was shown (401): the variable `TOKEN`' });
  });

  it('is read anew from its file', async () => {
    const path = join(tempFolder(), 'token');
    writeFileSync(path, 'old\n', { mode: 0o600 });
    const { credentials } = open({ bearer: { kind: 'file', name: path } });
    expect(await credentials.headers()).toEqual({ authorization: 'Bearer old' });
    expect(await credentials.rejected(refused401)).toMatchObject({ give_up: expect.stringContaining(path) as string });
    writeFileSync(`${path}.new`, 'new\n', { mode: 0o600 });
    renameSync(`${path}.new`, path);
    expect(await credentials.rejected(refused401)).toBe('retry');
    expect(await credentials.headers()).toEqual({ authorization: 'Bearer new' });
    expect(await credentials.rejected({ ...refused401, status: 403 })).toMatchObject({
      give_up: expect.any(String) as string,
    });
  });
});

describe('a login', () => {
  it('is used where there is one, and renewed where it is refused', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keepLogin(server, home, 'stale');
    const { credentials } = open({ url: server.url, home, headers: ['X-Team=blue'] });
    expect(await credentials.headers()).toEqual({ 'x-team': 'blue', authorization: 'Bearer stale' });
    expect(await ask(server, credentials)).toBe(200);
    expect(await ask(server, credentials)).toBe(200);
    expect(server.forms().map((form) => form.get('grant_type'))).toEqual(['refresh_token']);
  });

  it('is advised where there is none, by the command that makes one', async () => {
    const server = await oauthServer();
    const { credentials } = open({ url: server.url });
    expect(await ask(server, credentials)).toBe(
      `there is no token for the server: the server wants a login; run: leash login ${server.url.href}`,
    );
    expect(server.forms()).toEqual([]);
  });

  it('is advised where it is over, and no secret is repeated', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keepLogin(server, home, 'stale');
    server.refreshable.clear();
    const { credentials } = open({ url: server.url, home });
    const why = await ask(server, credentials);
    expect(why).toMatch(/invalid_grant.*; run: leash login http:/);
    expect(why).not.toMatch(/kept-refresh|stale/);
  });

  it('is advised with what it lacks', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keepLogin(server, home, 'narrow');
    const { credentials } = open({ url: server.url, home });
    await credentials.headers();
    const wwwAuthenticate = 'Bearer error="insufficient_scope", scope="mcp files:write"';
    expect(await credentials.rejected({ status: 403, wwwAuthenticate })).toEqual({
      give_up: `the token lacks a scope that the server wants (\`mcp files:write\`); run: leash login ${server.url.href} --scope "mcp files:write"`,
    });
    expect(server.forms()).toEqual([]);
  });

  it.each(['$(reboot)', '";reboot;"', '`reboot`', "';reboot;'", 'a&reboot', 'a|reboot', '%COMSPEC%', '!x'])(
    'is advised without a scope that a shell could run: %s',
    async (scope) => {
      const server = await oauthServer();
      const { credentials } = open({ url: server.url });
      const wwwAuthenticate = `Bearer error="insufficient_scope", scope="${scope}"`;
      const verdict = await credentials.rejected({ status: 403, wwwAuthenticate });
      const [, command = ''] = (typeof verdict === 'string' ? '' : verdict.give_up).split('; run: ');
      expect(command).toBe(`leash login ${server.url.href}`);
    },
  );

  it('is advised by a command in which the URL means nothing to a shell', async () => {
    const { credentials } = open({ url: new URL("https://mcp.example/a'$(reboot)?b=1&c=2") });
    const verdict = await credentials.rejected(refused401);
    expect(verdict).toMatchObject({
      give_up: expect.stringContaining(`leash login 'https://mcp.example/a'\\''$(reboot)?b=1&c=2'`) as string,
    });
  });

  it('does not help where the server forbids for another reason', async () => {
    const [server, home] = [await oauthServer(), tempHome()];
    await keepLogin(server, home, 'good');
    const { credentials } = open({ url: server.url, home });
    for (const wwwAuthenticate of [null, 'Bearer error="invalid_token"', 'Basic error="insufficient_scope"']) {
      expect(await credentials.rejected({ status: 403, wwwAuthenticate })).toEqual({
        give_up: 'the server does not let this caller do that (403)',
      });
    }
    expect(server.asked).toEqual([]);
  });
});

describe('a client in its own name', () => {
  it('gets a token when the server wants one', async () => {
    const server = await oauthServer();
    const { credentials, home } = open({ url: server.url, oauth });
    expect(await credentials.headers()).toEqual({});
    expect(await ask(server, credentials)).toBe(200);
    expect(server.forms()[0]?.get('scope')).toBe('mcp');
    expect(await ask(server, open({ url: server.url, oauth, home }).credentials)).toBe(200);
    expect(server.forms()).toHaveLength(1);
  });

  it('says so where its secret is wrong, without it', async () => {
    const server = await oauthServer();
    const { credentials } = open({ url: server.url, oauth, env: { SECRET: 'wrong-secret' } });
    const why = await ask(server, credentials);
    expect(why).toMatch(/^there is no token for the server: .*invalid_client/);
    expect(why).not.toMatch(/wrong-secret|leash login/);
  });

  it('never shows its secret to another issuer than that of the settings', async () => {
    const server = await oauthServer();
    const { credentials } = open({ url: server.url, oauth: { ...oauth, issuer: 'https://auth.example' } });
    expect(await ask(server, credentials)).toMatch(/does not name `https:\/\/auth\.example`/);
    expect(server.forms()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Home } from '../../../src/edge/home.ts';
import { grantStore } from '../../../src/edge/http/upstreamAuthStore.ts';
import { oauthServer, type OAuthServer } from '../../edge/http/oauthServer.ts';
import { emptyHome, run } from '../home.ts';

async function loggedIn(server: OAuthServer, account: string | null = null): Promise<Home> {
  const home = emptyHome();
  const store = grantStore(home, server.url, account);
  await store.exclusively(() =>
    store.write({
      url: server.url.href,
      issuer: server.origin,
      resource: server.url.href,
      client: { id: 'c', secret: null, method: 'none' },
      tokens: { access: 'a', refresh: 'r', renewAt: null, scope: null },
    }),
  );
  return home;
}

describe('leash logout', () => {
  it('forgets the login, here and at the authorization server', async () => {
    const server = await oauthServer();
    const home = await loggedIn(server);
    expect(await run(home, ['logout', server.url.href])).toEqual({
      exitCode: 0,
      out: 'logged out: the tokens are removed here, and revoked\n',
      err: '',
    });
    expect(await run(home, ['logout', server.url.href])).toMatchObject({ exitCode: 0, out: 'there was no login\n' });
  });

  it('says so where the tokens could not be revoked', async () => {
    const server = await oauthServer();
    const home = await loggedIn(server);
    delete server.metadata['revocation_endpoint'];
    expect((await run(home, ['logout', server.url.href])).out).toContain('could not be revoked');
    expect(await grantStore(home, server.url, null).read()).toBeNull();
  });

  it('forgets a client in its own name, and not the person', async () => {
    const server = await oauthServer();
    const home = await loggedIn(server, 'machine');
    expect((await run(home, ['logout', server.url.href, '--json'])).out).toBe('{"result":"no-login"}\n');
    const { out } = await run(home, ['logout', server.url.href, '--client-id', 'machine', '--json']);
    expect(out).toBe('{"result":"revoked"}\n');
  });

  it('ends with 2 for what is no URL', async () => {
    expect((await run(emptyHome(), ['logout', 'mcp.example'])).exitCode).toBe(2);
  });
});

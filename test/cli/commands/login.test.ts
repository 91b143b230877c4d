import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leash } from '../../../src/cli/leash.ts';
import { grantStore } from '../../../src/edge/http/upstreamAuthStore.ts';
import { oauthServer, type OAuthServer } from '../../edge/http/oauthServer.ts';
import { captured, emptyHome, expectHarmless, run } from '../home.ts';

/** Runs `leash login`, and does what a person does with the URL that it prints. */
async function login(server: OAuthServer, ...words: string[]) {
  const home = emptyHome();
  const { io, out, err } = captured();
  const visits: Promise<unknown>[] = [];
  const follow = (text: string): void => {
    const [url] = /http:\/\/\S+\/authorize\S+/.exec(text) ?? [];
    if (url !== undefined) visits.push(server.grant(url));
  };
  const watched = {
    ...io,
    out: (text: string) => {
      io.out(text);
      follow(text);
    },
    err: (text: string) => {
      io.err(text);
      follow(text);
    },
  };
  const argv = ['login', server.url.href, '--no-browser', ...words, '--home', home.root];
  const exitCode = await leash(argv, watched, new AbortController().signal);
  await Promise.all(visits);
  return { home, exitCode, out: out.join(''), err: err.join('') };
}

describe('leash login', () => {
  it('prints where to go, and keeps what was granted', async () => {
    const server = await oauthServer();
    const { home, exitCode, out, err } = await login(server);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain(`${server.origin}/authorize?`);
    expect(out).toMatch(/ssh -L (\d+):127\.0\.0\.1:\1/);
    expect(out).toContain(`logged in at ${server.origin}\ngranted: mcp\n`);
    const grant = await grantStore(home, server.url, null).read();
    expect(server.valid.has(grant?.tokens?.access ?? '')).toBe(true);
    expect(out).not.toContain(grant?.tokens?.access);
    expect(out).not.toContain(grant?.tokens?.refresh);
  });

  it('prints JSON for machines, and where to go beside it', async () => {
    const server = await oauthServer();
    const { exitCode, out, err } = await login(server, '--json', '--scope', 'more');
    expect([exitCode, JSON.parse(out)]).toEqual([0, { issuer: server.origin, scope: 'more', isRenewable: true }]);
    expect(err).toContain(`${server.origin}/authorize?`);
  });

  it('says that a login ends with its token where there is nothing to renew it by', async () => {
    const server = await oauthServer();
    server.instead.set('/token', (_, response) =>
      response.writeHead(200).end(JSON.stringify({ access_token: 'a', token_type: 'Bearer' })),
    );
    expect((await login(server)).out).toContain('the login ends with its token');
  });

  it('ends with 3 where the authorization server says no, in words that no terminal obeys', async () => {
    const server = await oauthServer();
    server.instead.set('/token', (_, response) =>
      response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant', error_description: '\u001b[2Jgone\u202e' })),
    );
    const { exitCode, err } = await login(server);
    expect([exitCode, err]).toEqual([3, expect.stringContaining('refused: invalid_grant') as string]);
    expectHarmless(err);
  });

  it.each([
    [['login'], 2],
    [['login', 'mcp.example'], 2],
    [['login', 'https://mcp.example', '--port', '70000'], 2],
    [['login', 'https://mcp.example', '--port', 'x'], 2],
    [['login', 'https://mcp.example', '--client-secret-env', 'X'], 2],
    [['login', 'http://mcp.example/mcp'], 3],
  ])('%j ends with %d', async (words, exitCode) => {
    expect((await run(emptyHome(), words)).exitCode).toBe(exitCode);
  });

  it('writes into no home that others can reach', async () => {
    const home = emptyHome();
    chmodSync(home.root, 0o755);
    expect(await run(home, ['login', 'https://mcp.example'])).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('chmod 700') as string,
    });
  });
});

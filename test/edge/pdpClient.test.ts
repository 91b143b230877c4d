import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPdpClient } from '../../src/edge/pdpClient.ts';
import type { PdpSettings } from '../../src/edge/pdpSettings.ts';
import { tempFolder } from '../support/tempHome.ts';
import { loopbackServer, sendJson } from './http/loopbackServer.ts';

const QUESTION = {
  agent: 'alice',
  agentId: null,
  verified: false,
  server: 'fs',
  session: 's',
  method: 'tools/call',
  action: 'write',
  resource: null,
  args: { path: 'secret-value' },
};

function clientOf(url: string, over: Partial<PdpSettings> = {}, env: NodeJS.ProcessEnv = {}) {
  const client = openPdpClient({ url, token: null, timeoutMs: 2000, sendArgs: 'names', ca: null, ...over }, env);
  onTestFinished(() => client.close());
  return client;
}

describe('openPdpClient', () => {
  it('asks the evaluation endpoint, and says what it says', async () => {
    const server = await loopbackServer(({ body }, response) =>
      sendJson(response, { decision: body.includes('"write"'), context: { reason: 'writers may' } }),
    );
    const client = clientOf(`${server.origin}/pdp`);
    expect(await client.consult(QUESTION)).toEqual({ allowed: true, reason: 'writers may' });
    expect(await client.consult({ ...QUESTION, action: 'drop' })).toEqual({ allowed: false, reason: 'writers may' });
    const [first, second] = server.asked;
    expect(first).toMatchObject({ method: 'POST', path: '/pdp/access/v1/evaluation' });
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ subject: { id: 'alice' }, resource: { id: 'fs/write' } });
    expect(first?.body).not.toContain('secret-value');
    expect(first?.headers['x-request-id']).not.toBe(second?.headers['x-request-id']);
    expect(client.name).toBe(new URL(server.origin).host);
  });

  it('asks again over the same connection, many at once over few', async () => {
    const ports = new Set<number | undefined>();
    const server = await loopbackServer((_, response) => {
      ports.add(response.socket?.remotePort);
      sendJson(response, { decision: true });
    });
    const client = clientOf(server.origin);
    for (let i = 0; i < 5; i++) await client.consult(QUESTION);
    expect(ports.size).toBe(1);
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.consult(QUESTION)));
    expect(answers.every(({ allowed }) => allowed)).toBe(true);
    expect(ports.size).toBeLessThanOrEqual(64);
  });

  it('asks once more where a connection was closed that was about to be used again', async () => {
    let asked = 0;
    const server = await loopbackServer((_, response) => {
      asked += 1;
      if (asked === 2) response.socket?.destroy();
      else sendJson(response, { decision: true });
    });
    const client = clientOf(server.origin);
    expect((await client.consult(QUESTION)).allowed).toBe(true);
    expect((await client.consult(QUESTION)).allowed).toBe(true);
    expect(asked).toBe(3);
  });

  it('sends the token from where it is, as it is now', async () => {
    const server = await loopbackServer((_, response) => sendJson(response, { decision: true }));
    const name = join(tempFolder(), 'token');
    writeFileSync(name, 'first\n');
    const byFile = clientOf(server.origin, { token: { kind: 'file', name } });
    await byFile.consult(QUESTION);
    writeFileSync(name, 'second\n');
    await byFile.consult(QUESTION);
    const byEnv = clientOf(server.origin, { token: { kind: 'env', name: 'PDP_TOKEN' } }, { PDP_TOKEN: 'third' });
    await byEnv.consult(QUESTION);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
      'Bearer third',
    ]);
  });

  it.each<[string, Partial<PdpSettings>, NodeJS.ProcessEnv, RegExp]>([
    ['a variable that is not set', { token: { kind: 'env', name: 'PDP_TOKEN' } }, {}, /PDP_TOKEN.*holds no token/],
    [
      'a token that would be two headers',
      { token: { kind: 'env', name: 'PDP_TOKEN' } },
      { PDP_TOKEN: 'tok\r\nx-admin: 1' },
      /holds no token/,
    ],
    ['a file that is not there', { token: { kind: 'file', name: '/nonexistent/token' } }, {}, /cannot be read/],
    ['certificates that are not there', { ca: '/nonexistent/ca.pem' }, {}, /`ca` file cannot be read/],
  ])('denies with %s, and asks nobody', async (_, over, env, why) => {
    const server = await loopbackServer((_asked, response) => sendJson(response, { decision: true }));
    const { allowed, reason } = await clientOf(server.origin, over, env).consult(QUESTION);
    expect(allowed).toBe(false);
    expect(reason).toMatch(why);
    expect(reason).not.toContain('x-admin');
    expect(server.asked).toEqual([]);
  });

  it('denies where it does not answer in time, be it the head or the rest', async () => {
    const silent = await loopbackServer(() => undefined);
    const slow = await loopbackServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"decision":');
    });
    for (const { origin } of [silent, slow]) {
      const { allowed, reason } = await clientOf(origin, { timeoutMs: 100 }).consult(QUESTION);
      expect(allowed).toBe(false);
      expect(reason).toContain('did not answer within 100 ms');
    }
  });

  it('denies where it breaks off, is not there, speaks no HTTP, or no TLS', async () => {
    const cut = await loopbackServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '17' }).write('{"dec');
      setImmediate(() => response.socket?.destroy());
    });
    const gone = await loopbackServer(() => undefined);
    await gone.close();
    const port = await noHttp();
    const urls = [cut.origin, gone.origin, `http://127.0.0.1:${port}`, cut.origin.replace('http:', 'https:')];
    for (const url of urls) {
      const { allowed, reason } = await clientOf(url).consult(QUESTION);
      expect(allowed).toBe(false);
      expect(reason).toMatch(
        /^it cannot be asked, and what it does not allow is denied: it cannot be reached \(\w+\)$/,
      );
    }
  });

  it('follows no redirect, not even to itself', async () => {
    const server = await loopbackServer(({ path }, response) => {
      if (path === '/moved') sendJson(response, { decision: true });
      else response.writeHead(307, { location: '/moved' }).end();
    });
    expect((await clientOf(server.origin).consult(QUESTION)).reason).toContain('redirect');
    expect(server.paths()).toEqual(['/access/v1/evaluation']);
  });

  it('asks nobody over a connection that others can read', async () => {
    expect((await clientOf('http://pdp.example').consult(QUESTION)).reason).toContain('neither https nor');
  });
});

/** The port of something that answers with what is no HTTP. */
function noHttp(): Promise<number> {
  const server = createServer((socket) => {
    socket.write('hello\n');
    socket.destroySoon();
  });
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

import { Agent } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { controlHost } from '../../../src/app/control/controlHost.ts';
import { controlPlaces } from '../../../src/edge/controlSocket.ts';
import { openHost, send } from '../../admin/host.ts';
import { engineFor, PROXY } from '../../admin/support.ts';

const TCP = { host: '127.0.0.1', port: 0, allowHosts: ['leash.test'] };
const SERVER = { ...PROXY, info: { ...PROXY.info, kind: 'server' as const } };

describe('controlHost', () => {
  it('answers on the socket: its health to anybody, all else to the token', async () => {
    const { socket, token } = await openHost();
    expect(await send({ socket }, { path: '/v1/health' })).toMatchObject({ status: 200, text: '{"status":"ok"}\n' });
    for (const path of ['/v1/proxy', '/v1/ready', '/docs', '/openapi.json']) {
      expect((await send({ socket }, { path })).status).toBe(401);
      const headers = { Authorization: `Bearer ${token}` };
      expect((await send({ socket }, { path, headers })).status).toBe(200);
    }
    const both = { Authorization: [`Bearer ${token}`, 'Bearer x'] };
    expect((await send({ socket }, { path: '/v1/proxy', headers: both })).status).toBe(401);
  });

  it('loads nothing before somebody connects, and tries again after a failure', async () => {
    const engine = await engineFor();
    let loads = 0;
    const warnings: string[] = [];
    const host = controlHost({
      listen: null,
      warn: (message) => warnings.push(message),
      load() {
        loads += 1;
        return loads === 1
          ? Promise.reject(new Error('no memory'))
          : Promise.resolve(() => () => (_, response) => void response.end('hi'));
      },
    });
    const opened = await host.open(engine, PROXY);
    const [place] = await controlPlaces(engine.home);
    const socket = place?.socket ?? '';
    expect(loads).toBe(0);
    await expect(send({ socket }, { path: '/' })).rejects.toThrow();
    expect(warnings).toEqual(['nobody can be let in to the admin API: no memory']);
    expect((await send({ socket }, { path: '/' })).text).toBe('hi');
    await opened.close();
  });

  it.each([
    ['127.0.0.1', null, 200],
    ['localhost:1', null, 200],
    ['leash.test', 'https://leash.test', 200],
    ['127.0.0.1', 'http://localhost:3000', 200],
    ['evil.test', null, 403],
    ['127.0.0.1', 'https://evil.test', 403],
    ['127.0.0.1.evil.test', null, 403],
    ['127.0.0.1', 'null', 403],
    ['[', null, 400],
  ])('over TCP, called by %s from %s, answers %i', async (Host, origin, status) => {
    const { url } = await openHost({ listen: TCP });
    const headers = { Host, ...(origin === null ? {} : { Origin: origin }) };
    const answer = await send({ url }, { path: '/health', headers });
    expect([status, ...(status === 400 ? [403] : [])]).toContain(answer.status);
  });

  it('makes the token before it says where it listens, and serves the documentation to a browser', async () => {
    const { url, token } = await openHost({ listen: TCP, proxy: SERVER });
    expect(token).toMatch(/^leash_admin_/);
    const page = await send({ url }, { path: '/docs' });
    expect([page.status, page.headers['content-security-policy']]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
  });

  it('reads no body that is too large, whether it says so or not', async () => {
    const { url, token } = await openHost({ listen: TCP });
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const large = Buffer.alloc(1024 * 1024 + 1, 0x20);
    const said = await send({ url }, { method: 'POST', path: '/authorize', headers, body: large }).catch(() => ({
      status: 413,
    }));
    expect(said.status).toBe(413);
    const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
    const unsaid = await send({ url }, { method: 'POST', path: '/authorize', headers: chunked, body: large }).catch(
      () => ({
        status: 413,
      }),
    );
    expect(unsaid.status).toBe(413);
  });

  it('refuses what is no HTTP, and lives', async () => {
    const { socket, token } = await openHost();
    for (const bytes of [
      '\u0000\u0001\u0002\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'POST /v1/authorize HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    ]) {
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        const client = connect(socket, () => client.write(bytes));
        client.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
        client.on('close', () => resolve(text)).on('error', () => undefined);
        client.on('end', () => client.end());
      });
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    const headers = { Authorization: `Bearer ${token}` };
    expect((await send({ socket }, { path: '/v1/proxy', headers })).status).toBe(200);
  });

  it('ends streams and waiting calls when the process ends, and leaves no socket behind', async () => {
    const { engine, url, token, close } = await openHost({ listen: TCP });
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const stream = send({ url }, { path: '/v1/events', headers });
    const body = JSON.stringify({ agent_id: 'x', action: 'file.delete', wait: true });
    const waiting = send({ url }, { method: 'POST', path: '/v1/authorize', headers, body });
    await expect.poll(() => engine.approvals.held().length).toBe(1);
    await close();
    expect((await stream).text).toContain('event: approvals');
    expect(JSON.parse((await waiting).text)).toMatchObject({ allowed: false });
    expect(await controlPlaces(engine.home)).toEqual([]);
    await expect(send({ url }, { path: '/health' })).rejects.toThrow(/ECONNREFUSED/);
  });

  it('takes no answer away that was given, however much is asked while the process ends', async () => {
    const { url, token, close } = await openHost({ listen: TCP });
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    onTestFinished(() => agent.destroy());
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ agent_id: 'x', action: 'email.send' });
    const statuses = new Map<number | string, number>();
    const askOn = async (): Promise<void> => {
      for (;;) {
        const status = await send({ url }, { method: 'POST', path: '/v1/authorize', headers, body, agent }).then(
          (sent) => sent.status,
          (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unforeseen'),
        );
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 'ECONNREFUSED') return;
      }
    };
    const asking = Array.from({ length: 16 }, askOn);
    await expect.poll(() => statuses.get(200) ?? 0).toBeGreaterThan(50);
    await close();
    await Promise.all(asking);
    expect([...statuses.keys()].filter((status) => ![200, 503, 'ECONNREFUSED'].includes(status))).toEqual([]);
  });

  it('goes on without TCP where a proxy finds its port taken, and says so; a server does not begin', async () => {
    const { url } = await openHost({ listen: TCP });
    const taken = { ...TCP, port: Number(new URL(url).port) };
    const second = await openHost({ listen: taken });
    expect(second.warnings).toEqual([
      expect.stringMatching(/^the admin API cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/),
    ]);
    expect((await send({ socket: second.socket }, { path: '/health' })).status).toBe(200);
    await expect(openHost({ listen: taken, proxy: SERVER })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

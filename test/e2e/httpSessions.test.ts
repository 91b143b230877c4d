import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echoCall, INITIALIZE, MODERN_HEADERS, modernEchoCall, openSession } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { sendAs, startUpstream } from './httpUpstream.ts';
import { processesWith } from './processesWith.ts';
import { ask, messageOf, rawRequest, type RawRequest } from './rawHttp.ts';
import { auditEntries, fixture, temporaryHome } from './support.ts';

const OPEN = ['--policy', 'builtin:allow-all', '--durability', 'process'];

let home: ReturnType<typeof temporaryHome>;
let proxy: HttpProxy | null = null;

beforeEach(() => {
  home = temporaryHome();
});

afterEach(async () => {
  await proxy?.stop();
  proxy = null;
  home.remove();
});

async function start(server: readonly string[] | URL, ...options: string[]): Promise<HttpProxy> {
  proxy = await startHttpProxy({ home: home.path, server, options, env: { SEEN: join(home.path, 'seen') } });
  return proxy;
}

/** Runs some work for each number, so many at a time. */
async function eachOf(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** How often a text reached a server. */
function seen(text: string): number {
  const file = join(home.path, 'seen');
  return (existsSync(file) ? readFileSync(file, 'utf8') : '').split(text).length - 1;
}

/** Sends a request whose answer nobody waits for yet. */
function begin(port: number, request: RawRequest): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(rawRequest(request));
  return socket;
}

describe('sessions over HTTP', () => {
  it('are a thousand, each with its own session at the server, and no two mixed up', async () => {
    const upstream = await startUpstream(({ response, answer }) => sendAs(response, 'application/json', answer));
    const { port } = await start(upstream.url, ...OPEN);
    const sessions: { readonly 'Mcp-Session-Id': string }[] = [];
    await eachOf(1000, 25, async () => void sessions.push(await openSession(port)));
    expect(new Set(sessions.map((one) => one['Mcp-Session-Id'])).size).toBe(1000);
    const partners = new Set<string>();
    await eachOf(1000, 25, async (index) => {
      const answer = await ask(port, { headers: sessions[index] ?? {}, body: echoCall(`text-${index}`) });
      const [, text, partner] = /"text":"(\S+) in (upstream-\d+)"/.exec(answer.body) ?? [];
      expect(text).toBe(`text-${index}`);
      partners.add(partner ?? '');
    });
    expect(partners.size).toBe(1000);
    await eachOf(1000, 25, async (index) => {
      expect((await ask(port, { method: 'DELETE', headers: sessions[index] ?? {} })).status).toBe(200);
    });
    const after = await ask(port, { headers: sessions[0] ?? {}, body: echoCall('late') });
    expect(after.status).toBe(404);
    await proxy?.stop();
    await upstream.close();
    const ended = upstream.requests.filter(({ method }) => method === 'DELETE');
    expect(new Set(ended.map(({ headers }) => headers['mcp-session-id'])).size).toBe(1000);
    expect(upstream.requests.some(({ body }) => body.includes('late'))).toBe(false);
  });

  it('are never more processes than there may be, and the processes go with their callers', async () => {
    const { port, pid } = await start(['sleep', '600'], ...OPEN);
    const children = (): number => processesWith(home.path).filter((one) => one !== pid).length;
    const callers = Array.from({ length: 64 }, () => begin(port, { body: INITIALIZE }));
    await expect.poll(children, { timeout: 30_000 }).toBe(64);
    const refused = await ask(port, { body: INITIALIZE });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(messageOf(refused).id).toBe(0);
    expect(children()).toBe(64);
    for (const socket of callers) socket.destroy();
    await expect.poll(children, { timeout: 30_000 }).toBe(0);
  });

  it('belong to who opened them: to anybody else they are not there', async () => {
    const tokens = ['alice', 'bob'].map((agent) => {
      const sha256 = createHash('sha256').update(`token-of-${agent}`).digest('hex');
      return `    - agent: ${agent}\n      sha256: ${sha256}\n`;
    });
    writeFileSync(join(home.path, 'config.yaml'), `auth:\n  tokens:\n${tokens.join('')}`, { mode: 0o600 });
    const { port } = await start(fixture('echo.mjs'), ...OPEN, '--auth');
    const alice = { Authorization: 'Bearer token-of-alice' };
    const bob = { Authorization: 'Bearer token-of-bob' };
    const session = await openSession(port, alice);
    const call = (headers: object, text: string) => ask(port, { headers: { ...headers }, body: echoCall(text) });

    const unauthorized = await call(session, 'of-nobody');
    expect(unauthorized.status).toBe(401);
    expect(unauthorized.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect((await call({ ...session, Authorization: 'Bearer token-of-carol' }, 'of-carol')).status).toBe(401);
    expect((await call({ ...session, Authorization: ['Bearer token-of-alice', 'Bearer x'] }, 'of-two')).status).toBe(
      401,
    );

    const foreign = await call({ ...session, ...bob }, 'of-bob');
    const unknown = await call({ 'Mcp-Session-Id': 'A'.repeat(43), ...bob }, 'of-bob');
    expect(foreign.status).toBe(404);
    expect({ ...foreign, headers: withoutDate(foreign.headers) }).toEqual({
      ...unknown,
      headers: withoutDate(unknown.headers),
    });
    const ended = await ask(port, { method: 'DELETE', headers: { ...session, ...bob } });
    const read = await ask(port, { method: 'GET', headers: { ...session, ...bob } });
    expect([ended.status, read.status]).toEqual([404, 404]);

    expect((await call({ ...session, ...alice }, 'of-alice')).body).toContain('of-alice');
    expect([seen('"of-'), seen('"of-alice"')]).toEqual([1, 1]);

    await proxy?.stop();
    const entries = (await auditEntries(home.path)).map((entry) => JSON.stringify(entry));
    const noted = entries.filter((entry) => entry.includes('foreign_session'));
    expect(noted).toHaveLength(3);
    for (const entry of noted) {
      expect(entry).toContain('bob');
      expect(entry).not.toContain(session['Mcp-Session-Id']);
    }
  });

  it('lead no denied call to a server', async () => {
    const upstream = await startUpstream(({ response, answer }) => sendAs(response, 'application/json', answer));
    const { port } = await start(upstream.url, '--durability', 'process');
    const session = await openSession(port);
    const legacy = await ask(port, { headers: session, body: echoCall('denied') });
    const modern = await ask(port, { headers: MODERN_HEADERS, body: modernEchoCall('denied') });
    for (const answer of [legacy, modern])
      expect(messageOf(answer)).toMatchObject({ id: 7, result: { isError: true } });
    await proxy?.stop();
    await upstream.close();
    expect(upstream.requests.filter(({ body }) => body.includes('denied'))).toEqual([]);
  });

  it('end with an answer to whoever still waits, when their callers end them', async () => {
    const { port } = await start(fixture('sleeps.mjs'), ...OPEN);
    const session = await openSession(port);
    const waiting = ask(port, { headers: session, body: echoCall('waiting') });
    await expect.poll(() => seen('waiting'), { timeout: 30_000 }).toBe(1);
    expect((await ask(port, { method: 'DELETE', headers: session })).status).toBe(200);
    expect(messageOf(await waiting)).toMatchObject({ id: 7, error: {} });
    expect((await ask(port, { method: 'DELETE', headers: session })).status).toBe(404);
  });

  it('end with an answer to whoever still waits, when their servers die', async () => {
    const { port } = await start(fixture('dies-mid-call.mjs'), ...OPEN);
    const session = await openSession(port);
    const answer = await ask(port, { headers: session, body: echoCall('x') });
    expect(messageOf(answer)).toMatchObject({ id: 7, error: {} });
    const gone = async (): Promise<number> => (await ask(port, { headers: session, body: echoCall('y') })).status;
    await expect.poll(gone, { timeout: 30_000 }).toBe(404);
    expect((await ask(port, { body: INITIALIZE })).status).toBe(200);
  });

  it('end with the listener, and no process stays behind', async () => {
    const { port, pid } = await start(fixture('echo.mjs'), ...OPEN);
    await openSession(port);
    await ask(port, { headers: MODERN_HEADERS, body: modernEchoCall('x') });
    expect(processesWith(home.path).filter((one) => one !== pid)).toHaveLength(2);
    expect(await proxy?.stop()).toBe(128 + 15);
    expect(processesWith(home.path)).toEqual([]);
  });
});

describe('calls without a session', () => {
  it('never meet, though all callers number them alike', async () => {
    const { port, pid } = await start(fixture('echo.mjs'), ...OPEN);
    await eachOf(200, 8, async (index) => {
      const text = `text-${index}-`;
      const answer = await ask(port, { headers: MODERN_HEADERS, body: modernEchoCall(text, 1) });
      expect(messageOf(answer)).toMatchObject({ id: 1, result: { content: [{ type: 'text', text }] } });
    });
    expect(processesWith(home.path).filter((one) => one !== pid).length).toBeLessThanOrEqual(8);
  });

  it('are given up when their callers go, and lend their number to none that could get their answer', async () => {
    const { port, pid } = await start(fixture('sleeps.mjs'), ...OPEN);
    const first = begin(port, { headers: MODERN_HEADERS, body: modernEchoCall('first', 1) });
    await expect.poll(() => seen('first'), { timeout: 30_000 }).toBe(1);
    first.destroy();
    await expect.poll(() => seen('notifications/cancelled'), { timeout: 30_000 }).toBe(1);
    const second = begin(port, { headers: MODERN_HEADERS, body: modernEchoCall('second', 1) });
    await expect.poll(() => seen('second'), { timeout: 30_000 }).toBe(1);
    expect(processesWith(home.path).filter((one) => one !== pid)).toHaveLength(2);
    second.destroy();
  });

  it('are refused where every server has a call of that number, and led to one where it has not', async () => {
    const { port } = await start(fixture('sleeps.mjs'), ...OPEN);
    const wait = (text: string, id: number): Socket =>
      begin(port, { headers: MODERN_HEADERS, body: modernEchoCall(text, id) });
    const waiting = Array.from({ length: 8 }, () => wait('first', 1));
    await expect.poll(() => seen('first'), { timeout: 30_000 }).toBe(8);
    const refused = await ask(port, { headers: MODERN_HEADERS, body: modernEchoCall('refused', 1) });
    expect([refused.status, messageOf(refused).id, seen('refused')]).toEqual([503, 1, 0]);
    waiting.push(wait('second', 2));
    await expect.poll(() => seen('second'), { timeout: 30_000 }).toBe(1);
    for (const socket of waiting) socket.destroy();
  });
});

function withoutDate(headers: ReadonlyMap<string, string>): string[] {
  return [...headers].filter(([name]) => name !== 'date').map(([name, value]) => `${name}: ${value}`);
}

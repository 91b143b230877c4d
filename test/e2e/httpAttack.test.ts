import { execFileSync } from 'node:child_process';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repeat } from './calls.ts';
import { echoCall, MODERN_HEADERS, modernEchoCall, openSession } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { ask, messageOf, rawRequest, readAll, type RawRequest } from './rawHttp.ts';
import { auditEntries, fixture, leash, temporaryHome, type LoggedDecision } from './support.ts';

let home: ReturnType<typeof temporaryHome>;
let proxy: HttpProxy | null = null;

beforeEach(() => {
  home = temporaryHome();
});

/** Whatever was tried, the log is whole. */
afterEach(async () => {
  await proxy?.stop();
  proxy = null;
  const verified = await leash(['--home', home.path, 'audit', 'verify']);
  home.remove();
  expect(verified.code).toBe(0);
});

async function start(server: readonly string[] | URL): Promise<HttpProxy> {
  const options = ['--policy', 'builtin:allow-all', '--durability', 'process'];
  proxy = await startHttpProxy({ home: home.path, server, options });
  return proxy;
}

/** What was decided. */
async function decisions(): Promise<LoggedDecision[]> {
  return (await auditEntries(home.path)).filter(({ phase }) => phase === 'decision');
}

/** Memory that a process has, in MiB. */
function residentMiB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

const PIECES = 1_000_000;

/** Spaces, each in a chunk of its own: six bytes on the wire for one of the body. */
async function sendPieces(socket: Socket): Promise<void> {
  const some = Buffer.from('1\r\n \r\n'.repeat(10_000));
  for (let sent = 0; sent < PIECES; sent += 10_000) {
    if (!socket.write(some)) await once(socket, 'drain');
  }
}

const lastChunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;

describe('a body in a million pieces', () => {
  it('of a client costs its bytes, and is answered', async () => {
    const { port, pid } = await start(fixture('echo.mjs'));
    const session = await openSession(port);
    const before = residentMiB(pid);
    const socket = connect(port, '127.0.0.1');
    const answered = readAll(socket);
    socket.write(rawRequest({ headers: { ...session, 'Transfer-Encoding': 'chunked' } }));
    await sendPieces(socket);
    socket.write(lastChunk(echoCall('at last')));
    expect((await answered).toString()).toContain('at last');
    // As objects they would be 400 MiB.
    expect(residentMiB(pid) - before).toBeLessThan(150);
  });

  it('of a server costs its bytes, and is passed on', async () => {
    const upstream = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        const id = /"id":(\d+)/.exec(bytes.toString())?.[1];
        if (id === undefined) return;
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
        void sendPieces(socket).then(() => socket.write(lastChunk(`{"jsonrpc":"2.0","id":${id},"result":{}}`)));
      });
    });
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    const url = new URL(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/mcp`);
    const { port, pid } = await start(url);
    const before = residentMiB(pid);
    const answer = await ask(port, { headers: MODERN_HEADERS, body: modernEchoCall('x') });
    expect(messageOf(answer)).toMatchObject({ id: 7, result: {} });
    expect(residentMiB(pid) - before).toBeLessThan(150);
    upstream.close();
  });
});

describe('a message of millions of parts', () => {
  it('is refused before anybody waits for it', async () => {
    const { port } = await start(fixture('echo.mjs'));
    const body = modernEchoCall('x').replace('"text":"x"', `"text":"x","more":[${'{},'.repeat(10_000_000)}{}]`);
    const [heavy, light] = await Promise.all([
      ask(port, { headers: MODERN_HEADERS, body }),
      ask(port, { headers: MODERN_HEADERS, body: modernEchoCall('light') }),
    ]);
    expect([heavy.status, light.status]).toEqual([413, 200]);
    expect(await decisions()).toHaveLength(1);
  });
});

describe('the end of the proxy', () => {
  it('is told to each caller once, and as a refusal to nobody whose call was allowed', async () => {
    // It ends at the end of its input, whatever it was asked before.
    const ending = await start(fixture('sleeps.mjs'));
    const { port } = ending;
    const session = await openSession(port);
    const calls: RawRequest[] = [
      { headers: session, body: echoCall('legacy', 1) },
      { headers: { ...session, 'MCP-Protocol-Version': '2025-11-25' }, body: echoCall('legacy too', 2) },
      { headers: MODERN_HEADERS, body: modernEchoCall('modern', 3) },
    ];
    const answers = calls.map((call) => ask(port, call));
    await repeat('all are allowed', decisions, (entries) => entries.length === calls.length);
    expect(await ending.stop()).toBe(143);
    proxy = null;
    const messages = (await Promise.all(answers)).map(messageOf);
    expect(messages.map(({ id }) => id)).toEqual([1, 2, 3]);
    for (const { error } of messages) expect(error?.code).toBe(53_003);
    const logged = await decisions();
    expect(logged.map(({ outcome }) => outcome)).toEqual(calls.map(() => 'unanswered'));
  });

  it('is told in the stream of an answer that has begun', async () => {
    const ending = await start([process.execPath, '-e', BEGINS]);
    const { port } = ending;
    const socket = connect(port, '127.0.0.1');
    const bytes = readAll(socket);
    socket.write(rawRequest({ headers: MODERN_HEADERS, body: modernEchoCall('modern').replace('"_meta":{', META) }));
    await once(socket, 'data');
    await ending.stop();
    proxy = null;
    const events = (await bytes).toString().match(/^data: .+$/gm) ?? [];
    expect(events.map((event) => JSON.parse(event.slice('data: '.length)) as unknown)).toMatchObject([
      { method: 'notifications/progress' },
      { id: 7, error: { code: 53_003 } },
    ]);
  });
});

const META = '"_meta":{"progressToken":"p",';

/** A server that says of each call that it has begun, and no more. */
const BEGINS = `
  process.stdin.on('data', () => console.log(JSON.stringify({
    jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 'p', progress: 1 },
  })));
  process.stdin.on('end', () => process.exit(0));
`;

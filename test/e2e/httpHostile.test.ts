import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoCall, INITIALIZE, MODERN_HEADERS, modernEchoCall, openSession } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { type CallRow, chunked, REFUSED, RIGHT } from './httpRows.ts';
import { ask, exchange, messageOf, rawRequest, type RawRequest, readAll } from './rawHttp.ts';
import { fixture, temporaryHome } from './support.ts';

const home = temporaryHome();
const seenFile = join(home.path, 'seen');

/** Connections that send a little and then wait: they are there while all the rest is tested. */
const slow: { readonly socket: Socket; readonly bytes: Promise<Buffer> }[] = [];
const SLOW_HEADS = 51;

let proxy: HttpProxy;
let session: { readonly 'Mcp-Session-Id': string };
let marks = 0;

beforeAll(async () => {
  proxy = await startEcho(home.path);
  crawl('');
  while (slow.length < SLOW_HEADS) crawl('POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  while (slow.length < 2 * SLOW_HEADS)
    crawl(rawRequest({ headers: { 'Content-Length': '1000' }, body: '{"jsonrpc":' }));
  session = await openSession(proxy.port);
});

afterAll(async () => {
  for (const { socket } of slow) socket.destroy();
  await proxy.stop();
  home.remove();
});

function startEcho(path: string): Promise<HttpProxy> {
  const options = ['--policy', 'builtin:allow-all', '--durability', 'process'];
  return startHttpProxy({ home: path, server: fixture('echo.mjs'), options, env: { SEEN: seenFile } });
}

function crawl(bytes: Buffer | string): void {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write(bytes);
  slow.push({ socket, bytes: readAll(socket) });
}

/** Every line that reached a server. */
function seen(): string {
  return existsSync(seenFile) ? readFileSync(seenFile, 'utf8') : '';
}

/** A text that no other row has. */
function mark(): string {
  marks += 1;
  return `mark-${marks}-`;
}

function requestOf(row: CallRow, text: string): RawRequest {
  const { 'Mcp-Session-Id': id } = session;
  const call = row.modern === true ? modernEchoCall(text) : echoCall(text);
  return {
    method: row.method,
    target: row.target,
    headers: {
      'Mcp-Session-Id': row.session?.(id) ?? id,
      ...(row.modern === true ? MODERN_HEADERS : {}),
      ...row.headers,
    },
    body: row.body?.(call, text) ?? call,
  };
}

describe('a call over HTTP', () => {
  it.each(RIGHT)('is answered by the server: $title', async (row) => {
    const text = mark();
    const answer = await ask(proxy.port, requestOf(row, text));
    expect(answer.status).toBe(200);
    expect(messageOf(answer)).toMatchObject({ id: 7, result: { content: [{ type: 'text', text }] } });
    expect(seen().split(text)).toHaveLength(2);
  });

  it.each(REFUSED)('is refused with $status, and reaches no server: $title', async ({ status, code, ...row }) => {
    const text = mark();
    const answers = await exchange(proxy.port, rawRequest(requestOf(row, text)));
    expect(answers.map((answer) => answer.status)).toEqual([status]);
    for (const { headers, body } of answers) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(JSON.parse(body)).toMatchObject({ jsonrpc: '2.0', error: code === undefined ? {} : { code } });
    }
    expect(seen()).not.toContain(text);
  });

  it('is denied, and reaches no server, where it names two tools', async () => {
    const text = mark();
    const body = (call: string): string => call.replace('"name":', '"name":"read_file","name":');
    const answer = await ask(proxy.port, requestOf({ title: '', body }, text));
    expect(messageOf(answer)).toMatchObject({ id: 7, result: { isError: true } });
    expect(seen()).not.toContain(text);
  });

  it('is no call in the body of another request', async () => {
    const text = mark();
    const body = (): Buffer => rawRequest(requestOf(SIMPLE, text));
    const answers = await exchange(proxy.port, rawRequest(requestOf({ title: '', body }, text)));
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(seen()).not.toContain(text);
  });

  it('is judged by itself where several come in one piece', async () => {
    const [first, refused, last] = [mark(), mark(), mark()];
    const kept = { title: '', headers: { Connection: 'keep-alive' } };
    const foreign = { title: '', headers: { Connection: 'keep-alive', Origin: 'https://evil.example.com' } };
    const other = { title: '', body: (call: string) => call.replace('"id":7', '"id":8') };
    const requests = [requestOf(kept, first), requestOf(foreign, refused), requestOf(other, last)];
    const answers = await exchange(proxy.port, Buffer.concat(requests.map(rawRequest)));
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200]);
    expect([first, refused, last].map((text) => seen().includes(text))).toEqual([true, false, true]);
  });

  it('has no more bytes than a message may have', async () => {
    const small = temporaryHome();
    writeFileSync(join(small.path, 'config.yaml'), 'max_line_bytes: 2048\n');
    const bounded = await startEcho(small.path);
    const [long, short] = [`${mark()}${'x'.repeat(4000)}`, mark()];
    const chunks = { ...MODERN_HEADERS, 'Transfer-Encoding': 'chunked' };
    const announced = await ask(bounded.port, { headers: MODERN_HEADERS, body: modernEchoCall(long) });
    const unannounced = await ask(bounded.port, { headers: chunks, body: chunked(modernEchoCall(long)) });
    const fits = await ask(bounded.port, { headers: MODERN_HEADERS, body: modernEchoCall(short) });
    await bounded.stop();
    small.remove();
    expect([announced.status, unannounced.status, fits.status]).toEqual([413, 413, 200]);
    expect(seen()).not.toContain(long.slice(0, 100));
  });
});

describe('a listener for HTTP', () => {
  it.each([
    ['no HTTP', 'GET\r\n\r\n'],
    ['no host', 'POST /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
    ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['lines that end in LF alone', 'POST /mcp HTTP/1.1\nHost: localhost\n\n'],
    ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n'],
  ])('closes the connection on %s', async (_what, bytes) => {
    for (const { status } of await exchange(proxy.port, bytes)) expect(status).toBeGreaterThanOrEqual(400);
  });

  it('starts the server that it was told to start, whatever requests say', async () => {
    const before = seen().split('"initialize"').length;
    const body = INITIALIZE.replace('"params":{', '"command":"sh","params":{"command":"sh","args":["-c","echo"],');
    const answer = await ask(proxy.port, { target: '/mcp?command=sh', headers: { 'X-Command': 'sh' }, body });
    expect(answer.status).toBe(200);
    expect(seen().split('"initialize"')).toHaveLength(before + 1);
  });

  it('serves everybody else while a hundred callers are slow, and does not wait for them for ever', async () => {
    const start = performance.now();
    expect((await ask(proxy.port, requestOf(SIMPLE, mark()))).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(5000);
    for (const { bytes } of slow.slice(0, SLOW_HEADS))
      expect((await bytes).toString()).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
    // A body may take longer than a head.
    expect(slow.slice(SLOW_HEADS).every(({ socket }) => !socket.destroyed)).toBe(true);
  });
});

/** A call as it is. */
const SIMPLE: CallRow = { title: '' };

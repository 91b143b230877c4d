import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { ask, exchange, type Headers, messageOf, rawRequest, type RawRequest, readAll } from './rawHttp.ts';
import { fixture, temporaryHome } from './support.ts';

const home = temporaryHome();
const seenFile = join(home.path, 'seen');

/** Connections that send a little and then wait: they are there while all the rest is tested. */
const slow: { readonly socket: Socket; readonly bytes: Promise<Buffer>; readonly since: number }[] = [];

let proxy: HttpProxy;
let session: string;
let marks = 0;

beforeAll(async () => {
  proxy = await startHttpProxy({
    home: home.path,
    server: fixture('echo.mjs'),
    options: ['--policy', 'builtin:allow-all', '--durability', 'process'],
    env: { SEEN: seenFile },
  });
  for (let count = 0; count < 50; count++) crawl('POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  crawl('');
  for (let count = 0; count < 50; count++) {
    crawl(rawRequest({ headers: [['Content-Length', '1000']], body: '{"jsonrpc":"2.0",' }));
  }
  session = await openSession();
});

afterAll(async () => {
  for (const { socket } of slow) socket.destroy();
  await proxy.stop();
  home.remove();
});

function crawl(bytes: Buffer | string): void {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write(bytes);
  slow.push({ socket, bytes: readAll(socket), since: performance.now() });
}

async function openSession(): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const { status, headers } = await ask(proxy.port, { body });
  expect(status).toBe(200);
  return headers.get('mcp-session-id') ?? '';
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

function call(text: string, more: object = {}): string {
  const params = { name: 'echo', arguments: { text } };
  return JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params, ...more });
}

const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

function modernCall(text: string): string {
  return call(text, { params: { name: 'echo', arguments: { text }, _meta: MODERN_META } });
}

const MODERN_HEADERS: Headers = [
  ['MCP-Protocol-Version', '2026-07-28'],
  ['Mcp-Method', 'tools/call'],
  ['Mcp-Name', 'echo'],
];

function inSession(...headers: Headers): Headers {
  return [['Mcp-Session-Id', session], ...headers];
}

function chunked(body: string, { extension = '', trailer = '' } = {}): string {
  const half = Math.floor(body.length / 2);
  const chunk = (text: string): string => `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
  return `${chunk(body.slice(0, half))}${chunk(body.slice(half))}0\r\n${trailer}\r\n`;
}

type Row = readonly [title: string, request: (text: string) => RawRequest];

describe('a call over HTTP that is unusual, and right', () => {
  it.each<Row>([
    ['in a session', (text) => ({ headers: inSession(), body: call(text) })],
    [
      'with a media type in capitals',
      (text) => ({ headers: inSession(['Content-Type', 'Application/JSON']), body: call(text) }),
    ],
    [
      'with a charset in quotes',
      (text) => ({ headers: inSession(['Content-Type', 'application/json ; charset="UTF-8"']), body: call(text) }),
    ],
    [
      'with header names in capitals',
      (text) => ({
        headers: [
          ['MCP-SESSION-ID', session],
          ['ACCEPT', '*/*'],
        ],
        body: call(text),
      }),
    ],
    ['in chunks', (text) => ({ headers: inSession(['Transfer-Encoding', 'chunked']), body: chunked(call(text)) })],
    [
      'in chunks with extensions and a trailer',
      (text) => ({
        headers: inSession(['Transfer-Encoding', 'Chunked']),
        body: chunked(call(text), { extension: ';a="b"', trailer: 'X-Trailer: y\r\n' }),
      }),
    ],
    [
      'that waits to be asked for its body',
      (text) => ({ headers: inSession(['Expect', '100-continue']), body: call(text) }),
    ],
    [
      'printed prettily',
      (text) => ({ headers: inSession(), body: `\r\n${JSON.stringify(JSON.parse(call(text)), null, 2)}\r\n` }),
    ],
    [
      'from a page on this machine',
      (text) => ({ headers: inSession(['Origin', 'http://localhost:5173']), body: call(text) }),
    ],
    [
      'by the IPv6 name of this machine',
      (text) => ({ headers: inSession(['Host', `[::1]:${proxy.port}`]), body: call(text) }),
    ],
    [
      'with the whole URL as its target',
      (text) => ({ target: `http://localhost:${proxy.port}/mcp`, headers: inSession(), body: call(text) }),
    ],
    ['with a query', (text) => ({ target: '/mcp?a=b', headers: inSession(), body: call(text) })],
    ['of the modern era', (text) => ({ headers: MODERN_HEADERS, body: modernCall(text) })],
    [
      'of the modern era that names a session',
      (text) => ({ headers: inSession(...MODERN_HEADERS), body: modernCall(text) }),
    ],
  ])('is answered by the server: %s', async (_title, request) => {
    const text = mark();
    const answer = await ask(proxy.port, request(text));
    expect(answer.status).toBe(200);
    expect(messageOf(answer)).toMatchObject({ id: 7, result: { content: [{ type: 'text', text }] } });
    expect(seen().split(text)).toHaveLength(2);
  });
});

describe('hostile HTTP', () => {
  type Refused = readonly [title: string, status: number, code: number | null, request: (text: string) => RawRequest];

  it.each<Refused>([
    // Headers against the body, in the modern era.
    [
      'another method in the header',
      400,
      -32020,
      (text) => ({ headers: replaced(['Mcp-Method', 'tools/list']), body: modernCall(text) }),
    ],
    [
      'no method in the headers',
      400,
      -32020,
      (text) => ({ headers: replaced(['Mcp-Method', '']), body: modernCall(text) }),
    ],
    [
      'another name in the header',
      400,
      -32020,
      (text) => ({ headers: replaced(['Mcp-Name', 'read_file']), body: modernCall(text) }),
    ],
    [
      'no name in the headers',
      400,
      -32020,
      (text) => ({ headers: replaced(['Mcp-Name', '']), body: modernCall(text) }),
    ],
    [
      'a name in other letters',
      400,
      -32020,
      (text) => ({ headers: replaced(['Mcp-Name', 'Echo']), body: modernCall(text) }),
    ],
    [
      'two names in the headers',
      400,
      -32020,
      (text) => ({ headers: [...MODERN_HEADERS, ['Mcp-Name', 'read_file']], body: modernCall(text) }),
    ],
    [
      'a name in broken base64',
      400,
      -32020,
      (text) => ({ headers: replaced(['Mcp-Name', '=?base64?ZWNobw?=']), body: modernCall(text) }),
    ],
    [
      'another version in the header',
      400,
      -32020,
      (text) => ({ headers: replaced(['MCP-Protocol-Version', '2026-12-01']), body: modernCall(text) }),
    ],
    [
      'a legacy version in the header',
      400,
      -32020,
      (text) => ({ headers: replaced(['MCP-Protocol-Version', '2025-11-25']), body: modernCall(text) }),
    ],
    ['a modern version in the header alone', 400, null, (text) => ({ headers: MODERN_HEADERS, body: call(text) })],
    [
      'a version that nobody speaks',
      400,
      null,
      (text) => ({ headers: inSession(['MCP-Protocol-Version', '2020-01-01']), body: call(text) }),
    ],
    // What the body is.
    ['no media type', 415, null, (text) => ({ headers: inSession(['Content-Type', '']), body: call(text) })],
    [
      'a form',
      415,
      null,
      (text) => ({ headers: inSession(['Content-Type', 'application/x-www-form-urlencoded']), body: call(text) }),
    ],
    [
      'plain text, as any page may send it',
      415,
      null,
      (text) => ({ headers: inSession(['Content-Type', 'text/plain']), body: call(text) }),
    ],
    [
      'two media types',
      415,
      null,
      (text) => ({
        headers: inSession(['Content-Type', 'application/json'], ['Content-Type', 'text/plain']),
        body: call(text),
      }),
    ],
    [
      'another media type that ends alike',
      415,
      null,
      (text) => ({ headers: inSession(['Content-Type', 'application/jsonp']), body: call(text) }),
    ],
    [
      'another charset',
      415,
      null,
      (text) => ({ headers: inSession(['Content-Type', 'application/json; charset=utf-7']), body: call(text) }),
    ],
    [
      'a body that says it is compressed',
      415,
      null,
      (text) => ({ headers: inSession(['Content-Encoding', 'gzip']), body: call(text) }),
    ],
    [
      'an answer that it could not take',
      406,
      null,
      (text) => ({ headers: inSession(['Accept', 'text/html']), body: call(text) }),
    ],
    // Where one request ends.
    [
      'a length and chunks',
      400,
      null,
      (text) => ({
        headers: inSession(['Content-Length', '4'], ['Transfer-Encoding', 'chunked']),
        body: chunked(call(text)),
      }),
    ],
    [
      'two lengths',
      400,
      null,
      (text) => ({ headers: inSession(['Content-Length', '4'], ['Content-Length', '5']), body: call(text) }),
    ],
    [
      'a length with a sign',
      400,
      null,
      (text) => ({ headers: inSession(['Content-Length', '+200']), body: call(text) }),
    ],
    [
      'a length that is no number',
      400,
      null,
      (text) => ({ headers: inSession(['Content-Length', '0x80']), body: call(text) }),
    ],
    [
      'chunks in an encoding that nobody knows',
      400,
      null,
      (text) => ({ headers: inSession(['Transfer-Encoding', 'xchunked']), body: chunked(call(text)) }),
    ],
    [
      'chunks that say they are compressed',
      415,
      null,
      (text) => ({ headers: inSession(['Transfer-Encoding', 'gzip, chunked']), body: chunked(call(text)) }),
    ],
    [
      'a chunk whose size is no number',
      400,
      null,
      (text) => ({ headers: inSession(['Transfer-Encoding', 'chunked']), body: `zz\r\n${call(text)}\r\n0\r\n\r\n` }),
    ],
    [
      'a chunk of negative size',
      400,
      null,
      (text) => ({ headers: inSession(['Transfer-Encoding', 'chunked']), body: `-5\r\n${call(text)}\r\n0\r\n\r\n` }),
    ],
    [
      'a chunk that is longer than it says',
      400,
      null,
      (text) => ({ headers: inSession(['Transfer-Encoding', 'chunked']), body: `5\r\n${call(text)}\r\n0\r\n\r\n` }),
    ],
    [
      'a chunk of a size that no number holds',
      400,
      null,
      (text) => ({
        headers: inSession(['Transfer-Encoding', 'chunked']),
        body: `ffffffffffffffffff\r\n${call(text)}\r\n0\r\n\r\n`,
      }),
    ],
    [
      'a header whose name ends in a space',
      400,
      null,
      (text) => ({ headers: inSession(['Transfer-Encoding ', 'chunked']), body: chunked(call(text)) }),
    ],
    [
      'a header that goes on in the next line',
      400,
      null,
      (text) => ({ headers: inSession(['X-Folded', 'a\r\n b']), body: call(text) }),
    ],
    [
      'a header with a line break in the middle',
      400,
      null,
      (text) => ({ headers: inSession(['X-Broken', 'a\nMcp-Name: b']), body: call(text) }),
    ],
    ['a header with a zero byte', 400, null, (text) => ({ headers: inSession(['X-Zero', 'a\0b']), body: call(text) })],
    [
      'headers without end',
      431,
      null,
      (text) => ({ headers: inSession(['X-Long', 'a'.repeat(40_000)]), body: call(text) }),
    ],
    [
      'a session id without end',
      431,
      null,
      (text) => ({ headers: [['Mcp-Session-Id', 'a'.repeat(40_000)]], body: call(text) }),
    ],
    // Who is called, and from where.
    ['another host', 403, null, (text) => ({ headers: inSession(['Host', 'evil.example.com']), body: call(text) })],
    [
      'a host that begins alike',
      403,
      null,
      (text) => ({ headers: inSession(['Host', 'localhost.evil.example.com']), body: call(text) }),
    ],
    [
      'a user before the host',
      403,
      null,
      (text) => ({ headers: inSession(['Host', 'localhost@evil.example.com']), body: call(text) }),
    ],
    [
      'another host in the target',
      403,
      null,
      (text) => ({ target: 'http://evil.example.com/mcp', headers: inSession(), body: call(text) }),
    ],
    [
      'a page of another origin',
      403,
      null,
      (text) => ({ headers: inSession(['Origin', 'https://evil.example.com']), body: call(text) }),
    ],
    [
      'a page of an origin that begins alike',
      403,
      null,
      (text) => ({ headers: inSession(['Origin', 'http://localhost.evil.example.com']), body: call(text) }),
    ],
    ['a page without an origin', 403, null, (text) => ({ headers: inSession(['Origin', 'null']), body: call(text) })],
    ['a page on the disk', 403, null, (text) => ({ headers: inSession(['Origin', 'file://']), body: call(text) })],
    // Where it goes.
    ['another path', 404, null, (text) => ({ target: '/', headers: inSession(), body: call(text) })],
    [
      'a path with a slash too many',
      404,
      null,
      (text) => ({ target: '//mcp', headers: inSession(), body: call(text) }),
    ],
    ['a path behind ours', 404, null, (text) => ({ target: '/mcp/', headers: inSession(), body: call(text) })],
    ['a path that leads back', 404, null, (text) => ({ target: '/a/../mcp', headers: inSession(), body: call(text) })],
    ['a path in percents', 404, null, (text) => ({ target: '/%6dcp', headers: inSession(), body: call(text) })],
    ['a path in capitals', 404, null, (text) => ({ target: '/MCP', headers: inSession(), body: call(text) })],
    ['another method', 405, null, (text) => ({ method: 'PUT', headers: inSession(), body: call(text) })],
    ['a method that shows the request', 405, null, (text) => ({ method: 'TRACE', headers: inSession(['X', text]) })],
    ['a GET with a body', 400, null, (text) => ({ method: 'GET', headers: inSession(), body: call(text) })],
    // Whose session it is.
    ['no session', 400, null, (text) => ({ body: call(text) })],
    [
      'a session that nobody opened',
      404,
      null,
      (text) => ({ headers: [['Mcp-Session-Id', 'A'.repeat(43)]], body: call(text) }),
    ],
    [
      'a session of the prototype',
      404,
      null,
      (text) => ({ headers: [['Mcp-Session-Id', '__proto__']], body: call(text) }),
    ],
    ['the session twice', 404, null, (text) => ({ headers: inSession(['Mcp-Session-Id', session]), body: call(text) })],
    [
      'half the session',
      404,
      null,
      (text) => ({ headers: [['Mcp-Session-Id', session.slice(0, 20)]], body: call(text) }),
    ],
    [
      'initialize in a session',
      400,
      null,
      (text) => ({ headers: inSession(), body: call(text, { method: 'initialize' }) }),
    ],
    // What cannot be judged.
    ['no JSON', 400, -32700, (text) => ({ headers: inSession(), body: `${call(text)}}` })],
    ['nothing', 400, -32700, () => ({ headers: inSession() })],
    ['two messages', 400, -32700, (text) => ({ headers: inSession(), body: `${call(text)}\n${call(text)}` })],
    ['a byte order mark', 400, -32700, (text) => ({ headers: inSession(), body: `\uFEFF${call(text)}` })],
    ['UTF-16', 400, -32700, (text) => ({ headers: inSession(), body: Buffer.from(call(text), 'utf16le') })],
    [
      'invalid UTF-8',
      400,
      -32700,
      (text) => ({
        headers: inSession(),
        body: Buffer.concat([Buffer.from(call(text).slice(0, -3)), Buffer.from([0xff]), Buffer.from('"}}}')]),
      }),
    ],
    ['a batch', 200, -32600, (text) => ({ headers: inSession(), body: `[${call(text)}]` })],
    ['no JSON-RPC', 400, -32600, (text) => ({ headers: inSession(), body: JSON.stringify({ text }) })],
    ['a call with a null id', 400, -32600, (text) => ({ headers: inSession(), body: call(text, { id: null }) })],
    [
      'a name given twice',
      200,
      -32600,
      (text) => ({ headers: inSession(), body: call(text).replace('"name":', '"name":"read_file","name":') }),
    ],
    [
      'a name that looks alike',
      200,
      -32600,
      (text) => ({ headers: inSession(), body: call(text).replace('"name":', '"Name":"read_file","name":') }),
    ],
    [
      'nesting without end',
      200,
      -32600,
      (text) => ({
        headers: inSession(),
        body: call(text).replace(`"${text}"`, `${'['.repeat(500)}"${text}"${']'.repeat(500)}`),
      }),
    ],
  ])('is refused, and reaches no server: %s', async (_title, status, code, request) => {
    const text = mark();
    const [answer, ...more] = await exchange(proxy.port, rawRequest(request(text)));
    expect(more).toEqual([]);
    expect(answer?.status).toBe(status);
    expect(answer?.headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ jsonrpc: '2.0', error: code === null ? {} : { code } });
    expect(seen()).not.toContain(text);
  });

  function replaced(...headers: Headers): Headers {
    const names = headers.map(([name]) => name);
    return [...MODERN_HEADERS.filter(([name]) => !names.includes(name)), ...headers];
  }

  it('takes a request in the body of another for what it is, a body', async () => {
    const text = mark();
    const inner = rawRequest({ headers: inSession(), body: call(text) });
    const answers = await exchange(proxy.port, rawRequest({ headers: inSession(), body: inner }));
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(seen()).not.toContain(text);
  });

  it('answers requests that come in one piece one by one', async () => {
    const [first, refused, last] = [mark(), mark(), mark()];
    const keep: Headers = inSession(['Connection', 'keep-alive']);
    const bytes = Buffer.concat([
      rawRequest({ headers: keep, body: call(first) }),
      rawRequest({ headers: [...keep, ['Origin', 'https://evil.example.com']], body: call(refused) }),
      rawRequest({ headers: inSession(), body: call(last, { id: 8 }) }),
    ]);
    const answers = await exchange(proxy.port, bytes);
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200]);
    expect(seen()).toContain(first);
    expect(seen()).not.toContain(refused);
    expect(seen()).toContain(last);
  });

  it.each([
    ['no HTTP', 'GET\r\n\r\n'],
    ['no host', 'POST /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
    ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['lines that end in LF alone', 'POST /mcp HTTP/1.1\nHost: localhost\n\n'],
    ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n'],
  ])('closes the connection on what is no request: %s', async (_title, bytes) => {
    const answers = await exchange(proxy.port, bytes).catch(() => []);
    for (const { status } of answers) expect(status).toBeGreaterThanOrEqual(400);
  });

  it('reads no more of a body than a message may have', async () => {
    const small = temporaryHome();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(small.path, 'config.yaml'), 'max_line_bytes: 2048\n');
    const bounded = await startHttpProxy({
      home: small.path,
      server: fixture('echo.mjs'),
      options: ['--policy', 'builtin:allow-all', '--durability', 'process'],
      env: { SEEN: seenFile },
    });
    const text = `${mark()}${'x'.repeat(4000)}`;
    const body = modernCall(text);
    const announced = await ask(bounded.port, { headers: MODERN_HEADERS, body });
    const unannounced = await ask(bounded.port, {
      headers: [...MODERN_HEADERS, ['Transfer-Encoding', 'chunked']],
      body: chunked(body),
    });
    const fits = await ask(bounded.port, { headers: MODERN_HEADERS, body: modernCall(mark()) });
    await bounded.stop();
    small.remove();
    expect([announced.status, unannounced.status, fits.status]).toEqual([413, 413, 200]);
    expect(seen()).not.toContain('xxxx');
  });

  it('starts one server for a session, whatever requests say', async () => {
    const before = seen().split('"initialize"').length;
    const params = {
      command: 'sh',
      args: ['-c', 'echo'],
      server: { command: 'sh' },
      protocolVersion: '2025-11-25',
      capabilities: {},
    };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params, command: 'sh' });
    const { status, headers } = await ask(proxy.port, {
      target: '/mcp?command=sh',
      headers: [['X-Command', 'sh']],
      body,
    });
    expect(status).toBe(200);
    expect(seen().split('"initialize"')).toHaveLength(before + 1);
    const named: Headers = [['Mcp-Session-Id', headers.get('mcp-session-id') ?? '']];
    expect((await ask(proxy.port, { method: 'DELETE', headers: named })).status).toBe(200);
    expect((await ask(proxy.port, { headers: named, body: call(mark()) })).status).toBe(404);
  });

  it('serves everybody else while a hundred callers are slow, and does not wait for them for ever', async () => {
    const text = mark();
    const start = performance.now();
    expect((await ask(proxy.port, { headers: inSession(), body: call(text) })).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(5000);
    const heads = slow.slice(0, 51);
    for (const { bytes } of heads) expect((await bytes).toString()).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
    // A body may take longer than a head.
    expect(slow.slice(51).every(({ socket }) => !socket.destroyed)).toBe(true);
  });
});

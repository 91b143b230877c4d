import { afterEach, describe, expect, it } from 'vitest';
import type { Authenticator, HttpHandler, Principal } from '../../../src/edge/http/exchange.ts';
import { BEARER, listening, METADATA, type Opened, PING, post } from './listening.ts';
import { bytesOf } from './rawClient.ts';

let opened: Opened;
afterEach(() => opened.close());

const GOOD = { Authorization: 'Bearer good' };
const STREAM = ['Accept', 'text/event-stream'] as const;
const VERSION = 'io.modelcontextprotocol/protocolVersion';
const MODERN_META = { [VERSION]: '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };

function get(headers: readonly (readonly [string, string])[] = [], target = '/mcp', body = ''): string {
  return bytesOf('GET', target, [STREAM, ...headers], body);
}

function reached(): number {
  return opened.posts.length + opened.gets.length + opened.deletes.length;
}

describe('the path', () => {
  it.each(['/mcp', '/mcp?', '/mcp?access_token=good', 'http://localhost/mcp', 'HTTP://127.0.0.1/mcp?x'])(
    'is this one: %s',
    async (target) => {
      opened = await listening();
      expect((await opened.ask(post(PING, {}, target))).status).toBe(200);
      expect(opened.posts).toHaveLength(1);
    },
  );

  it.each([
    '/',
    '//mcp',
    '/mcp/',
    '/MCP',
    '/mcp/..',
    '/./mcp',
    '/x/../mcp',
    '/%6dcp',
    '/mcp%3f',
    '/mcp;x',
    '/mcp\\',
    '*',
    'mcp',
    'http://localhost',
    'http://localhost//mcp',
    'ftp://localhost/mcp',
    'localhost:80/mcp',
  ])('is not this one: %s', async (target) => {
    opened = await listening();
    const client = await opened.client();
    client.send(post(PING, {}, target));
    // Some are no HTTP either.
    expect([400, 404]).toContain((await client.response()).status);
    expect(reached()).toBe(0);
  });

  it.each(['http://evil.example/mcp', 'http://localhost@evil.example/mcp', 'http://evil@localhost/mcp', 'http:///mcp'])(
    'of an absolute target says which host is meant, whatever the header says: %s',
    async (target) => {
      opened = await listening();
      const client = await opened.client();
      client.send(post(PING, {}, target));
      expect([400, 403]).toContain((await client.response()).status);
      expect(reached()).toBe(0);
    },
  );

  it('may be that of the metadata, which anybody may read', async () => {
    opened = await listening({ authenticator: BEARER });
    const response = await opened.ask(bytesOf('GET', METADATA.path, [['Host', 'leash.example']]));
    expect([response.status, JSON.parse(response.body)]).toEqual([200, METADATA.document]);
    expect((await opened.ask(bytesOf('POST', METADATA.path, []))).status).toBe(405);
    expect((await opened.ask(bytesOf('GET', `${METADATA.path}/`, []))).status).toBe(404);
  });

  it('of metadata is nothing where there are none', async () => {
    opened = await listening();
    expect((await opened.ask(bytesOf('GET', METADATA.path, []))).status).toBe(404);
  });

  it('may be that of the health, which says no more than that', async () => {
    opened = await listening({ authenticator: BEARER });
    expect((await opened.ask(bytesOf('GET', '/health', []))).body).toBe('{"status":"ok"}');
    const response = await opened.ask(bytesOf('DELETE', '/health', []));
    expect([response.status, response.headers.allow]).toEqual([405, 'GET']);
  });
});

describe('the host and the origin', () => {
  it.each<[string, Record<string, string>]>([
    ['a name of this machine', { Host: 'localhost' }],
    ['a name with a port', { Host: '127.0.0.1:8080' }],
    ['an IPv6 name', { Host: '[::1]:8080' }],
    ['a page of this machine', { Origin: 'http://localhost:6274' }],
  ])('may be %s', async (_, headers) => {
    opened = await listening();
    expect((await opened.ask(post(PING, headers))).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['another name', { Host: 'evil.example' }],
    ['a name that begins like ours', { Host: 'localhost.evil.example' }],
    ['nothing', { Host: '' }],
    ['a page of elsewhere', { Origin: 'https://evil.example' }],
    ['a page of nowhere', { Origin: 'null' }],
    ['a page that only looks like ours', { Origin: 'http://localhost@evil.example' }],
  ])('must not be %s', async (_, headers) => {
    opened = await listening();
    const response = await opened.ask(post(PING, headers));
    expect(response.status).toBe(403);
    expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(reached()).toBe(0);
  });

  it('must not be said twice', async () => {
    opened = await listening();
    const twoHosts = post(PING).replace('Host: localhost\r\n', 'Host: localhost\r\nHost: localhost\r\n');
    expect((await opened.ask(twoHosts)).status).toBe(403);
    const twoOrigins = post(PING, { Origin: 'http://localhost' }).replace(
      'Origin:',
      'Origin: https://evil.example\r\nOrigin:',
    );
    expect((await opened.ask(twoOrigins)).status).toBe(403);
    expect(reached()).toBe(0);
  });

  it('let a page read the answer where it may ask, and say so before it asks', async () => {
    opened = await listening({ authenticator: BEARER });
    const origin = ['Origin', 'http://localhost:6274'] as const;
    const answer = await opened.ask(post(PING, { ...GOOD, Origin: origin[1] }));
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin[1], vary: 'Origin' });
    const preflight = await opened.ask(
      bytesOf('OPTIONS', '/mcp', [origin, ['Access-Control-Request-Headers', 'Mcp-Param-Region, X-Evil']]),
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toBe('POST, GET, DELETE, OPTIONS');
    expect(preflight.headers['access-control-allow-headers']).toContain('mcp-param-region');
    expect(preflight.headers['access-control-allow-headers']).not.toContain('X-Evil');
    expect(reached()).toBe(1);
  });

  it('of a page of elsewhere get it nothing before it asks either', async () => {
    opened = await listening();
    const response = await opened.ask(bytesOf('OPTIONS', '/mcp', [['Origin', 'https://evil.example']]));
    expect(response.status).toBe(403);
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the method', () => {
  it.each(['PUT', 'PATCH', 'HEAD', 'TRACE', 'OPTIONS', 'PROPFIND'])('must not be %s', async (method) => {
    opened = await listening();
    const client = await opened.client();
    client.send(bytesOf(method, '/mcp', []));
    const head = await client.until('\r\n\r\n');
    expect(head).toContain('405');
    expect(head).toContain('Allow: POST, GET, DELETE, OPTIONS');
    expect(reached()).toBe(0);
  });

  it('leads to its own part of the handler', async () => {
    opened = await listening();
    await opened.ask(
      get([
        ['Mcp-Session-Id', 'abc'],
        ['Last-Event-ID', '1-2'],
        ['MCP-Protocol-Version', '2025-11-25'],
      ]),
    );
    await opened.ask(bytesOf('DELETE', '/mcp', [['Mcp-Session-Id', 'abc']]));
    expect(opened.gets).toMatchObject([{ sessionId: 'abc', lastEventId: '1-2', protocolVersion: '2025-11-25' }]);
    expect(opened.deletes).toMatchObject([{ sessionId: 'abc', protocolVersion: null }]);
    expect(opened.posts).toEqual([]);
  });

  it.each(['GET', 'DELETE'])('%s brings no body', async (method) => {
    opened = await listening();
    expect((await opened.ask(bytesOf(method, '/mcp', [STREAM], 'x'))).status).toBe(400);
    const chunked = [STREAM, ['Transfer-Encoding', 'chunked']] as const;
    expect((await opened.ask(bytesOf(method, '/mcp', chunked, '0\r\n\r\n'))).status).toBe(400);
    expect((await opened.ask(bytesOf(method, '/mcp', [STREAM, ['Content-Length', '0']]))).status).toBe(200);
    expect(reached()).toBe(1);
  });
});

describe('the credentials', () => {
  it('let in who has them, with his name', async () => {
    opened = await listening({ authenticator: BEARER });
    expect((await opened.ask(post(PING, GOOD))).status).toBe(200);
    expect(opened.posts[0]?.principal.agent).toBe('alice');
  });

  const metadata = `Bearer resource_metadata="${METADATA.url}"`;
  it.each<[string, Record<string, string>, number, string]>([
    ['missing', {}, 401, metadata],
    [
      'wrong',
      { Authorization: 'Bearer bad' },
      401,
      `${metadata}, error="invalid_token", error_description="the  token  is not valid "`,
    ],
    [
      'for something else',
      { Authorization: 'Bearer narrow' },
      403,
      `${metadata}, error="insufficient_scope", error_description="the token lacks a scope"`,
    ],
  ])('that are %s are refused with where to get others', async (_, headers, status, challenge) => {
    opened = await listening({ authenticator: BEARER });
    const response = await opened.ask(post(PING, headers));
    expect(response.status).toBe(status);
    expect(response.headers['www-authenticate']).toBe(challenge);
    expect(JSON.parse(response.body)).toMatchObject({ id: null, error: { code: -32_000 } });
    expect(reached()).toBe(0);
  });

  it('must not be given twice, even where one of them is right', async () => {
    opened = await listening({ authenticator: BEARER });
    const twice = post(PING, GOOD).replace('Authorization:', 'Authorization: Bearer good\r\nauthorization:');
    const response = await opened.ask(twice);
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toContain('error="invalid_request"');
    expect(reached()).toBe(0);
  });

  it('are asked for before a body is read, however wrong the rest of the request is', async () => {
    opened = await listening({ authenticator: BEARER });
    const response = await opened.ask(post('{', { Accept: 'x', 'Content-Type': 'y' }));
    expect(response.status).toBe(401);
    expect(opened.warnings).toEqual([]);
  });

  it('are not in the query', async () => {
    opened = await listening({ authenticator: BEARER });
    expect((await opened.ask(post(PING, {}, '/mcp?access_token=good'))).status).toBe(401);
  });

  it('that the authenticator fails on let nobody in', async () => {
    opened = await listening({
      authenticator: { authenticate: () => Promise.reject(new Error('unforeseen')), metadata: null },
    });
    expect((await opened.ask(post(PING, GOOD))).status).toBe(500);
    expect(reached()).toBe(0);
    expect(opened.warnings).toHaveLength(1);
  });
});

describe('the types', () => {
  it.each<[string, Record<string, string | null>]>([
    ['both kinds of answer', { Accept: 'application/json, text/event-stream' }],
    ['anything', { Accept: '*/*' }],
    ['no kind', { Accept: null }],
    ['JSON in other letters', { 'Content-Type': 'Application/JSON; Charset="UTF-8"' }],
    ['no compression', { 'Content-Encoding': 'identity' }],
  ])('may be: %s', async (_, headers) => {
    opened = await listening();
    expect((await opened.ask(post(PING, headers))).status).toBe(200);
  });

  it.each<[string, Record<string, string | null>, number]>([
    ['an answer without streams', { Accept: 'application/json' }, 406],
    ['streams without an answer', { Accept: 'text/event-stream' }, 406],
    ['JSON refused', { Accept: 'application/json;q=0, */*' }, 406],
    ['a page', { Accept: 'text/html' }, 406],
    ['text', { 'Content-Type': 'text/plain' }, 415],
    ['JSON among others', { 'Content-Type': 'text/plain, application/json' }, 415],
    ['JSON as a parameter', { 'Content-Type': 'text/plain; x=application/json' }, 415],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ['no type', { 'Content-Type': null }, 415],
    ['UTF-16', { 'Content-Type': 'application/json; charset=utf-16' }, 415],
    ['gzip', { 'Content-Encoding': 'gzip' }, 415],
    ['gzip of nothing', { 'Content-Encoding': 'identity, gzip' }, 415],
  ])('must not be: %s', async (_, headers, status) => {
    opened = await listening();
    expect((await opened.ask(post(PING, headers))).status).toBe(status);
    expect(reached()).toBe(0);
  });

  it('of a GET are event streams', async () => {
    opened = await listening();
    expect((await opened.ask(bytesOf('GET', '/mcp', [['Accept', 'application/json']]))).status).toBe(406);
    expect((await opened.ask(get())).status).toBe(200);
  });
});

describe('a stream', () => {
  const listen = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen' });

  it.each([
    ['that is asked for', get(), true],
    ['of a subscription', post(listen), true],
    ['of a call, which ends by itself', post(PING), false],
  ])('%s is cut, or not, when the token expires that opened it', async (_, bytes, isCut) => {
    const streaming: Partial<HttpHandler> = { get: ({ reply }) => reply.stream(), post: ({ reply }) => reply.stream() };
    const authenticate = (): Promise<Principal> =>
      Promise.resolve({ agent: 'a', key: 'k', expiresAt: Date.now() + 50 });
    opened = await listening({ authenticator: { authenticate, metadata: null }, handler: streaming });
    const [client, other] = [await opened.client(), await opened.client()];
    client.send(bytes);
    await client.until('\r\n\r\n');
    // Another that is opened later is cut later: by then this one has been, if it is at all.
    other.send(get());
    await other.closed();
    if (isCut) await client.closed();
    expect(client.socket.readableEnded || client.socket.destroyed).toBe(isCut);
  });
});

describe('the body', () => {
  it('is read up to its bound, announced or not', async () => {
    opened = await listening({ limits: { maxBodyBytes: PING.length } });
    expect((await opened.ask(post(PING))).status).toBe(200);
    expect((await opened.ask(post(`${PING} `))).status).toBe(413);
    const chunked = (body: string): string =>
      post(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`, { 'Transfer-Encoding': 'chunked' });
    expect((await opened.ask(chunked(PING))).status).toBe(200);
    expect((await opened.ask(chunked(`${PING} `))).status).toBe(413);
    expect(reached()).toBe(2);
  });

  it('leaves room for others, however much one caller is sending', async () => {
    const authenticator: Authenticator = {
      authenticate: (authorization) => Promise.resolve({ agent: 'a', key: authorization ?? '' }),
      metadata: null,
    };
    opened = await listening({
      authenticator,
      limits: { maxBufferedBytes: 4 * PING.length, maxBodyBytes: PING.length },
    });
    const as = (key: string): string => post(PING, { Authorization: key });
    const slow = await Promise.all([0, 1].map(() => opened.client()));
    for (const client of slow) client.send(as('greedy').slice(0, -1));
    const greedy = await opened.client();
    greedy.send(as('greedy'));
    const isFirstIn = (await greedy.response()).status === 503;
    expect(reached()).toBe(isFirstIn ? 0 : 1);
    expect((await opened.ask(as('modest'))).status).toBe(200);
    for (const client of slow) client.send(PING.slice(-1));
    const statuses = await Promise.all(slow.map(async (client) => (await client.response()).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(isFirstIn ? 2 : 1);
  });

  it('waits for nobody where all bodies together are too much', async () => {
    opened = await listening({ limits: { maxBufferedBytes: PING.length } });
    const slow = await opened.client();
    slow.send(post(PING).slice(0, -1));
    const other = await opened.client();
    other.send(post(PING));
    // Which of the two comes first is for the kernel to say: one has no room, the other is served.
    const isFirstIn = (await other.response()).status === 503;
    expect(reached()).toBe(isFirstIn ? 0 : 1);
    slow.send(PING.slice(-1));
    expect((await slow.response()).status).toBe(200);
    expect((await opened.ask(post(PING))).status).toBe(200);
  });

  it.each(['', '{', 'null,', '{"jsonrpc":"2.0"', '\ufeff{}', "{'a':1}", '{"a":1}{"b":2}', PING + PING])(
    'that is no JSON reaches no session, and is told of: %j',
    async (body) => {
      opened = await listening();
      const bytes = body === '' ? post('', { 'Content-Length': '0' }) : post(body);
      const response = await opened.ask(bytes);
      expect(response.status).toBe(400);
      expect(JSON.parse(response.body)).toMatchObject({ id: null, error: { code: -32_700 } });
      expect(opened.warnings).toHaveLength(1);
      expect(reached()).toBe(0);
    },
  );

  it('that is printed over many lines is one line to its reader', async () => {
    opened = await listening();
    await opened.ask(post(`\r\n${JSON.stringify({ a: ['x\ny', { b: 1 }] }, null, 2)}\n`));
    const line = opened.posts[0]?.line.toString() ?? '';
    expect(line).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).toEqual({ a: ['x\ny', { b: 1 }] });
  });

  it('that breaks off reaches nobody', async () => {
    opened = await listening();
    const client = await opened.client();
    client.send(post(PING).slice(0, -5));
    client.socket.end();
    await client.closed();
    expect((await opened.ask(get())).status).toBe(200);
    expect(opened.posts).toEqual([]);
  });

  it('goes with what its sender says of it', async () => {
    opened = await listening();
    await opened.ask(
      post('{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"x"}}', {
        'Mcp-Session-Id': 'abc',
        'MCP-Protocol-Version': '2025-06-18',
        'mcp-param-Region': 'eu',
        'Mcp-Param-Zone': 'b',
      }),
    );
    expect(opened.posts).toMatchObject([
      {
        sessionId: 'abc',
        protocolVersion: '2025-06-18',
        era: 'legacy',
        method: 'tools/call',
        id: 'a',
        paramHeaders: [
          ['mcp-param-region', 'eu'],
          ['mcp-param-zone', 'b'],
        ],
      },
    ]);
  });
});

describe('headers beside the body', () => {
  const modern = (method: string, params: object = {}, id: number | null = 7): string =>
    JSON.stringify({
      jsonrpc: '2.0',
      ...(id === null ? {} : { id }),
      method,
      params: { ...params, _meta: MODERN_META },
    });
  const call = modern('tools/call', { name: 'echo' });
  const right = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': 'echo' };

  it('that agree with it let it pass', async () => {
    opened = await listening();
    expect((await opened.ask(post(call, right))).status).toBe(200);
    expect(opened.posts).toMatchObject([{ era: 'modern', id: 7, method: 'tools/call' }]);
  });

  it.each<[string, Record<string, string | null>]>([
    ['name another tool', { ...right, 'Mcp-Name': 'delete' }],
    ['name another method', { ...right, 'Mcp-Method': 'ping' }],
    ['name another revision', { ...right, 'MCP-Protocol-Version': '2025-11-25' }],
    ['name no tool', { ...right, 'Mcp-Name': null }],
    ['name no method', { ...right, 'Mcp-Method': null }],
    ['name no revision', { ...right, 'MCP-Protocol-Version': null }],
    ['name the tool in other letters', { ...right, 'Mcp-Name': 'Echo' }],
  ])('that %s stop it, and the answer says which request it is', async (_, headers) => {
    opened = await listening();
    const response = await opened.ask(post(call, headers));
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ id: 7, error: { code: -32_020 } });
    expect(reached()).toBe(0);
  });

  it('that are repeated never agree with it', async () => {
    opened = await listening();
    const twice = post(call, right).replace('Mcp-Name:', 'Mcp-Name: echo\r\nmcp-name:');
    expect((await opened.ask(twice)).status).toBe(400);
    expect(reached()).toBe(0);
  });

  it('that claim the modern era need a body that does', async () => {
    opened = await listening();
    const response = await opened.ask(post(PING, { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'ping' }));
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ id: 1, error: { code: -32_602 } });
    expect(reached()).toBe(0);
  });

  it.each<[string, object]>([
    ['its version', { 'io.modelcontextprotocol/clientCapabilities': {} }],
    ['what its client can do', { [VERSION]: '2026-07-28' }],
  ])('that claim the modern era need a body that says %s', async (_, meta) => {
    opened = await listening();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'ping', params: { _meta: meta } });
    const response = await opened.ask(post(body, { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'ping' }));
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ id: 7, error: { code: -32_602 } });
    expect(reached()).toBe(0);
  });

  it('that claim what is no revision get the one that is spoken', async () => {
    opened = await listening();
    const body = modern('ping').replace('2026-07-28', 'latest');
    const response = await opened.ask(post(body, { 'MCP-Protocol-Version': 'latest', 'Mcp-Method': 'ping' }));
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({
      id: 7,
      error: { code: -32_022, data: { supported: ['2026-07-28'], requested: 'latest' } },
    });
    expect(reached()).toBe(0);
  });

  it('that repeat arguments as the tool wants it must agree with them', async () => {
    const region = { type: 'string', 'x-mcp-header': 'Region' };
    const toolList = { tools: [{ name: 'echo', inputSchema: { type: 'object', properties: { region } } }] };
    opened = await listening({ toolList });
    const body = modern('tools/call', { name: 'echo', arguments: { region: 'eu' } });
    for (const wrong of [{}, { 'Mcp-Param-Region': 'us' }]) {
      const response = await opened.ask(post(body, { ...right, ...wrong }));
      expect(response.status).toBe(400);
      expect(JSON.parse(response.body)).toMatchObject({ id: 7, error: { code: -32_020 } });
    }
    expect(reached()).toBe(0);
    expect((await opened.ask(post(body, { ...right, 'Mcp-Param-Region': 'eu' }))).status).toBe(200);
  });

  it('that name a revision nobody knows stop it in the legacy era, and are for the server to answer in the modern one', async () => {
    opened = await listening();
    for (const version of ['2024-01-01', '1.0', '', 'latest', '2025-11-25, 2025-11-25']) {
      expect((await opened.ask(post(PING, { 'MCP-Protocol-Version': version }))).status).toBe(400);
      expect((await opened.ask(get([['MCP-Protocol-Version', version]]))).status).toBe(400);
    }
    expect(reached()).toBe(0);
    const future = modern('ping').replace('2026-07-28', '2031-01-01');
    const headers = { 'MCP-Protocol-Version': '2031-01-01', 'Mcp-Method': 'ping' };
    expect((await opened.ask(post(future, headers))).status).toBe(200);
    for (const version of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']) {
      expect((await opened.ask(post(PING, { 'MCP-Protocol-Version': version }))).status).toBe(200);
    }
  });
});

describe('whatever fails behind it', () => {
  it.each<[string, Partial<HttpHandler>]>([
    [
      'at once',
      {
        post() {
          throw new Error('unforeseen');
        },
      },
    ],
    [
      'in the middle of a stream',
      {
        post({ reply }) {
          reply.stream();
          throw new Error('unforeseen');
        },
      },
    ],
  ])('%s is answered, told of, and kills nothing', async (when, handler) => {
    opened = await listening({ handler });
    const client = await opened.client();
    client.send(post(PING));
    await client.until(when === 'at once' ? 'HTTP/1.1 500' : '0\r\n\r\n');
    expect(opened.warnings).toEqual(['internal error on an HTTP request: unforeseen']);
    expect((await opened.ask(get())).status).toBe(200);
  });
});

describe('each response', () => {
  it.each<[string, string]>([
    ['an answer', post(PING)],
    ['a refusal', post('{')],
    ['nothing there', post(PING, {}, '/')],
    ['health', bytesOf('GET', '/health', [])],
    ['no HTTP', 'x\r\n\r\n'],
  ])('is not kept and is what it says: %s', async (_, bytes) => {
    opened = await listening();
    const { headers } = await opened.ask(bytes);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json',
    });
  });
});

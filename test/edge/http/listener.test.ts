import { afterEach, describe, expect, it } from 'vitest';
import { openHttpListener } from '../../../src/edge/http/listener.ts';
import { DEFAULT_HTTP_LIMITS } from '../../../src/edge/http/httpLimits.ts';
import type { ReplyPort } from '../../../src/edge/http/exchange.ts';
import { ToolHeaders } from '../../../src/http/toolHeaders.ts';
import { ALICE, listening, type Opened, PING, post } from './listening.ts';
import { bytesOf, type RawClient } from './rawClient.ts';

let opened: Opened;
afterEach(() => opened.close());

const JSON_HEADERS = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const LENGTH = `Content-Length: ${PING.length}\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const HEX = PING.length.toString(16);
const CHUNKS = `${HEX}\r\n${PING}\r\n0\r\n\r\n`;

/** A chunked request whose end has not come, so that the connection stays open until the server closes it. */
const HALF = `${JSON_HEADERS}${CHUNKED}\r\n${HEX}\r\n`;

/** Gives the replies of an asynchronous test, in their order. */
function collected(): { take: (request: { reply: ReplyPort }) => void; next: (count: number) => Promise<ReplyPort[]> } {
  const replies: ReplyPort[] = [];
  let wake = (): void => undefined;
  return {
    take({ reply }) {
      replies.push(reply);
      wake();
    },
    async next(count) {
      while (replies.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return replies;
    },
  };
}

describe('openHttpListener', () => {
  it('says where it listens', async () => {
    opened = await listening();
    expect(opened.listener.url).toBe(`http://127.0.0.1:${opened.port}/mcp`);
    expect((await opened.ask(post(PING))).status).toBe(200);
  });

  it('writes an IPv6 address as URLs do', async () => {
    opened = await listening();
    const six = await openHttpListener({
      host: '::1',
      port: 0,
      path: '/mcp',
      allowedHosts: [],
      authenticator: { authenticate: () => Promise.resolve(ALICE), metadata: null },
      handler: { post: () => undefined, get: () => undefined, delete: () => undefined },
      limits: DEFAULT_HTTP_LIMITS,
      tools: new ToolHeaders(),
      diagnostics: { warn: () => undefined },
      publicUrl: null,
    });
    expect(six.url).toBe(`http://[::1]:${six.port}/mcp`);
    await six.close();
  });

  it('rejects where it cannot listen', async () => {
    opened = await listening();
    const again = openHttpListener({
      host: '127.0.0.1',
      port: opened.port,
      path: '/mcp',
      allowedHosts: [],
      authenticator: { authenticate: () => Promise.resolve(ALICE), metadata: null },
      handler: { post: () => undefined, get: () => undefined, delete: () => undefined },
      limits: DEFAULT_HTTP_LIMITS,
      tools: new ToolHeaders(),
      diagnostics: { warn: () => undefined },
      publicUrl: null,
    });
    await expect(again).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  it('is called by the name of its public URL too', async () => {
    opened = await listening({ publicUrl: new URL('https://leash.example/mcp') });
    expect((await opened.ask(post(PING, { Host: 'leash.example' }))).status).toBe(200);
    expect((await opened.ask(post(PING, { Host: 'leash.example.evil' }))).status).toBe(403);
  });
});

describe('the bytes of a request', () => {
  /** What gets through, each beside what is like it and does not. */
  it.each<[string, string]>([
    ['a length', `${JSON_HEADERS}${LENGTH}\r\n${PING}`],
    ['chunks', `${JSON_HEADERS}${CHUNKED}\r\n${CHUNKS}`],
    ['chunks, in other letters', `${JSON_HEADERS}transfer-encoding: Chunked\r\n\r\n${CHUNKS}`],
    ['a chunk extension', `${JSON_HEADERS}${CHUNKED}\r\n${HEX};a=b\r\n${PING}\r\n0\r\n\r\n`],
    ['trailers', `${JSON_HEADERS}${CHUNKED}\r\n${HEX}\r\n${PING}\r\n0\r\nHost: evil\r\nAuthorization: x\r\n\r\n`],
    ['an upgrade that nobody offers', `${JSON_HEADERS}Upgrade: h2c\r\nConnection: Upgrade\r\n${LENGTH}\r\n${PING}`],
  ])('may have %s', async (_, bytes) => {
    opened = await listening();
    expect((await opened.ask(bytes)).status).toBe(200);
    expect(opened.posts.map(({ line }) => line.toString())).toEqual([PING]);
  });

  it.each<[string, string, number]>([
    ['a length and chunks', `${JSON_HEADERS}${LENGTH}${CHUNKED}\r\n${PING}`, 400],
    ['chunks and a length', `${JSON_HEADERS}${CHUNKED}Content-Length: 4\r\n\r\n0\r\n\r\n`, 400],
    ['a length twice', `${JSON_HEADERS}${LENGTH}${LENGTH}\r\n${PING}`, 400],
    ['two lengths', `${JSON_HEADERS}${LENGTH}Content-Length: 1\r\n\r\n${PING}`, 400],
    ['a list of lengths', `${JSON_HEADERS}Content-Length: 40, 40\r\n\r\n${PING}`, 400],
    ['a length with a sign', `${JSON_HEADERS}Content-Length: +40\r\n\r\n${PING}`, 400],
    ['a length below zero', `${JSON_HEADERS}Content-Length: -1\r\n\r\n${PING}`, 400],
    ['a length in hexadecimal', `${JSON_HEADERS}Content-Length: 0x28\r\n\r\n${PING}`, 400],
    ['a length beyond 2^64', `${JSON_HEADERS}Content-Length: 99999999999999999999999\r\n\r\n${PING}`, 400],
    ['a transfer coding that is almost chunked', `${JSON_HEADERS}Transfer-Encoding: xchunked\r\n\r\n${CHUNKS}`, 400],
    ['no transfer coding', `${JSON_HEADERS}Transfer-Encoding: identity\r\n\r\n${PING}`, 400],
    ['chunks in chunks', `${JSON_HEADERS}Transfer-Encoding: chunked, chunked\r\n\r\n${CHUNKS}`, 400],
    ['compressed chunks', `${JSON_HEADERS}Transfer-Encoding: gzip, chunked\r\n\r\n${CHUNKS}`, 415],
    ['two transfer codings', `${JSON_HEADERS}${CHUNKED}Transfer-Encoding: identity\r\n\r\n${CHUNKS}`, 400],
    ['a space before the colon', `${JSON_HEADERS}Transfer-Encoding : chunked\r\n\r\n${CHUNKS}`, 400],
    ['a folded header', `${JSON_HEADERS}X-A: a\r\n b\r\n${LENGTH}\r\n${PING}`, 400],
    ['a folded transfer coding', `${JSON_HEADERS}Transfer-Encoding:\r\n chunked\r\n\r\n${CHUNKS}`, 400],
    ['lines that end in LF', `${JSON_HEADERS}${LENGTH}\r\n${PING}`.replaceAll('\r\n', '\n'), 400],
    ['a CR in a header', `${JSON_HEADERS}X-A: a\rX-B: b\r\n${LENGTH}\r\n${PING}`, 400],
    ['a NUL in a header', `${JSON_HEADERS}X-A: a\0b\r\n${LENGTH}\r\n${PING}`, 400],
    ['a space in the name of a header', `${JSON_HEADERS}X A: b\r\n${LENGTH}\r\n${PING}`, 400],
    ['a header without a name', `${JSON_HEADERS}: b\r\n${LENGTH}\r\n${PING}`, 400],
    ['a space in the target', 'POST /mcp x HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a method in lower case', 'post /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00', 400],
    ['chunk extensions with a line break', `${HALF.slice(0, -2)};a\nb\r\n${PING}\r\n0\r\n\r\n`, 400],
    ['a chunk below zero', `${JSON_HEADERS}${CHUNKED}\r\n-28\r\n${PING}\r\n0\r\n\r\n`, 400],
    ['a chunk size with a prefix', `${JSON_HEADERS}${CHUNKED}\r\n0x28\r\n${PING}\r\n0\r\n\r\n`, 400],
    ['chunks that end in LF', `${JSON_HEADERS}${CHUNKED}\r\n${CHUNKS.replaceAll('\r\n', '\n')}`, 400],
    ['a chunk longer than it says', `${HALF}${PING}xx\r\n0\r\n\r\n`, 400],
    ['a chunk beyond 2^64', `${JSON_HEADERS}${CHUNKED}\r\nfffffffffffffffffff\r\n`, 400],
    ['no host', `POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n${LENGTH}\r\n${PING}`, 400],
    ['chunks in HTTP/1.0', `${JSON_HEADERS.replace('1.1', '1.0')}${CHUNKED}\r\n${CHUNKS}`, 415],
    ['chunks in what says it is HTTP/2', `${JSON_HEADERS.replace('1.1', '2.0')}${CHUNKED}\r\n${CHUNKS}`, 415],
    ['no host in HTTP/1.0', `POST /mcp HTTP/1.0\r\nContent-Type: application/json\r\n${LENGTH}\r\n${PING}`, 403],
    ['40 kB of headers', `${JSON_HEADERS}X-A: ${'a'.repeat(40_000)}\r\n${LENGTH}\r\n${PING}`, 431],
    ['20,000 headers', `${JSON_HEADERS}${'a:b\r\n'.repeat(20_000)}${LENGTH}\r\n${PING}`, 431],
    ['20 kB of chunk extensions', `${HALF.slice(0, -2)};${'a'.repeat(20_000)}\r\n${PING}\r\n0\r\n\r\n`, 413],
  ])('must not have %s', async (_, bytes, status) => {
    opened = await listening();
    const client = await opened.client();
    client.send(Buffer.from(bytes, 'latin1'));
    const response = await client.response();
    expect(response.status).toBe(status);
    expect(response.headers.connection).toBe('close');
    await client.closed();
    expect(client.text).not.toContain('HTTP/1.1');
    expect(opened.posts).toEqual([]);
  });

  it('must not ask for a tunnel', async () => {
    opened = await listening();
    const client = await opened.client();
    client.send('CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.closed();
    expect(client.text).toBe('');
  });

  it('has every header counted, however many there are', async () => {
    opened = await listening();
    const many = 'a:b\r\n'.repeat(3000);
    const response = await opened.ask(`${JSON_HEADERS}${many}Host: evil\r\n${LENGTH}\r\n${PING}`);
    expect(response.status).toBe(403);
    expect(opened.posts).toEqual([]);
  });

  it('are cut where what follows a running call is no HTTP: its sender must not take a 400 for the answer', async () => {
    const replies = collected();
    opened = await listening({ handler: { post: replies.take } });
    const client = await opened.client();
    client.send(post(PING));
    await replies.next(1);
    client.send('garbage\r\n\r\n');
    await client.closed();
    expect(client.text).toBe('');
  });
});

describe('requests on one connection', () => {
  it('are answered in the order they came, whatever is ready first', async () => {
    const replies = collected();
    opened = await listening({ handler: { post: replies.take } });
    const client = await opened.client();
    client.send(post(PING) + post(PING));
    const [first, second] = await replies.next(2);
    second?.end(200, '{"second":true}');
    first?.end(200, '{"first":true}');
    expect((await client.response()).body).toBe('{"first":true}');
    expect((await client.response()).body).toBe('{"second":true}');
  });

  it('all hear of it when the connection is lost', async () => {
    const replies = collected();
    opened = await listening({ handler: { post: replies.take } });
    const client = await opened.client();
    client.send(post(PING) + post(PING));
    const waiting = await replies.next(2);
    const gone = Promise.all(waiting.map((reply) => new Promise<void>((resolve) => reply.onGone(resolve))));
    client.destroy();
    await gone;
    expect(waiting.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });

  it('go on after one that was refused, its short body read past', async () => {
    opened = await listening();
    const client = await opened.client();
    client.send(post(PING, { Host: 'evil' }) + post(PING));
    expect((await client.response()).status).toBe(403);
    expect((await client.response()).status).toBe(200);
    expect(opened.posts).toHaveLength(1);
  });

  it('end after one whose long body was refused, which its sender still hears', async () => {
    opened = await listening();
    const client = await opened.client();
    client.send(post(`"${'a'.repeat(3_000_000)}"`, { Host: 'evil' }));
    const response = await client.response();
    expect(response.status).toBe(403);
    expect(response.headers.connection).toBe('close');
    await client.closed();
    expect(opened.posts).toEqual([]);
  });

  it('cannot begin in the body of one that was refused unread', async () => {
    opened = await listening();
    const inner = post(PING);
    const client = await opened.client();
    client.send(post(inner, { Host: 'evil', Connection: 'close' }));
    expect((await client.response()).status).toBe(403);
    await client.closed();
    expect(opened.posts).toEqual([]);
  });
});

describe('Expect: 100-continue', () => {
  const expecting = (headers: Record<string, string> = {}): string =>
    bytesOf('POST', '/mcp', [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(PING.length)],
      ['Expect', '100-continue'],
      ...Object.entries(headers),
    ]);

  it('is answered once the body is wanted', async () => {
    opened = await listening();
    const client = await opened.client();
    client.send(expecting());
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.send(PING);
    expect((await client.response()).status).toBe(200);
  });

  it.each<[string, Record<string, string>, number]>([
    ['by its origin', { Origin: 'https://evil.example' }, 403],
    ['by its type', { Accept: 'text/html' }, 406],
  ])('is not answered where the request is refused %s, and the connection ends', async (_, headers, status) => {
    opened = await listening();
    const client = await opened.client();
    client.send(expecting(headers));
    const response = await client.response();
    expect(response.status).toBe(status);
    expect(response.headers.connection).toBe('close');
    await client.closed();
  });

  it('is not answered where the body is announced as too long', async () => {
    opened = await listening({ limits: { maxBodyBytes: PING.length - 1 } });
    const client = await opened.client();
    client.send(expecting());
    expect((await client.response()).status).toBe(413);
    await client.closed();
  });

  it('may be for what nobody knows, which is ignored', async () => {
    opened = await listening();
    expect((await opened.ask(post(PING, { Expect: 'the-spanish-inquisition' }))).status).toBe(200);
  });
});

describe('what a listener takes on', () => {
  it('ends a connection whose headers do not come', async () => {
    opened = await listening({ limits: { headersTimeoutMs: 100 } });
    const client = await opened.client();
    client.send('POST /mcp HTTP/1.1\r\nHost: loc');
    expect((await client.response()).status).toBe(408);
    await client.closed();
  });

  it('ends a connection that says nothing at all', async () => {
    opened = await listening({ limits: { headersTimeoutMs: 100 } });
    const client = await opened.client();
    await client.closed();
    expect(opened.posts).toEqual([]);
  });

  it('ends a request whose body does not come, and says so', async () => {
    opened = await listening({ limits: { requestTimeoutMs: 50 } });
    const client = await opened.client();
    client.send(post(PING).slice(0, -1));
    expect((await client.response()).status).toBe(408);
    expect(opened.posts).toEqual([]);
    const other = await opened.client();
    other.send(post(PING));
    expect((await other.response()).status).toBe(200);
  });

  it('ends a connection that leaves untaken what it is sent, and none that waits for an answer', async () => {
    const replies = collected();
    opened = await listening({ handler: { post: replies.take }, limits: { stallTimeoutMs: 50 } });
    const [patient, stalled] = [await opened.client(), await opened.client()];
    patient.send(post(PING));
    await replies.next(1);
    stalled.socket.pause();
    stalled.send(post(PING));
    const [first, second] = await replies.next(2);
    const gone = new Promise<void>((resolve) => second?.onGone(resolve));
    second?.stream();
    second?.write(Buffer.alloc(32 * 1024 * 1024));
    await gone;
    first?.end(200, '{}');
    expect((await patient.response()).status).toBe(200);
  });

  it('ends a connection that has nothing more to ask', async () => {
    opened = await listening({ limits: { keepAliveTimeoutMs: 50 } });
    const client = await opened.client();
    client.send(post(PING));
    expect((await client.response()).status).toBe(200);
    await client.closed();
  });

  it('drops connections above the bound', async () => {
    opened = await listening({ limits: { maxConnections: 1 } });
    const first = await opened.client();
    first.send(post(PING));
    expect((await first.response()).status).toBe(200);
    const second = await opened.client();
    await second.closed();
    expect(second.text).toBe('');
  });

  it('refuses requests above the bound, and takes them again when others are answered', async () => {
    const replies = collected();
    opened = await listening({ handler: { post: replies.take }, limits: { maxConcurrentRequests: 1 } });
    const first = await opened.client();
    first.send(post(PING));
    const [reply] = await replies.next(1);
    expect((await opened.ask(post(PING))).status).toBe(503);
    reply?.end(200, '{}');
    expect((await first.response()).status).toBe(200);
    first.send(post(PING));
    (await replies.next(2))[1]?.end(200, '{"again":true}');
    expect((await first.response()).body).toBe('{"again":true}');
  });
});

describe('close', () => {
  it('ends what streams, refuses what waits, and takes nothing more', async () => {
    const replies = collected();
    opened = await listening({ handler: { post: replies.take, get: replies.take } });
    const [streaming, waiting] = [await opened.client(), await opened.client()];
    streaming.send(bytesOf('GET', '/mcp', [['Accept', 'text/event-stream']]));
    (await replies.next(1))[0]?.stream();
    await streaming.until('\r\n\r\n');
    waiting.send(post(PING));
    await replies.next(2);
    const closing = opened.listener.close();
    await streaming.until('0\r\n\r\n');
    expect((await waiting.response()).status).toBe(503);
    await Promise.all([closing, streaming.closed(), waiting.closed()]);
    await expect(opened.client()).rejects.toThrow();
  });

  it('lets what runs be answered by who runs it, for a while', async () => {
    const replies = collected();
    opened = await listening({ handler: { post: replies.take }, limits: { settleMs: 100 } });
    const [running, stuck] = [await opened.client(), await opened.client()];
    running.send(post(PING));
    stuck.send(post(PING));
    const [first] = await replies.next(2);
    let settle = (): void => undefined;
    const closing = opened.listener.close(new Promise<void>((resolve) => (settle = resolve)));
    first?.end(200, '{"done":true}');
    expect((await running.response()).body).toBe('{"done":true}');
    // Nobody says that it has settled.
    expect((await stuck.response()).status).toBe(503);
    settle();
    await closing;
  });

  it('cuts who does not leave', async () => {
    opened = await listening({ limits: { closeGraceMs: 50 } });
    const client: RawClient = await opened.client();
    client.send('POST /mcp HTTP/1.1\r\nHost: loc');
    await opened.ask(post(PING));
    await opened.listener.close();
    await client.closed();
  });
});

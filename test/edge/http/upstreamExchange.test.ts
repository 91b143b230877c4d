import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  event,
  INITIALIZE,
  INITIALIZED,
  json,
  legacy,
  modern,
  open,
  request,
  result,
  serve,
  serveBytes,
  stream,
  type Answer,
} from './upstreamFake.ts';

const notification = (params: string): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params });

afterEach(() => {
  vi.useRealTimers();
});

describe('an answer that is a stream', () => {
  it('is told event by event, before it has ended, with the request it came for', async () => {
    const open_: ServerResponse[] = [];
    const server = await serve((_, response) => {
      open_.push(response);
      stream(response);
      response.write(`: hello\n\nevent: ping\ndata: {}\n\n${event(notification('a'))}`);
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.until(({ told }) => told.length === 2);
    expect(recorder.told).toEqual([
      { told: 'opened', id: 1, head: { status: 200, streams: true } },
      { told: 'message', text: notification('a'), origin: { about: 1 } },
    ]);
    finish(open_[0], event(result(1)));
    await recorder.settled(1);
    expect(recorder.told.at(-1)).toEqual({ told: 'message', text: result(1), origin: { about: 1 } });
  });

  it('is one line to the session, however the server breaks it', async () => {
    const server = await serve((_, response) => {
      stream(response, { 'content-type': 'Text/Event-Stream; charset=UTF-8' });
      response.end('data: {"jsonrpc":"2.0",\r\ndata:  "id":1,\rdata: "result":{}}\n\n');
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.settled(1);
    expect(recorder.messages).toHaveLength(1);
    expect(recorder.messages[0]).not.toMatch(/[\r\n]/);
    expect(JSON.parse(recorder.messages[0] ?? '')).toEqual(JSON.parse(result(1)));
  });

  it.each([
    ['two answers', [result(1), result(1)], 2],
    ['an answer, and more', [result(1), notification('later')], 2],
    ["another request's answer before its own", [result(2), result(1)], 2],
  ])('passes on %s, all for the session to judge', async (_, lines, count) => {
    const server = await serve((_seen, response) => {
      stream(response);
      response.end(lines.map((line) => event(line)).join(''));
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.until(({ messages }) => messages.length === count);
    expect(recorder.told.slice(1)).toEqual(lines.map((text) => ({ told: 'message', text, origin: { about: 1 } })));
  });

  it('is not waited for once it is there, where the server keeps its stream open', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let closed = false;
    const server = await serve((_, response) => {
      response.once('close', () => {
        closed = true;
      });
      stream(response);
      response.write(event(result(1)));
    });
    const { recorder, say } = open(server.url, { maxExchanges: 1 });
    say(request(1));
    await recorder.settled(1);
    expect(closed).toBe(false);
    vi.advanceTimersByTime(1000);
    await vi.waitUntil(() => closed);
    expect(recorder.failures).toEqual([]);
  });

  it('goes on though an event was too long, and fails where that was the answer', async () => {
    const server = await serve((_, response) => {
      stream(response);
      response.end(event(`"${'x'.repeat(5000)}"`) + event(notification('after')));
    });
    const { recorder, say } = open(server.url, { maxMessageBytes: 1000 });
    say(request(1));
    await recorder.settled(1);
    expect(recorder.told.slice(1, 3)).toEqual([
      { told: 'oversize', id: null, origin: { about: 1 } },
      { told: 'message', text: notification('after'), origin: { about: 1 } },
    ]);
    expect(recorder.failures).toMatchObject([
      { reason: 'the server ended the stream before its answer', mayHaveRun: true },
    ]);
  });

  it('holds nothing of an endless event or of endless comments', async () => {
    const server = await serve((_, response) => {
      stream(response);
      response.write('data: ');
      let left = 400;
      const more = (): void => {
        while (left > 0) {
          left -= 1;
          if (!response.write('x'.repeat(64 * 1024))) {
            response.once('drain', more);
            return;
          }
        }
        response.end(`\n\n${': a comment that goes on\n'.repeat(50_000)}${event(result(1))}`);
      };
      more();
    });
    const { recorder, say } = open(server.url, { maxMessageBytes: 10_000 });
    const before = process.memoryUsage().arrayBuffers;
    say(request(1));
    await recorder.settled(1);
    expect(recorder.messages).toEqual([result(1)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });
});

/** What a server does to a request, and what its caller is told. */
const HOSTILE: readonly {
  readonly name: string;
  readonly answer: Answer;
  readonly era?: 'modern';
  readonly reason: RegExp;
  readonly status: number | null;
  readonly mayHaveRun?: boolean;
}[] = [
  {
    name: 'a page',
    answer: page('text/html', '<h1>Hi\x1b[31m</h1>'),
    reason: /HTTP 200: its body is `text\/html`, neither `application\/json` nor `text\/event-stream`$/,
    status: 200,
  },
  {
    name: 'a page that says what is wrong',
    answer: (_, r) => r.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Hi\x1b[31m</h1>'),
    reason: /HTTP 500: it failed: <h1>Hi\\x1b\[31m<\/h1>$/,
    status: 500,
  },
  {
    name: 'no content type',
    answer: (_, r) => r.writeHead(200).end(result(1)),
    reason: /does not say what it is/,
    status: 200,
  },
  {
    name: 'JSON in another charset',
    answer: page('application/json; charset=utf-16', result(1)),
    reason: /neither/,
    status: 200,
  },
  {
    name: 'a compressed body',
    answer: (_, r) => json(r, result(1), 200, { 'content-encoding': 'gzip' }),
    reason: /encoded as `gzip`/,
    status: 200,
  },
  {
    name: 'a compressed stream',
    answer: (_, r) => {
      stream(r, { 'content-encoding': 'br' });
      r.end('x');
    },
    reason: /encoded as `br`/,
    status: 200,
  },
  {
    name: 'the answer to another request',
    answer: (_, r) => json(r, result(2)),
    reason: /what is no answer/,
    status: null,
  },
  {
    name: 'the answer with an id of another type',
    answer: (_, r) => json(r, result('1')),
    reason: /what is no answer/,
    status: null,
  },
  { name: 'a notification', answer: (_, r) => json(r, notification('a')), reason: /what is no answer/, status: null },
  { name: 'an empty body', answer: (_, r) => json(r, ''), reason: /what is no answer/, status: null },
  {
    name: 'broken JSON',
    answer: (_, r) => json(r, '{"jsonrpc":"2.0","id":1,"result":{'),
    reason: /what is no answer/,
    status: null,
  },
  {
    name: 'JSON that is broken within',
    answer: (_, r) => json(r, '{"jsonrpc":"2.0","id":1,"result":{oh}}'),
    reason: /what is no answer/,
    status: null,
  },
  {
    name: 'an id that stands twice',
    answer: (_, r) => json(r, '{"jsonrpc":"2.0","id":1,"id":1,"result":{}}'),
    reason: /what is no answer/,
    status: null,
  },
  {
    name: 'what has an id, and answers nothing',
    answer: (_, r) => json(r, '{"id":1}'),
    reason: /what is no answer/,
    status: null,
  },
  {
    name: 'a stream without the answer',
    answer: (_, r) => {
      stream(r);
      r.end(event(notification('a')));
    },
    reason: /ended the stream/,
    status: null,
  },
  {
    name: "a stream of another request's answer",
    answer: (_, r) => {
      stream(r);
      r.end(event(result(2)));
    },
    reason: /ended the stream/,
    status: null,
  },
  {
    name: 'a stream of the modern era with an event id',
    era: 'modern',
    answer: (_, r) => {
      stream(r);
      r.end(event(notification('a'), '7'));
    },
    reason: /ended the stream/,
    status: null,
  },
  {
    name: 'a stream that breaks off',
    answer: (_, r) => {
      stream(r);
      r.write('data: {');
      setImmediate(() => r.destroy());
    },
    reason: /broke off/,
    status: null,
  },
  {
    name: 'a body that breaks off',
    answer: (_, r) => {
      r.writeHead(200, { 'content-type': 'application/json', 'content-length': '99' });
      r.write('{');
      setImmediate(() => r.destroy());
    },
    reason: /broke off/,
    status: null,
  },
  {
    name: 'no response',
    answer: (_, r) => r.destroy(),
    reason: /did not answer: the connection broke off.*may have run/,
    status: null,
  },
  { name: '202', answer: (_, r) => r.writeHead(202).end(), reason: /gives no answer/, status: 202 },
  { name: '204', answer: (_, r) => r.writeHead(204).end(), reason: /gives no answer/, status: 204 },
  ...[301, 302, 303, 307, 308].map((status) => ({
    name: `a redirect (${status})`,
    answer: ((_, r) => r.writeHead(status, { location: 'https://evil.example/\u00e9' }).end()) satisfies Answer,
    reason: /at another URL, .*`https:\/\/evil\.example/,
    status,
    mayHaveRun: false,
  })),
  {
    name: 'a redirect that looks like the answer',
    answer: (_, r) => json(r, result(1), 307, { location: '/x' }),
    reason: /at another URL/,
    status: 307,
    mayHaveRun: false,
  },
  {
    name: '400',
    answer: (_, r) => r.writeHead(400).end('what?'),
    reason: /malformed: what\?/,
    status: 400,
    mayHaveRun: false,
  },
  {
    name: '401',
    answer: (_, r) => r.writeHead(401).end(),
    reason: /^there is no credential$/,
    status: 401,
    mayHaveRun: false,
  },
  {
    name: '403',
    answer: (_, r) => r.writeHead(403).end(),
    reason: /^there is no credential$/,
    status: 403,
    mayHaveRun: false,
  },
  {
    name: '403 in JSON',
    answer: (_, r) => json(r, '{"error":"no"}', 403),
    reason: /forbids this: \{"error":"no"\}/,
    status: 403,
    mayHaveRun: false,
  },
  { name: '404', answer: (_, r) => r.writeHead(404).end(), reason: /no MCP endpoint/, status: 404, mayHaveRun: false },
  {
    name: '405',
    answer: (_, r) => r.writeHead(405).end(),
    reason: /does not take POST/,
    status: 405,
    mayHaveRun: false,
  },
  { name: '413', answer: (_, r) => r.writeHead(413).end(), reason: /too large/, status: 413, mayHaveRun: false },
  {
    name: '429',
    answer: (_, r) => r.writeHead(429, { 'retry-after': '7' }).end(),
    reason: /asked too much \(it says to come back after `7`\)/,
    status: 429,
    mayHaveRun: false,
  },
  {
    name: '408, which may come late',
    answer: (_, r) => r.writeHead(408).end(),
    reason: /HTTP 408: it failed/,
    status: 408,
  },
  { name: '500', answer: (_, r) => r.writeHead(500).end('oops'), reason: /HTTP 500: it failed: oops/, status: 500 },
  { name: '502', answer: (_, r) => r.writeHead(502).end(), reason: /gateway/, status: 502 },
  {
    name: '503',
    answer: (_, r) => r.writeHead(503, { 'retry-after': 'Fri' }).end(),
    reason: /not available \(.*`Fri`/,
    status: 503,
  },
  { name: 'a status of its own', answer: (_, r) => r.writeHead(599).end(), reason: /HTTP 599/, status: 599 },
  {
    name: 'a long page',
    answer: (_, r) => r.writeHead(500).end('x'.repeat(100_000)),
    reason: /^.{0,300}…$/,
    status: 500,
  },
];

function page(type: string, body: string): Answer {
  return (_, response) => response.writeHead(200, { 'content-type': type }).end(body);
}

describe('a request that is not answered', () => {
  it.each(HOSTILE)('fails with the cause: $name', async ({ answer, era, reason, status, mayHaveRun = true }) => {
    const server = await serve(answer);
    const { recorder, say } = open(server.url);
    say(era === 'modern' ? modern(1, 'tools/call') : request(1, 'tools/call'));
    await recorder.until(({ failures }) => failures.length === 1);
    expect(recorder.failures[0]?.reason).toMatch(reason);
    expect(recorder.failures[0]).toMatchObject({ status, mayHaveRun, error: null });
    // INVARIANT: a call that may have run is never repeated, nor any redirect followed.
    expect(server.seen).toHaveLength(1);
  });

  it('fails where nobody listens, and has not run', async () => {
    const { recorder, say } = open(new URL('http://127.0.0.1:1/mcp'));
    say(request(1));
    await recorder.settled(1);
    expect(recorder.failures).toEqual([
      {
        reason: 'the server cannot be reached: nothing listens there (ECONNREFUSED)',
        status: null,
        error: null,
        mayHaveRun: false,
      },
    ]);
  });

  it.each([
    ['no HTTP', 'hello there\r\n\r\n', /no HTTP/],
    ['a header bomb', `HTTP/1.1 200 OK\r\n${`X-A: ${'x'.repeat(4000)}\r\n`.repeat(20)}\r\n`, /headers are longer/],
    [
      'both a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /no HTTP/,
    ],
    [
      'a switch of protocols',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      /another protocol/,
    ],
    [
      'chunks that are none',
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      /no HTTP|broke off/,
    ],
    ['a header that breaks the line', 'HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n', /no HTTP/],
  ])('fails on %s', async (_, bytes, reason) => {
    const url = await serveBytes((socket) => socket.write(bytes));
    const { recorder, say } = open(url);
    say(request(1));
    await recorder.settled(1);
    expect(recorder.failures[0]?.reason).toMatch(reason);
    expect(recorder.failures[0]?.mayHaveRun).toBe(true);
  });

  it('takes an answer that comes byte by byte', async () => {
    const bytes = `HTTP/1.1 200 OK\r\nContent-Type: APPLICATION/JSON\r\nContent-Length: ${result(1).length}\r\n\r\n${result(1)}`;
    const url = await serveBytes((socket) => {
      socket.setNoDelay(true);
      let at = 0;
      const next = (): void => {
        if (at < bytes.length) socket.write(bytes[at++] ?? '', () => setImmediate(next));
      };
      next();
    });
    const { recorder, say } = open(url);
    say(request(1));
    await recorder.settled(1);
    expect(recorder.messages).toEqual([result(1)]);
  });

  it.each([
    ['a length that it says', { 'content-length': '2000000000' }],
    ['chunks without end', {}],
  ])('says of a body that is too long that it is, and reads no further: %s', async (_, headers) => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await serve((_seen, response) => {
      response.once('close', closed);
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      const more = (): void => {
        while (!response.destroyed && response.write('"'.repeat(4096)));
      };
      response.on('drain', more);
      more();
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    await gone;
    expect(recorder.told.slice(1)).toEqual([{ told: 'oversize', id: 1, origin: { about: 1 } }]);
  });

  it('passes on what cannot be read, where it is the answer all the same', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"jsonrpc":"2.0","id":1,"result":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(bytes);
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.settled(1);
    await recorder.until(({ all }) => all.some(({ told }) => told === 'idle'));
    expect(recorder.messages).toHaveLength(1);
    expect(recorder.failures).toEqual([]);
  });
});

describe('an error that is the answer', () => {
  const error = (id: number | null, code = -32602): string =>
    JSON.stringify({ jsonrpc: '2.0', id, error: { code, message: 'no\u001b[1m' } });

  it.each([400, 403, 404, 500])('passes with its status: %i', async (status) => {
    const server = await serve((_, response) => json(response, error(1), status));
    const { recorder, say } = open(server.url);
    say(modern(1));
    await recorder.settled(1);
    expect(recorder.told).toEqual([
      { told: 'opened', id: 1, head: { status, streams: false } },
      { told: 'message', text: error(1), origin: { about: 1 } },
    ]);
  });

  it('is told apart where it has no id, to be passed on with one', async () => {
    const server = await serve((_, response) => json(response, error(null, -32000), 400));
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.settled(1);
    expect(recorder.failures).toMatchObject([{ status: 400, error: { code: -32000, message: String.raw`no\x1b[1m` } }]);
  });

  it.each([
    ['it is for another request', error(2)],
    ['its code is no integer', '{"jsonrpc":"2.0","id":null,"error":{"code":"x","message":"no"}}'],
    ['it is no JSON-RPC', '{"id":null,"error":{"code":1,"message":"no"}}'],
  ])('is not passed on where %s', async (_, body) => {
    const server = await serve((_seen, response) => json(response, body, 400));
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.settled(1);
    expect(recorder.failures).toMatchObject([{ status: 400, error: null, mayHaveRun: false }]);
    expect(recorder.messages).toEqual([]);
  });
});

describe('a stream that ends before the answer (legacy era)', () => {
  it('is asked for again from where it stood, until the answer is there', async () => {
    const lines = [notification('a'), notification('b')];
    const server = await serve(
      legacy(
        (seen, response) => {
          stream(response);
          if (seen.method === 'POST') response.end(`retry: 120\n${event('', 'p-0')}${event(lines[0] ?? '', 'p-1')}`);
          else if (seen.headers['last-event-id'] === 'p-1') response.end(event(lines[1] ?? '', 'ü-2'));
          else response.end(event(result(1)));
        },
        { sessionId: () => 'abc' },
      ),
    );
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    await recorder.settled(2);
    expect(recorder.told.slice(2)).toEqual([
      { told: 'opened', id: 1, head: { status: 200, streams: true } },
      { told: 'message', text: lines[0], origin: { about: 1 } },
      { told: 'paused', id: 1, retryMs: 120 },
      { told: 'message', text: lines[1], origin: { about: 1 } },
      { told: 'paused', id: 1, retryMs: 120 },
      { told: 'message', text: result(1), origin: { about: 1 } },
    ]);
    const gets = server.seen.filter(({ method }) => method === 'GET');
    expect(gets.map(({ headers }) => Buffer.from(String(headers['last-event-id']), 'latin1').toString())).toEqual([
      'p-1',
      'ü-2',
    ]);
    expect(gets[0]?.headers).toMatchObject({ accept: 'text/event-stream', 'mcp-session-id': 'abc' });
    expect(server.seen.filter(({ message }) => message.id === 1)).toHaveLength(1);
  });

  it.each([
    ['the session is gone', 404, /stream was lost: .*HTTP 404/],
    ['the server keeps no events', 405, /stream was lost: .*HTTP 405/],
    ['the credential is not good', 401, /stream was lost: there is no credential/],
  ])('fails where %s', async (_, status, reason) => {
    const server = await serve((seen, response) => {
      if (seen.method === 'GET') {
        response.writeHead(status).end();
        return;
      }
      stream(response);
      response.end(`retry: 1\n${event('', '1')}`);
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.settled(1);
    expect(recorder.failures).toMatchObject([{ status, mayHaveRun: true }]);
    expect(recorder.failures[0]?.reason).toMatch(reason);
  });

  it('is asked for some times where that fails for now, and not for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serve((seen, response) => {
      if (seen.method === 'GET') {
        response.writeHead(503).end();
        return;
      }
      stream(response);
      response.end(event('', '1'));
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    const isGet = ({ method }: { method: string }): boolean => method === 'GET';
    for (let count = 1; recorder.failures.length === 0 && count < 20; count += 1) {
      await Promise.race([recorder.settled(1), elapse(() => server.seen.filter(isGet).length >= count)]);
    }
    expect(server.seen.filter(isGet)).toHaveLength(5);
    expect(recorder.failures).toMatchObject([{ status: 503, mayHaveRun: true }]);
  });

  it.each([
    ['was given up meanwhile', true],
    ['has an id that no header can carry', false],
  ])('is not asked for again where it %s', async (_, cancels) => {
    const server = await serve((seen, response) => {
      if (seen.message.method === 'notifications/cancelled') {
        response.writeHead(202).end();
        return;
      }
      stream(response);
      response.end(event('', cancels ? 'good' : 'a\u0001b'));
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    if (cancels) {
      await recorder.until(({ told }) => told.some((one) => one.told === 'paused'));
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
      await server.saw(2);
      await elapse(() => recorder.failures.length > 0);
    }
    await recorder.settled(1);
    expect(server.seen.filter(({ method }) => method === 'GET')).toEqual([]);
  });
});

describe('a subscription', () => {
  it('fails with what to do when its stream ends', async () => {
    const server = await serve((_, response) => {
      stream(response);
      response.end(event(notification('acknowledged')));
    });
    const { recorder, say } = open(server.url);
    say(modern('s', 'subscriptions/listen'));
    await recorder.settled(1);
    expect(recorder.failures).toMatchObject([
      { reason: 'the server ended the subscription: subscribe again to go on' },
    ]);
  });
});

/** Moves the faked clock on, a second at a time, until something is so. */
async function elapse(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    vi.advanceTimersByTime(1000);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function finish(response: ServerResponse | undefined, text: string): void {
  response?.end(text);
}

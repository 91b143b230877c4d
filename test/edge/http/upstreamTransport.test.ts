import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ToolHeaders } from '../../../src/http/toolHeaders.ts';
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
  stream,
} from './upstreamFake.ts';

describe('the transport towards a server over HTTP', () => {
  it('posts each message, and tells the answer with the request it came for', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { recorder, say } = open(server.url);
    say(request(1), request('1'));
    await recorder.settled(2);
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /mcp', 'POST /mcp']);
    expect(server.seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      'user-agent': 'leash-mcp/1.2.3',
    });
    expect(recorder.told).toEqual(
      expect.arrayContaining([
        { told: 'opened', id: 1, head: { status: 200, streams: false } },
        { told: 'message', text: result(1), origin: { about: 1 } },
        { told: 'opened', id: '1', head: { status: 200, streams: false } },
        { told: 'message', text: result('1'), origin: { about: '1' } },
      ]),
    );
    expect(recorder.failures).toEqual([]);
  });

  it('posts the very bytes it was given', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { recorder, say } = open(server.url);
    const line = '{"jsonrpc":"2.0", "id":1,"method":"tools/call","params":{"name":"é","n":1.0e3, "x":"\\u0041"}}';
    say(line);
    await recorder.settled(1);
    expect(server.seen[0]?.body).toBe(line);
  });

  it('sends nothing before it is flushed, and nothing that was discarded', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { transport, recorder, say } = open(server.url);
    transport.send(JSON.stringify(request(1)));
    expect(transport.queued).toBeGreaterThan(0);
    transport.discard();
    expect(transport.queued).toBe(0);
    say(request(2));
    await recorder.settled(1);
    expect(server.seen.map(({ message }) => message.id)).toEqual([2]);
  });

  it('posts in the order of sending, and lets a slow answer block nothing', async () => {
    const slow: ServerResponse[] = [];
    const server = await serve((seen, response) => {
      if (seen.message.id === 1) slow.push(response);
      else json(response, result(seen.message.id));
    });
    const { recorder, say } = open(server.url);
    say(...[1, 2, 3, 4, 5, 6].map((id) => request(id)));
    await recorder.settled(5);
    expect(recorder.messages).not.toContain(result(1));
    for (const one of slow) json(one, result(1));
    await recorder.settled(6);
    expect(recorder.messages.at(-1)).toBe(result(1));
  });

  it('lets nothing overtake initialize before its answer, nor notifications/initialized before it is taken', async () => {
    const held = new Map<string, ServerResponse>();
    const server = await serve((seen, response) => {
      const { method = '', id } = seen.message;
      if (method === 'tools/list') json(response, result(id));
      else held.set(method, response);
    });
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1), request(2));
    await server.saw(1);
    expect(server.seen.map(({ message }) => message.method)).toEqual(['initialize']);
    const first = held.get('initialize');
    if (first !== undefined) {
      stream(first);
      first.end(event(result(0, { protocolVersion: '2025-06-18' })));
    }
    await server.saw(2);
    expect(server.seen.map(({ message }) => message.method)).toEqual(['initialize', 'notifications/initialized']);
    held.get('notifications/initialized')?.writeHead(202).end();
    await recorder.settled(3);
    expect(server.seen.slice(2).map(({ headers }) => headers['mcp-protocol-version'])).toEqual([
      '2025-06-18',
      '2025-06-18',
    ]);
    expect(server.seen[0]?.headers).not.toHaveProperty('mcp-protocol-version');
  });

  it('goes on behind an initialize that fails', async () => {
    const server = await serve((seen, response) => {
      if (seen.message.method === 'initialize') response.writeHead(500).end();
      else json(response, result(seen.message.id));
    });
    const { recorder, say } = open(server.url);
    say(INITIALIZE, request(1));
    await recorder.settled(2);
    expect(recorder.failures.map(({ status }) => status)).toEqual([500]);
    expect(recorder.messages).toEqual([result(1)]);
  });

  it('says back the session id and the revision in each request of the session, and ends it at last', async () => {
    const server = await serve(
      legacy((seen, response) => json(response, result(seen.message.id)), { sessionId: () => 'abc' }),
    );
    const { upstream, recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    await recorder.settled(2);
    upstream.shutdown();
    await expect(upstream.exited).resolves.toEqual({ code: 0, signal: null, stderr: '' });
    expect(
      server.seen.map(({ method, headers }) => [method, headers['mcp-session-id'], headers['mcp-protocol-version']]),
    ).toEqual([
      ['POST', undefined, undefined],
      ['POST', 'abc', '2025-11-25'],
      ['POST', 'abc', '2025-11-25'],
      ['DELETE', 'abc', '2025-11-25'],
    ]);
    expect(recorder.told.at(-1)).toEqual({ told: 'ended' });
  });

  it('makes the headers of the modern era from the body, and takes no session for it', async () => {
    const server = await serve(
      legacy((seen, response) => json(response, result(seen.message.id)), { sessionId: () => 'abc' }),
    );
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, modern(1, 'tools/call', { name: 'näme' }));
    await recorder.settled(2);
    const headers = server.seen[2]?.headers;
    expect(headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': '=?base64?bsOkbWU=?=',
    });
    expect(headers).not.toHaveProperty('mcp-session-id');
  });

  it('gives a call the headers that its tool declares, and those of its client that nobody declared', async () => {
    const tools = new ToolHeaders();
    const inputSchema = { properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } };
    tools.learn({ tools: [{ name: 'deploy', inputSchema }] });
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const given = [
      ['mcp-param-region', 'us'],
      ['mcp-param-zone', 'a'],
      ['authorization', 'Bearer x'],
    ] as const;
    const { recorder, say } = open(server.url, { tools, paramHeadersOf: (id) => (id === 2 ? given : []) });
    const params = { name: 'deploy', arguments: { region: 'eu' } };
    say(modern(2, 'tools/call', params), modern(3, 'tools/call', params), request(4, 'tools/call', params));
    await recorder.settled(3);
    const headersOf = (id: number): unknown[] => {
      const headers = server.seen.find(({ message }) => message.id === id)?.headers;
      return [headers?.['mcp-param-region'], headers?.['mcp-param-zone'], headers?.authorization];
    };
    expect([2, 3, 4].map(headersOf)).toEqual([
      ['eu', 'a', undefined],
      ['eu', undefined, undefined],
      [undefined, undefined, undefined],
    ]);
  });

  it('keeps its connections between calls', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { recorder, say } = open(server.url);
    for (let id = 1; id <= 5; id += 1) {
      say(request(id));
      await recorder.settled(id);
    }
    expect(server.connections()).toBe(1);
  });

  it('refuses what is over the number of requests that may be open, and takes more when one is done', async () => {
    const held: ServerResponse[] = [];
    const server = await serve((seen, response) => {
      if (seen.message.id === 9) json(response, result(9));
      else held.push(response);
    });
    const { recorder, say } = open(server.url, { maxExchanges: 2 });
    say(request(1), request(2), request(3));
    expect(recorder.told).toEqual([]);
    await recorder.settled(1);
    expect(recorder.told).toEqual([
      {
        told: 'failed',
        id: 3,
        failure: {
          reason: 'more than 2 requests are open at the server',
          status: null,
          error: null,
          mayHaveRun: false,
        },
      },
    ]);
    await server.saw(2);
    for (const [at, response] of held.entries()) json(response, result(at + 1));
    await recorder.settled(3);
    say(request(9));
    await recorder.settled(4);
    expect(recorder.messages).toContain(result(9));
    expect(server.seen.map(({ message }) => message.id)).toEqual([1, 2, 9]);
  });

  it('does not send what is no message, and says so', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { recorder, say, warnings } = open(server.url);
    say('{"jsonrpc":', '[]', '7', '{"jsonrpc":"2.0","id":null,"method":"tools/call"}', request(1));
    await recorder.settled(1);
    expect(server.seen).toHaveLength(1);
    expect(warnings).toHaveLength(4);
  });

  it('counts what has not left, and tells when all has', async () => {
    const initialize: ServerResponse[] = [];
    const server = await serve((seen, response) => {
      if (seen.message.method === 'initialize') initialize.push(response);
      else json(response, result(seen.message.id));
    });
    const { transport, recorder, say } = open(server.url);
    const big = JSON.stringify(request(1, 'tools/call', { text: 'x'.repeat(100_000) }));
    say(INITIALIZE, big);
    await server.saw(1);
    expect(transport.queued).toBeGreaterThan(100_000);
    const flushed = transport.flushed();
    for (const one of initialize) json(one, result(0, {}));
    await flushed;
    expect(transport.queued).toBe(0);
    await recorder.until(({ all }) => all.some(({ told }) => told === 'idle'));
    await recorder.settled(2);
  });
});

describe('backpressure', () => {
  it('delivers nothing while it is paused', async () => {
    const server = await serve((seen, response) => {
      if (seen.message.id === 1) {
        json(response, result(1));
        return;
      }
      stream(response);
      response.end(event(result(2)));
    });
    const { transport, recorder, say } = open(server.url);
    transport.pause();
    say(request(1), request(2));
    await recorder.until(({ told }) => told.filter((one) => one.told === 'opened').length === 2);
    await ticks();
    expect(recorder.messages).toEqual([]);
    transport.resume();
    await recorder.settled(2);
  });

  it('holds one answer, while the others go on', async () => {
    const server = await serve((seen, response) => {
      stream(response);
      response.end(event(result(seen.message.id)));
    });
    const { transport, recorder, say } = open(server.url);
    say(request(1), request(2));
    transport.hold(1, true);
    await recorder.settled(1);
    await ticks();
    expect(recorder.messages).toEqual([result(2)]);
    transport.pause();
    transport.resume();
    await ticks();
    expect(recorder.messages).toEqual([result(2)]);
    transport.hold(1, false);
    await recorder.settled(2);
    expect(recorder.messages).toEqual([result(2), result(1)]);
  });

  it('lets a server wait that writes faster than it is read', async () => {
    let taken = true;
    const server = await serve((_, response) => {
      stream(response);
      const chunk = event(
        JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: 'x'.repeat(50_000) }),
      );
      for (let at = 0; taken && at < 2000; at += 1) taken = response.write(chunk);
      response.end(event(result(1)));
    });
    const { transport, recorder, say } = open(server.url);
    transport.hold(1, true);
    say(request(1));
    transport.hold(1, true);
    await recorder.until(({ told }) => told.length > 0);
    expect(taken).toBe(false);
    transport.hold(1, false);
    await recorder.settled(1);
  });
});

describe('cancelling', () => {
  const cancelled = (requestId: number): object => ({
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId },
  });

  it('hangs up in the modern era', async () => {
    let hungUp: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const server = await serve((_, response) => {
      response.once('close', hungUp);
      stream(response);
    });
    const { transport, recorder, say } = open(server.url);
    say(modern(1));
    await recorder.until(({ told }) => told.length === 1);
    transport.cancel(1, JSON.stringify(cancelled(1)));
    transport.flush();
    await gone;
    await recorder.settled(1);
    expect(recorder.failures).toMatchObject([{ reason: 'the caller has given it up' }]);
    expect(server.seen).toHaveLength(1);
  });

  it('says so in the legacy era, where the server may still answer', async () => {
    const held: ServerResponse[] = [];
    const server = await serve(
      legacy((seen, response) => {
        if (seen.message.method === 'tools/call') held.push(response);
        else {
          response.writeHead(202).end();
          for (const one of held) json(one, result(1));
        }
      }),
    );
    const { transport, recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1, 'tools/call'));
    await server.saw(3);
    transport.cancel(1, JSON.stringify(cancelled(1)));
    transport.flush();
    await recorder.settled(2);
    expect(server.seen.at(-1)?.body).toBe(JSON.stringify(cancelled(1)));
    expect(recorder.messages.at(-1)).toBe(result(1));
  });

  it.each(['cancel', 'send'] as const)(
    'posts neither a request that still waits nor its cancellation (%s)',
    async (how) => {
      const initialize: ServerResponse[] = [];
      const server = await serve((seen, response) => {
        if (seen.message.method === 'initialize') initialize.push(response);
        else json(response, result(seen.message.id));
      });
      const { transport, recorder, say } = open(server.url);
      say(INITIALIZE, request(1), request(2));
      await server.saw(1);
      const line = JSON.stringify(cancelled(1));
      if (how === 'send') transport.send(line);
      else transport.cancel(1, line);
      transport.flush();
      for (const one of initialize) json(one, result(0, {}));
      await recorder.settled(3);
      expect(server.seen.map(({ message }) => message.method ?? '')).toEqual(['initialize', 'tools/list']);
      expect(recorder.messages).toEqual([result(0), result(2)]);
      expect(transport.queued).toBe(0);
    },
  );

  it('overtakes what waits, and passes on what is about no open request', async () => {
    const initialized: ServerResponse[] = [];
    const server = await serve((seen, response) => {
      const { method, id } = seen.message;
      if (method === 'notifications/initialized') initialized.push(response);
      else if (method === 'notifications/cancelled') response.writeHead(202).end();
      else if (method !== 'tools/call') json(response, result(id));
    });
    const { recorder, say } = open(server.url);
    say(INITIALIZE, request(1, 'tools/call'), INITIALIZED, request(2));
    await server.saw(3);
    say(cancelled(1), cancelled(77));
    for (const one of initialized) endWith(one, 202);
    await server.saw(6);
    await recorder.settled(2);
    // Each is on a connection of its own: the server may see those that left together in any order.
    expect(server.seen.slice(3, 5).map(({ message }) => message.method)).toContain('notifications/cancelled');
    expect(
      server.seen
        .slice(3)
        .map(({ body }) => body)
        .sort(),
    ).toEqual([cancelled(1), cancelled(77), request(2)].map((one) => JSON.stringify(one)).sort());
  });

  it('takes a cancellation of what was never asked for as any notification', async () => {
    const server = await serve((_, response) => response.writeHead(202).end());
    const { transport, say } = open(server.url);
    transport.cancel(5, JSON.stringify(cancelled(5)));
    say(cancelled(5));
    await server.saw(1);
    await transport.flushed();
    expect(server.seen).toHaveLength(1);
  });
});

describe('its end', () => {
  it('tells of nothing but that, whatever is open', async () => {
    const server = await serve(() => undefined);
    const { upstream, transport, recorder, say } = open(server.url);
    say(request(1), request(2), { jsonrpc: '2.0', method: 'notifications/x' });
    await server.saw(3);
    upstream.kill();
    transport.finish();
    say(request(3));
    await upstream.gone;
    await ticks();
    expect(recorder.told).toEqual([{ told: 'ended' }]);
    expect(server.seen).toHaveLength(3);
  });
});

function endWith(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** Lets the sockets be looked at some times. */
async function ticks(): Promise<void> {
  for (let at = 0; at < 20; at += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

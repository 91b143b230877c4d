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
  stream,
  type Answer,
} from './upstreamFake.ts';

afterEach(() => {
  vi.useRealTimers();
});

const LINE = '{"jsonrpc":"2.0","id":0,"method":"ping"}';
const isGet = ({ method }: { readonly method: string }): boolean => method === 'GET';

/** A server whose GET is the test's. */
function listening(get: Answer): Answer {
  return legacy(
    (seen, response) => {
      if (isGet(seen)) get(seen, response);
      else json(response, result(seen.message.id));
    },
    { sessionId: () => 'abc' },
  );
}

describe('the stream for what belongs to no request', () => {
  it('is opened where it is wanted, once the session is open, and tells what comes on it', async () => {
    const server = await serve(
      listening((_, response) => {
        stream(response);
        response.write(event(LINE));
      }),
    );
    const { transport, recorder, say } = open(server.url);
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED);
    await recorder.until(({ messages }) => messages.length === 2);
    expect(recorder.told.slice(2)).toEqual([
      { told: 'standalone', status: 200 },
      { told: 'message', text: LINE, origin: {} },
    ]);
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
    expect(server.seen[2]?.headers).toMatchObject({ 'mcp-session-id': 'abc', 'mcp-protocol-version': '2025-11-25' });
  });

  it('is opened later where it is wanted later, and closed when it is not any more', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await serve(
      listening((_, response) => {
        response.once('close', closed);
        stream(response);
      }),
    );
    const { transport, recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    await recorder.settled(2);
    expect(server.seen.filter(isGet)).toEqual([]);
    transport.standalone(true);
    await recorder.until(({ told }) => told.some((one) => one.told === 'standalone'));
    transport.standalone(false);
    await gone;
  });

  it('is none of the modern era', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { transport, recorder, say } = open(server.url);
    transport.standalone(true);
    say(modern(1));
    await recorder.settled(1);
    say(modern(2));
    await recorder.settled(2);
    expect(server.seen.filter(isGet)).toEqual([]);
  });

  it.each<[string, number, Answer]>([
    ['has none', 405, (_, response) => response.writeHead(405).end()],
    ['does not know it', 404, (_, response) => response.writeHead(404).end()],
    ['answers with something else', 405, (_, response) => json(response, '{}')],
    ['wants another credential, which is no matter of the client', 502, (_, response) => response.writeHead(401).end()],
    ['is elsewhere', 502, (_, response) => response.writeHead(307, { location: '/x' }).end()],
  ])('is said not to be there where the server %s: %i', async (_, status, get) => {
    const server = await serve(listening(get));
    const { transport, recorder, say } = open(server.url);
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED);
    await recorder.until(({ told }) => told.some((one) => one.told === 'standalone'));
    expect(recorder.told.at(-1)).toEqual({ told: 'standalone', status });
    say(request(1));
    await recorder.settled(2);
    expect(server.seen.filter(isGet)).toHaveLength(1);
  });

  it('is opened again from where it stood when it ends, and told of once', async () => {
    const server = await serve(
      listening((seen, response) => {
        stream(response);
        if (seen.headers['last-event-id'] === undefined) response.end(`retry: 0\n${event(LINE, 'e-1')}`);
        else response.write(event(LINE));
      }),
    );
    const { transport, recorder, say } = open(server.url);
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED);
    await recorder.until(({ messages }) => messages.length === 3);
    expect(server.seen.filter(isGet).map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'e-1']);
    expect(recorder.told.filter(({ told }) => told === 'standalone')).toHaveLength(1);
  });

  it('is asked for ever more seldom where it brings nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const at: number[] = [];
    let now = 0;
    const server = await serve(
      listening((_, response) => {
        at.push(now);
        stream(response);
        response.end();
      }),
    );
    const { transport, say } = open(server.url);
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED);
    while (at.length < 9) {
      vi.advanceTimersByTime(500);
      now += 500;
      for (let turn = 0; turn < 30; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    // The clock runs on while a request is on its way.
    for (const [index, wanted] of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(wanted);
      expect(gaps[index]).toBeLessThanOrEqual(wanted + 5000);
    }
    expect(server.seen.filter(isGet)).toHaveLength(9);
  });

  it('is said not to be there when it cannot be opened for a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serve(listening((_, response) => response.writeHead(503).end()));
    const { transport, recorder, say } = open(server.url);
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED);
    while (!recorder.told.some((one) => one.told === 'standalone')) {
      vi.advanceTimersByTime(1000);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(recorder.told.at(-1)).toEqual({ told: 'standalone', status: 503 });
    expect(server.seen.filter(isGet)).toHaveLength(5);
  });

  it('is opened anew in a session that is opened anew, without the place it had in the old one', async () => {
    let sessions = 0;
    const streams: ServerResponse[] = [];
    const server = await serve((seen, response) => {
      const isKnown = seen.headers['mcp-session-id'] === `s-${sessions}`;
      if (seen.message.method === 'initialize') {
        sessions += 1;
        json(response, result(seen.message.id, { protocolVersion: '2025-11-25' }), 200, {
          'mcp-session-id': `s-${sessions}`,
        });
      } else if (!isKnown || (seen.message.id === 1 && sessions === 1)) response.writeHead(404).end();
      else if (isGet(seen)) {
        streams.push(response);
        stream(response);
        response.write(event(LINE, 'e-1'));
      } else if (seen.message.id === undefined) response.writeHead(202).end();
      else json(response, result(seen.message.id));
    });
    const { transport, recorder, say } = open(server.url);
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED);
    await recorder.until(({ messages }) => messages.length === 2);
    say(request(1));
    await recorder.until(({ messages }) => messages.length === 4);
    expect(streams).toHaveLength(2);
    expect(
      server.seen.filter(isGet).map(({ headers }) => [headers['mcp-session-id'], headers['last-event-id']]),
    ).toEqual([
      ['s-1', undefined],
      ['s-2', undefined],
    ]);
    expect(recorder.failures).toEqual([]);
  });

  it('waits while the transport is paused', async () => {
    const server = await serve(
      listening((_, response) => {
        stream(response);
        response.write(event(LINE));
      }),
    );
    const { transport, recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    await recorder.settled(2);
    transport.pause();
    transport.standalone(true);
    await recorder.until(({ told }) => told.some((one) => one.told === 'standalone'));
    for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(recorder.messages).not.toContain(LINE);
    transport.resume();
    await recorder.until(({ messages }) => messages.includes(LINE));
  });
});

import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readIncoming } from '../../../src/edge/http/upstreamIncoming.ts';
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

const cancelled = (requestId: number): object => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId },
});

describe('the requests that are open', () => {
  it('may use an id again once it has been answered, and are no more than may be open', async () => {
    const held: ServerResponse[] = [];
    const server = await serve((_, response) => {
      held.push(response);
      stream(response);
    });
    const { recorder, say } = open(server.url, { maxExchanges: 1 });
    say(modern(1));
    await server.saw(1);
    say(modern(2));
    await recorder.settled(1);
    expect(recorder.failures).toMatchObject([{ mayHaveRun: false }]);
    held[0]?.end(event(result(1)));
    await recorder.settled(2);
    say(modern(1));
    await server.saw(2);
    held[1]?.end(event(result(1, { again: true })));
    await recorder.settled(3);
    expect(recorder.messages).toEqual([result(1), result(1, { again: true })]);
  });

  it('leave the id to the newer of two', async () => {
    const held: ServerResponse[] = [];
    const server = await serve((_, response) => {
      held.push(response);
      stream(response);
    });
    const { recorder, say } = open(server.url);
    say(request(1));
    await server.saw(1);
    say(request(1));
    await server.saw(2);
    held[0]?.end(event(result(1, { older: true })));
    held[1]?.end(event(result(1, { newer: true })));
    await recorder.settled(1);
    expect(recorder.messages).toEqual([result(1, { newer: true })]);
    expect(recorder.failures).toEqual([]);
  });

  it('are given up some time after the server has been told that they are', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let closed = false;
    const server = await serve(
      legacy((seen, response) => {
        if (seen.message.id === undefined) response.writeHead(202).end();
        else {
          stream(response);
          response.once('close', () => {
            closed = true;
          });
        }
      }),
    );
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    await recorder.until(({ told }) => told.filter((one) => one.told === 'opened').length === 2);
    say(cancelled(1));
    await server.saw(4);
    vi.advanceTimersByTime(4999);
    expect(recorder.failures).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(recorder.failures).toMatchObject([{ reason: 'the caller has given it up' }]);
    await vi.waitUntil(() => closed);
  });

  it('are as many as they may be, however many have been and gone', async () => {
    const server = await serve((seen, response) => {
      if (Number(seen.message.id) % 2 === 0) response.writeHead(500).end();
      else json(response, result(seen.message.id));
    });
    const { recorder, say } = open(server.url, { maxExchanges: 3 });
    for (let id = 1; id <= 30; id += 3) {
      say(request(id), request(id + 1), request(id + 2));
      await recorder.settled(id + 2);
    }
    expect(recorder.failures.every(({ status }) => status === 500)).toBe(true);
    expect(recorder.failures).toHaveLength(15);
  });

  it('have the headers of parameters that came with each of them', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { recorder, say } = open(server.url, {
      paramHeadersOf: (id) => (id === 3 ? [] : [['mcp-param-a', String(id)]]),
    });
    for (const id of [1, 2, 3]) {
      say(modern(id, 'tools/call', { name: 'x' }));
      await recorder.settled(id);
    }
    expect(server.seen.map(({ headers }) => headers['mcp-param-a'])).toEqual(['1', '2', undefined]);
  });
});

/** What a server may do to a request; a GET is for the rest of a stream. */
const BEHAVIOURS: Readonly<Record<string, Answer>> = {
  answers: (seen, response) => json(response, result(seen.message.id)),
  streams: (seen, response) => {
    stream(response);
    response.end(event('{"jsonrpc":"2.0","method":"notifications/x"}') + event(result(seen.message.id)));
  },
  'answers twice': (seen, response) => {
    stream(response);
    response.end(event(result(seen.message.id)).repeat(2));
  },
  'answers as an error': (seen, response) => {
    json(response, JSON.stringify({ jsonrpc: '2.0', id: seen.message.id, error: { code: 1, message: 'no' } }), 400);
  },
  'answers another': (_, response) => json(response, result('nobody')),
  'answers with noise': (_, response) => json(response, '{"jsonrpc":"2.0","id":1'),
  'answers with too much': (_, response) => json(response, `"${'x'.repeat(200_000)}"`),
  'streams too much': (_, response) => {
    stream(response);
    response.end(event(`"${'x'.repeat(200_000)}"`, 'e'));
  },
  fails: (_, response) => response.writeHead(500).end('oops'),
  'breaks off': (_, response) => {
    stream(response);
    response.write('data: {');
    setImmediate(() => response.destroy());
  },
  'hangs up': (_, response) => response.destroy(),
  interrupts: (_, response) => {
    stream(response);
    response.end(`retry: 0\n${event('', 'e-1')}`);
  },
};

describe('whatever a server does', () => {
  it('each request that is not given up comes to one end, and only one', async () => {
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Object.keys(BEHAVIOURS)) },
      { weight: 1, arbitrary: fc.constantFrom('pause', 'resume', 'turn') },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 25 }), async (actions) => {
        const server = await serve((seen, response) => {
          if (seen.method === 'GET') response.writeHead(405).end();
          else BEHAVIOURS[String(seen.message.id).replace(/^\d+ /, '')]?.(seen, response);
        });
        const { upstream, transport, recorder, say } = open(server.url);
        const ids = actions
          .map((one, at) => `${at} ${one}`)
          .filter((_, at) => BEHAVIOURS[actions[at] ?? ''] !== undefined);
        for (const [at, one] of actions.entries()) {
          if (one === 'pause') transport.pause();
          else if (one === 'resume') transport.resume();
          else if (one === 'turn') await new Promise<void>((resolve) => setImmediate(resolve));
          else say(request(`${at} ${one}`, 'tools/call'));
        }
        transport.resume();
        const endsOf = (id: string): number =>
          recorder.told.filter(
            (one) =>
              ((one.told === 'failed' || one.told === 'oversize') && one.id === id) ||
              (one.told === 'message' && readIncoming(Buffer.from(one.text)).answers.includes(id)),
          ).length;
        await recorder.until(() => ids.every((id) => endsOf(id) > 0));
        upstream.kill();
        for (const id of ids) expect(`${id}: ${endsOf(id)}`).toBe(`${id}: ${id.endsWith('twice') ? 2 : 1}`);
        expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(ids.length);
      }),
      { numRuns: 40 },
    );
  });
});

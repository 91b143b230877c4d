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

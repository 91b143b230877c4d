import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { INITIALIZE, INITIALIZED, json, legacy, modern, open, request, result, serve, stream } from './upstreamFake.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('a server over HTTP', () => {
  it('is not connected to before there is a message', async () => {
    const server = await serve(() => undefined);
    const { upstream } = open(server.url);
    upstream.shutdown();
    await upstream.gone;
    expect(server.connections()).toBe(0);
  });

  it('answers what it was asked before it is left', async () => {
    const held: ServerResponse[] = [];
    const server = await serve(
      legacy((seen, response) => {
        if (seen.method === 'DELETE') response.writeHead(200).end();
        else held.push(response);
      }),
    );
    const { upstream, recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    upstream.shutdown();
    upstream.shutdown();
    await server.saw(3);
    for (const one of held) json(one, result(1));
    await expect(upstream.exited).resolves.toEqual({ code: 0, signal: null, stderr: '' });
    expect(recorder.messages.at(-1)).toBe(result(1));
    expect(recorder.told.at(-1)).toEqual({ told: 'ended' });
  });

  it.each([
    ['it never answers', request(1), 1500],
    ['all that is open is a subscription', modern(1, 'subscriptions/listen'), 0],
  ])('is left after a while where %s', async (_, message, waitMs) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serve((_seen, response) => stream(response));
    const { upstream, recorder, say } = open(server.url);
    say(message);
    await recorder.until(({ told }) => told.length === 1);
    let left = false;
    void upstream.exited.then(() => {
      left = true;
    });
    upstream.shutdown();
    vi.advanceTimersByTime(Math.max(waitMs - 1, 0));
    await turns();
    expect(left).toBe(waitMs === 0);
    vi.advanceTimersByTime(1);
    await upstream.exited;
    expect(recorder.told.slice(1)).toEqual([{ told: 'ended' }]);
  });

  it('is left at once where all that it has not answered has been given up, once it has heard of that', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const held: ServerResponse[] = [];
    const server = await serve(
      legacy((seen, response) => {
        if (seen.body.includes('notifications/cancelled')) held.push(response);
        else if (seen.method !== 'POST') response.writeHead(200).end();
      }),
    );
    const { upstream, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    await server.saw(3);
    say({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await server.saw(4);
    let left = false;
    void upstream.exited.then(() => {
      left = true;
    });
    upstream.shutdown();
    await turns();
    expect(left).toBe(false);
    for (const response of held) response.writeHead(202).end();
    // No timer has run: a server that is waited for is waited for in vain.
    await expect(upstream.exited).resolves.toMatchObject({ code: 0 });
  });

  it('is left though it does not answer to the end of its session', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serve(legacy(() => undefined, { sessionId: () => 'abc' }));
    const { upstream, recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED);
    await server.saw(2);
    await recorder.settled(1);
    upstream.shutdown();
    await server.saw(1, ({ method }) => method === 'DELETE');
    vi.advanceTimersByTime(1000);
    await expect(upstream.exited).resolves.toMatchObject({ code: 0 });
  });

  it('is left at once when it is killed', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await serve((_, response) => {
      response.once('close', closed);
      stream(response);
    });
    const { upstream, recorder, say } = open(server.url);
    say(request(1));
    await recorder.until(({ told }) => told.length === 1);
    upstream.shutdown();
    upstream.kill();
    upstream.kill();
    await expect(upstream.exited).resolves.toEqual({ code: null, signal: null, stderr: '' });
    await gone;
    expect(recorder.told.filter(({ told }) => told === 'ended')).toHaveLength(1);
  });
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

import { afterEach, describe, expect, it, vi } from 'vitest';
import { json, open, request, result, serve } from './upstreamFake.ts';

afterEach(() => {
  vi.useRealTimers();
});

const NOTICE = { jsonrpc: '2.0', method: 'notifications/\u001b[2Jx' };

describe('what has no answer', () => {
  it.each([200, 202, 204])('is taken with %i', async (status) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    const { transport, recorder, say, warnings } = open(server.url);
    say(NOTICE, { jsonrpc: '2.0', id: 7, result: {} });
    await server.saw(2);
    await transport.flushed();
    expect(recorder.told).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['an error', 400, /did not take `notifications\/\\x1b\[2Jx`: the server answered HTTP 400: .*no way/],
    ['a redirect', 307, /HTTP 307/],
    ['a refused credential', 401, /there is no credential/],
  ])('is warned of where the server meets it with %s', async (_, status, warning) => {
    const server = await serve((_seen, response) => response.writeHead(status).end('no way'));
    const { recorder, say, warnings } = open(server.url);
    say(NOTICE);
    await vi.waitUntil(() => warnings.length > 0);
    expect(warnings[0]).toMatch(warning);
    expect(warnings[0]).not.toContain('\u001b');
    expect(recorder.told).toEqual([]);
  });

  it('is warned of by the id of the request where it is an answer to the server', async () => {
    const server = await serve((_, response) => response.writeHead(500).end());
    const { say, warnings } = open(server.url);
    say({ jsonrpc: '2.0', id: 'r\u0007', result: {} });
    await vi.waitUntil(() => warnings.length > 0);
    expect(warnings[0]).toContain(String.raw`the answer to its request \`r\x07\``.replaceAll('\\`', '`'));
  });

  it('passes on nothing that comes back', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id ?? 1)));
    const { transport, recorder, say } = open(server.url);
    say(NOTICE);
    await server.saw(1);
    await transport.flushed();
    say(request(2));
    await recorder.settled(1);
    expect(recorder.messages).toEqual([result(2)]);
  });

  it('is not waited for without end, and keeps nothing else waiting', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serve((seen, response) => {
      if (seen.message.id !== undefined) json(response, result(seen.message.id));
    });
    const { recorder, say, warnings } = open(server.url);
    say(NOTICE, request(1));
    await recorder.settled(1);
    expect(warnings).toEqual([]);
    vi.advanceTimersByTime(30_000);
    await vi.waitUntil(() => warnings.length > 0);
    expect(warnings[0]).toMatch(/it did not answer$/);
  });

  it('waits for those before it where a server takes too many and answers none', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serve(() => undefined);
    const { say, warnings } = open(server.url);
    say(...Array.from({ length: 100 }, () => NOTICE));
    await server.saw(65);
    for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(server.seen).toHaveLength(65);
    vi.advanceTimersByTime(30_000);
    await server.saw(66);
    expect(warnings.length).toBeGreaterThan(60);
  });
});

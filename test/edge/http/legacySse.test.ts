import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  event,
  INITIALIZE,
  INITIALIZED,
  json,
  open,
  request,
  result,
  serve,
  type Answer,
  type Fake,
} from './upstreamFake.ts';

interface OldServer {
  readonly answer: Answer;
  /** The streams that were opened, in order. */
  readonly streams: ServerResponse[];
  say(text: string): void;
}

/** A server of 2024-11-05: one stream, and an endpoint for what is posted. */
function oldServer(
  options: {
    readonly endpoint?: (count: number) => string;
    readonly post?: Answer;
    readonly refusal?: (response: ServerResponse) => void;
  } = {},
): OldServer {
  const streams: ServerResponse[] = [];
  const say = (text: string): void => void streams.at(-1)?.write(text);
  return {
    streams,
    say,
    answer(seen, response) {
      if (seen.path === '/mcp' && seen.method === 'POST') {
        if (options.refusal === undefined) response.writeHead(405).end('Method Not Allowed');
        else options.refusal(response);
      } else if (seen.method === 'GET') {
        streams.push(response);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(
          options.endpoint?.(streams.length) ?? `event: endpoint\ndata: /messages?s=${streams.length}\n\n`,
        );
      } else if (options.post !== undefined && seen.message.method !== 'initialize') options.post(seen, response);
      else {
        response.writeHead(202).end('Accepted');
        if (seen.message.id !== undefined) say(event(result(seen.message.id, { protocolVersion: '2024-11-05' })));
      }
    },
  };
}

const posts = (server: Fake): string[] =>
  server.seen.filter(({ method }) => method === 'POST').map(({ path, message }) => `${path} ${message.method ?? ''}`);

describe('the transport of 2024-11-05', () => {
  it.each([400, 404, 405])('is tried where initialize is refused with %i', async (status) => {
    const old = oldServer({ refusal: (response) => response.writeHead(status).end('no') });
    const server = await serve(old.answer);
    const { transport, recorder, say } = open(server.url);
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED, request(1), request('1'));
    await recorder.settled(3);
    expect(posts(server).sort()).toEqual([
      '/mcp initialize',
      '/messages?s=1 initialize',
      '/messages?s=1 notifications/initialized',
      '/messages?s=1 tools/list',
      '/messages?s=1 tools/list',
    ]);
    for (const id of [0, 1, '1']) {
      const text = result(id, { protocolVersion: '2024-11-05' });
      expect(recorder.told).toContainEqual({ told: 'message', text, origin: { about: id } });
    }
    // The one stream has what belongs to no request, too.
    await recorder.until(({ told }) => told.some((one) => one.told === 'standalone' && one.status === 200));
  });

  it.each([
    ['the refusal is an answer of JSON-RPC', '{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no"}}', 400],
    ['the server is broken', 'oops', 500],
    ['the server forbids it', '{}', 403],
  ])('is not tried where %s', async (_, body, status) => {
    const server = await serve((_seen, response) => json(response, body, status));
    const { recorder, say } = open(server.url);
    say(INITIALIZE);
    await recorder.settled(1);
    expect(server.seen).toHaveLength(1);
    expect(recorder.failures).toMatchObject([{ status }]);
  });

  it('is not tried for anything but initialize', async () => {
    const server = await serve((_, response) => response.writeHead(405).end());
    const { recorder, say } = open(server.url);
    say(request(1));
    await recorder.settled(1);
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['of another origin', 'http://127.0.0.1:1/messages', /another origin/],
    ['of another scheme', 'https://127.0.0.1/messages', /another origin/],
    ['with somebody else in it', '//u:p@HOST/messages', /another origin/],
    ['that is no URL', 'http://[', /another origin/],
    ['that escapes the terminal', 'http://evil\u001b[2J.example/', /another origin/],
  ])('sends nothing to an endpoint %s', async (_, endpoint, reason) => {
    let host = '';
    const old = oldServer({ endpoint: () => `event: endpoint\ndata: ${endpoint.replace('HOST', host)}\n\n` });
    const server = await serve(old.answer);
    host = server.url.host;
    const { recorder, say } = open(server.url);
    say(INITIALIZE);
    await recorder.settled(1);
    expect(recorder.failures[0]?.reason).toMatch(reason);
    expect(recorder.failures[0]?.reason).toMatch(/^the server answered HTTP 405/);
    expect(recorder.failures[0]?.reason).not.toContain('\u001b');
    expect(posts(server)).toEqual(['/mcp initialize']);
  });

  it.each([
    ['ends before it names an endpoint', (response: ServerResponse) => response.end(), /closed the stream/],
    ['breaks off', (response: ServerResponse) => response.destroy(), /broke off/],
  ])('is none where its stream %s', async (_, ends, reason) => {
    const old = oldServer({ endpoint: () => ': wait\n\n' });
    const server = await serve((seen, response) => {
      old.answer(seen, response);
      if (seen.method === 'GET') setImmediate(() => ends(response));
    });
    const { recorder, say } = open(server.url);
    say(INITIALIZE);
    await recorder.settled(1);
    expect(recorder.failures[0]?.reason).toMatch(reason);
  });

  it('tells what the server says before it names an endpoint to nobody', async () => {
    const early = event('{"jsonrpc":"2.0","method":"notifications/early"}');
    const old = oldServer({ endpoint: () => `${early}event: endpoint\ndata: /m\n\n` });
    const server = await serve(old.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE);
    await recorder.settled(1);
    expect(recorder.messages).toHaveLength(1);
  });

  it('tells what answers nobody without a request that it is about', async () => {
    const lines = [
      '{"jsonrpc":"2.0","id":1,"method":"ping"}',
      result(99),
      '{"jsonrpc":"2.0","method":"notifications/x"}',
    ];
    const old = oldServer();
    const server = await serve(old.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE);
    await recorder.settled(1);
    old.say(lines.map((line) => event(line)).join(''));
    await recorder.until(({ messages }) => messages.length === 4);
    expect(recorder.told.slice(1)).toEqual(lines.map((text) => ({ told: 'message', text, origin: {} })));
  });

  it('fails a request that the endpoint does not take', async () => {
    const old = oldServer({ post: (_, response) => response.writeHead(413).end() });
    const server = await serve(old.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE, request(1));
    await recorder.settled(2);
    expect(recorder.failures).toMatchObject([{ status: 413, mayHaveRun: false }]);
  });

  it('fails what is open when its stream ends, and opens all anew for the next message', async () => {
    const old = oldServer({
      post: (seen, response) => {
        response.writeHead(202).end();
        if (seen.message.id === 2) old.say(event(result(2)));
      },
    });
    const server = await serve(old.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1, 'tools/call'));
    await server.saw(5);
    old.streams[0]?.end();
    await recorder.settled(2);
    expect(recorder.failures).toMatchObject([{ mayHaveRun: true }]);
    say(request(2));
    await recorder.settled(3);
    expect(posts(server).slice(-3)).toEqual([
      '/messages?s=2 initialize',
      '/messages?s=2 notifications/initialized',
      '/messages?s=2 tools/list',
    ]);
    expect(server.seen.at(-3)?.message.id).toMatch(/^leash-/);
    expect(recorder.messages).toEqual([result(0, { protocolVersion: '2024-11-05' }), result(2)]);
    expect(server.seen.filter(({ message }) => message.id === 1)).toHaveLength(1);
  });

  it('waits as a whole while one answer is held', async () => {
    const old = oldServer({
      post: (seen, response) => {
        response.writeHead(202).end();
        old.say(event(result(seen.message.id)));
      },
    });
    const server = await serve(old.answer);
    const { transport, recorder, say } = open(server.url);
    say(INITIALIZE);
    await recorder.settled(1);
    say(request(1), request(2));
    transport.hold(1, true);
    transport.hold(77, true);
    await server.saw(5);
    for (let at = 0; at < 20; at += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(recorder.messages).toHaveLength(1);
    transport.hold(1, false);
    await recorder.settled(3);
  });
});

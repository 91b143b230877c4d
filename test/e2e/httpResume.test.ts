import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT_ONCE, callWith, connectTo, outcome, type Heard, type Target } from './clients.ts';
import { echoCall, MODERN_HEADERS, modernEchoCall, openSession } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { freePort, startServer, type HttpServer } from './httpServers.ts';
import { breaksOff, Stream } from './httpStream.ts';
import { sendAs, startUpstream, type FakeUpstream, type UpstreamCall } from './httpUpstream.ts';
import { ask, messageOf } from './rawHttp.ts';
import { fixture, installed, LEASH_MCP, temporaryHome } from './support.ts';

const OPTIONS = ['--policy', 'builtin:allow-all', '--durability', 'process', '--name', 'server'];
const LEGACY = { 'MCP-Protocol-Version': '2025-11-25' };
const EVENTS = { 'Content-Type': 'text/event-stream' };

const home = temporaryHome();
const seenFile = join(home.path, 'seen');
const proxies: HttpProxy[] = [];
let homes = 0;
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  home.remove();
});

/** A proxy that listens, with a home of its own. */
async function listen(server: readonly string[] | URL): Promise<HttpProxy> {
  const proxy = await startHttpProxy({ home: newHome(), server, options: OPTIONS, env: { SEEN: seenFile } });
  proxies.push(proxy);
  return proxy;
}

function newHome(): string {
  homes += 1;
  return join(home.path, String(homes));
}

/** Every line that reached a child. */
function seen(): string {
  return existsSync(seenFile) ? readFileSync(seenFile, 'utf8') : '';
}

describe('a stream that breaks off in the middle of a call', () => {
  const CALL = { name: 'trigger-long-running-operation', arguments: { duration: 0.5, steps: 5 } };
  let everything: HttpServer;
  const behind: Record<string, HttpProxy> = {};

  beforeAll(async () => {
    const env = { PORT: String(await freePort()) };
    everything = await startServer(installed('mcp-server-everything', 'streamableHttp'), { env });
    const [child, http] = await Promise.all([listen(installed('mcp-server-everything')), listen(everything.url)]);
    Object.assign(behind, { child, http });
  });
  afterAll(() => everything.stop());

  it.each([
    ['SDK 1.x', 'child'],
    ['SDK 1.x', 'http'],
    ['SDK 2.x legacy', 'child'],
    ['SDK 2.x legacy', 'http'],
  ] as const)('is taken up again by %s, which misses nothing and gets nothing twice (%s)', async (kind, where) => {
    const way = breaksOff('"progress":2');
    const url = behind[where]?.url ?? new URL('http://none');
    const client = await connectTo(kind, url, { http: { fetch: way.fetch, reconnectionOptions: AT_ONCE } });
    const progress: object[] = [];
    const result = await callWith(client, CALL, { onprogress: (told) => progress.push(told) });
    await client.close();
    expect(result).toMatchObject({ content: [{ text: expect.stringContaining('completed') as string }] });
    expect(way.broken).toBe(1);
    expect(way.resumed).toBe(1);
    // Whether a client sees the last, which comes right before the answer, is a matter of luck in both SDKs.
    expect(progress.slice(0, 4)).toEqual([1, 2, 3, 4].map((step) => ({ progress: step, total: 5 })));
  });

  it('is given to nobody but its own session', async () => {
    const port = behind['child']?.port ?? 0;
    const [one, other] = [await openSession(port), await openSession(port)];
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: CALL });
    const stream = new Stream(port, { ...one, ...LEGACY }, withProgress(body));
    await stream.says('"progress":1');
    const id = stream.lastId();
    stream.close();
    const get = (session: object) =>
      ask(port, {
        method: 'GET',
        headers: { ...session, ...LEGACY, Accept: 'text/event-stream', 'Last-Event-ID': id },
      });
    const foreign = await get(other);
    expect(foreign.status).toBe(400);
    expect(foreign.body).not.toContain('progress');
    expect(messageOf(await get(one))).toMatchObject({ id: 1, result: { content: [{ type: 'text' }] } });
  });
});

function withProgress(body: string): string {
  return body.replace('"params":{', '"params":{"_meta":{"progressToken":"p"},');
}

/** Calls that wait for a server which answers when the test says so; by their texts. */
class Held {
  readonly #calls = new Map<string, UpstreamCall>();
  readonly upstream: Promise<FakeUpstream>;

  constructor() {
    this.upstream = startUpstream((call) => {
      if (call.text.startsWith('held')) this.#calls.set(call.text, call);
      else sendAs(call.response, 'application/json', call.answer);
    });
  }

  /** Once the server has this call. */
  async call(text: string): Promise<UpstreamCall> {
    await expect.poll(() => this.#calls.has(text), { timeout: 20_000 }).toBe(true);
    const call = this.#calls.get(text);
    if (call === undefined) throw new Error('there is no such call');
    return call;
  }
}

describe('a caller who hangs up', () => {
  const held = new Held();
  let upstream: FakeUpstream;
  let proxy: HttpProxy;
  let child: HttpProxy;

  beforeAll(async () => {
    upstream = await held.upstream;
    [proxy, child] = await Promise.all([listen(upstream.url), listen(fixture('sleeps.mjs'))]);
  });
  afterAll(() => upstream.close());

  const cancellations = (): number => upstream.requests.filter(({ body }) => body.includes('cancelled')).length;

  it('cancels nothing in the legacy era, and has the answer later', async () => {
    const session = { ...(await openSession(proxy.port)), ...LEGACY };
    const caller = new Stream(proxy.port, session, echoCall('held-legacy'));
    const { response, answer } = await held.call('held-legacy');
    response.writeHead(200, EVENTS).flushHeaders();
    await caller.says('data:');
    const id = caller.lastId();
    caller.close();
    expect((await ask(proxy.port, { headers: session, body: echoCall('next', 8) })).status).toBe(200);
    expect(response.closed).toBe(false);
    expect(cancellations()).toBe(0);
    response.end(`data: ${answer}\n\n`);
    const get = { method: 'GET', headers: { ...session, Accept: 'text/event-stream', 'Last-Event-ID': id } };
    const later = await ask(proxy.port, get);
    expect(messageOf(later)).toMatchObject({ id: 7, result: { content: [{ type: 'text' }] } });
    expect(later.body).toContain('held-legacy');
    expect(cancellations()).toBe(0);
  });

  it('cancels the call at the server in the modern era, by hanging up there', async () => {
    const caller = new Stream(proxy.port, MODERN_HEADERS, modernEchoCall('held-modern'));
    const { response } = await held.call('held-modern');
    const closed = once(response, 'close');
    caller.close();
    await closed;
    expect(response.writableEnded).toBe(false);
    expect(cancellations()).toBe(0);
  });

  it('cancels no other call with it', async () => {
    const callers = ['held-one', 'held-two'].map(
      (text, id) => new Stream(proxy.port, MODERN_HEADERS, modernEchoCall(text, id)),
    );
    const [one, two] = await Promise.all([held.call('held-one'), held.call('held-two')]);
    const closed = once(one.response, 'close');
    callers[0]?.close();
    await closed;
    sendAs(two.response, 'application/json', two.answer);
    await callers[1]?.says('held-two');
  });

  it('cancels at a child by a notification, in the modern era alone', async () => {
    const session = { ...(await openSession(child.port)), ...LEGACY };
    const legacy = new Stream(child.port, session, echoCall('legacy', 'of-legacy'));
    const modern = new Stream(child.port, MODERN_HEADERS, modernEchoCall('modern', 'of-modern'));
    await expect.poll(() => /of-legacy[^]*of-modern|of-modern[^]*of-legacy/.test(seen())).toBe(true);
    legacy.close();
    modern.close();
    await expect.poll(() => seen().split('notifications/cancelled').length, { timeout: 20_000 }).toBe(2);
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 'ping', method: 'ping' });
    expect(messageOf(await ask(child.port, { headers: session, body: ping }))).toMatchObject({
      id: 'ping',
      result: {},
    });
    const cancelled = seen()
      .split('\n')
      .filter((line) => line.includes('notifications/cancelled'));
    expect(cancelled.map((line) => JSON.parse(line) as object)).toMatchObject([{ params: { requestId: 'of-modern' } }]);
  });
});

describe('a call that its caller cancels', () => {
  const held = new Held();
  let upstream: FakeUpstream;
  let url: URL;

  beforeAll(async () => {
    upstream = await held.upstream;
    ({ url } = await listen(upstream.url));
  });
  afterAll(() => upstream.close());

  it.each(['SDK 1.x', 'SDK 2.x legacy'] as const)(
    'is cancelled at the server, whose late answer reaches nobody (%s)',
    async (kind) => {
      const text = `held-${kind}`;
      const errors: unknown[] = [];
      const client = await connectTo(kind, url);
      Object.assign(client, { onerror: (error: unknown) => errors.push(error) });
      const abort = new AbortController();
      const call = outcome(callWith(client, { name: 'echo', arguments: { text } }, { signal: abort.signal }));
      const { response, answer } = await held.call(text);
      abort.abort(new Error('the person changed their mind'));
      expect(await call).toMatchObject({ error: { message: expect.stringContaining('changed') as string } });
      const told = () => upstream.requests.filter(({ body }) => body.includes('notifications/cancelled')).at(-1)?.body;
      await expect.poll(told).toContain('changed their mind');
      const id = (JSON.parse(answer) as { id: unknown }).id;
      expect(JSON.parse(told() ?? '')).toMatchObject({ params: { requestId: id } });
      sendAs(response, 'application/json', answer);
      expect(await client.callTool({ name: 'echo', arguments: { text: 'next' } })).toMatchObject({
        content: [{ text: expect.stringContaining('next') as string }],
      });
      await client.close();
      // An answer that nobody waits for would be an error of the client's.
      expect(errors).toEqual([]);
    },
  );
});

describe('a server that has forgotten its sessions', () => {
  it('is greeted once more, and every call that waits is answered', async () => {
    let forgotten = 'none';
    const upstream = await startUpstream(({ response, answer }) => {
      if (answer.includes(forgotten)) response.writeHead(404).end();
      else sendAs(response, 'application/json', answer);
    });
    const proxy = await listen(upstream.url);
    const session = await openSession(proxy.port);
    const call = (id: number) => ask(proxy.port, { headers: session, body: echoCall(`text-${id}`, id) });
    expect((await call(0)).body).toContain('upstream-1');
    forgotten = 'upstream-1';
    const answers = await Promise.all([1, 2, 3, 4, 5].map(call));
    for (const [index, answer] of answers.entries()) {
      expect(messageOf(answer)).toMatchObject({
        id: index + 1,
        result: { content: [{ text: `text-${index + 1} in upstream-2` }] },
      });
    }
    expect(upstream.requests.filter(({ body }) => body.includes('"initialize"'))).toHaveLength(2);
    await upstream.close();
  });

  it.each(['stdio', 'http'] as const)('may be one that was killed in mid-call and started again (%s)', async (way) => {
    const command = [...fixture('conformance.mjs'), '--http', String(await freePort())];
    let server = await startServer(command);
    const overStdio = [process.execPath, LEASH_MCP, '--home', newHome(), ...OPTIONS, '--url', server.url.href];
    const target: Target = way === 'stdio' ? overStdio : (await listen(server.url)).url;
    const heard: Heard = { asked: [], notes: [] };
    const client = await connectTo('SDK 1.x', target, { heard, env: { PATH: process.env['PATH'] ?? '' } });
    const restarts: Promise<HttpServer>[] = [];
    const onprogress = (): void => {
      if (restarts.length === 0) restarts.push(server.stop().then(() => startServer(command)));
    };
    const lost = await outcome(callWith(client, { name: 'test_tool_with_progress' }, { onprogress }));
    // It may have run, and so it is not said again; what comes after it is.
    expect(lost).toMatchObject({ error: { name: 'McpError' } });
    [server = server] = await Promise.all(restarts);
    const texts = await Promise.all([1, 2, 3].map(() => client.callTool({ name: 'test_simple_text' })));
    for (const text of texts) expect(text).toMatchObject({ content: [{ type: 'text' }] });
    // The stream for what belongs to no request stands again, too.
    await client.callTool({ name: 'test_trigger_tool_change' });
    await expect
      .poll(() => heard.notes.map(({ method }) => method), { timeout: 20_000 })
      .toContain('notifications/tools/list_changed');
    await client.close();
    await server.stop();
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createSessionHandler, type SessionHandler } from '../../../src/app/http/handler.ts';
import type { IncomingDelete, IncomingGet } from '../../../src/edge/http/exchange.ts';
import { LeashError } from '../../../src/errors.ts';
import { ALICE, BOB, FakeHosted, FakeReply, post, settle, World } from './support.ts';

const RESULT = '{"jsonrpc":"2.0","id":1,"result":{}}';
const INITIALIZE = { id: 1, method: 'initialize', params: {} };

let world: World;
let handler: SessionHandler;

beforeEach(() => {
  world = new World();
  handler = createSessionHandler(world.options());
});

/** Opens a session as a client does; returns its id. */
async function opened(principal = ALICE): Promise<string> {
  const reply = await initialize(principal);
  world.started.at(-1)?.lastReply.end(200, RESULT);
  return reply.headers['Mcp-Session-Id'] ?? '';
}

async function initialize(principal = ALICE): Promise<FakeReply> {
  const request = post(INITIALIZE, { principal });
  handler.post(request);
  await settle();
  return request.reply;
}

function incoming(sessionId: string | null, more: Partial<IncomingGet> = {}): IncomingGet & { reply: FakeReply } {
  const reply = new FakeReply();
  return { principal: ALICE, protocolVersion: null, lastEventId: null, ...more, sessionId, reply };
}

/** What a call with this session id is answered with at once; null where it reached a server. */
function call(sessionId: string | null, more: Partial<IncomingDelete> = {}): number | null {
  const request = post({ id: 7, method: 'tools/call' }, { sessionId, ...more });
  const before = world.started.reduce((sum, { posts }) => sum + posts.length, 0);
  handler.post(request);
  const after = world.started.reduce((sum, { posts }) => sum + posts.length, 0);
  expect(after > before).toBe(request.reply.status === null);
  return request.reply.status;
}

describe('opening a session', () => {
  it('starts a server for whoever calls, and hands out an id that nobody can guess', async () => {
    const id = await opened();
    expect(world.opened).toEqual([{ agent: 'alice', principal: ALICE, kind: 'session' }]);
    expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(call(id)).toBeNull();
    expect(await opened()).not.toBe(id);
  });

  it('lets nothing of a request reach what starts servers', async () => {
    const hostile = { id: 1, method: 'initialize', params: { command: 'sh', args: ['-c', 'x'], kind: 'stateless' } };
    handler.post(post(hostile, { protocolVersion: 'x', paramHeaders: [['mcp-param-command', 'sh']] }));
    await settle();
    expect(world.opened).toEqual([{ agent: 'alice', principal: ALICE, kind: 'session' }]);
  });

  it.each([
    ['an error', 200, '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}'],
    ['nothing', 202, null],
  ])('ends the session where initialize is answered with %s', async (_what, status, body) => {
    const reply = await initialize();
    world.hosted(0).lastReply.end(status, body);
    expect(reply.headers).not.toHaveProperty('Mcp-Session-Id');
    await settle();
    expect(world.hosted(0).closes).toBe(1);
  });

  it('never lets an id work whose initialize failed, even if the head of the stream named it', async () => {
    const reply = await initialize();
    const inner = world.hosted(0).lastReply;
    inner.stream();
    const id = reply.headers['Mcp-Session-Id'] ?? '';
    expect(call(id)).toBeNull();
    inner.write('data: {"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}\n\n');
    inner.close();
    expect(call(id)).toBe(404);
  });

  it('ends the session of a caller who goes before the answer', async () => {
    const reply = await initialize();
    reply.leave();
    await settle();
    expect(world.hosted(0).closes).toBe(1);
  });

  it('hands nothing to a server whose caller went while it started, and ends it', async () => {
    const request = post(INITIALIZE);
    handler.post(request);
    request.reply.leave();
    await settle();
    expect(world.hosted(0)).toMatchObject({ posts: [], closes: 1 });
  });

  it('says why a server does not start, with the id of the request', async () => {
    world.open = () => Promise.reject(new LeashError('ERR_SPAWN_FAILED', 'no such command `nope`'));
    const reply = await initialize();
    expect(reply.status).toBeGreaterThanOrEqual(502);
    expect(reply.message.id).toBe(1);
    expect(reply.message.error?.message).toContain('no such command');
    expect(world.failures).toHaveLength(1);
  });

  it('says nothing of an error that nobody foresaw, and tells it the operator', async () => {
    world.open = () => {
      throw new Error('/secret/path');
    };
    const reply = await initialize();
    expect(reply.status).toBeGreaterThanOrEqual(502);
    expect(reply.body).not.toContain('secret');
    expect(world.failures).toMatchObject([{ cause: { message: '/secret/path' } }]);
  });

  it('gives up on a server that does not start in time, and ends it when it does', async () => {
    let start: (hosted: FakeHosted) => void = () => undefined;
    world.open = () => new Promise((resolve) => (start = resolve));
    const request = post(INITIALIZE);
    handler.post(request);
    await settle();
    world.time.pass(50);
    await settle();
    expect(request.reply.status).toBeGreaterThanOrEqual(502);
    const late = new FakeHosted();
    start(late);
    await settle();
    expect(late).toMatchObject({ closes: 1, posts: [] });
  });

  it('refuses an initialize that names a session, and one without an id', async () => {
    const id = await opened();
    const named = post(INITIALIZE, { sessionId: id });
    handler.post(named);
    const notified = post({ method: 'initialize' });
    handler.post(notified);
    expect([named.reply.status, notified.reply.status]).toEqual([400, 400]);
    expect(world.opened).toHaveLength(1);
    expect(call(id)).toBeNull();
  });
});

describe('using a session', () => {
  it('leads messages and streams to the server of the session', async () => {
    const first = await opened();
    const second = await opened();
    call(second);
    handler.get(incoming(first));
    handler.post(post({ method: 'notifications/initialized' }, { sessionId: first }));
    handler.post(post({ id: 3, result: {} }, { sessionId: first }));
    expect([world.hosted(0).posts.length, world.hosted(0).gets.length]).toEqual([3, 1]);
    expect([world.hosted(1).posts.length, world.hosted(1).gets.length]).toEqual([2, 0]);
  });

  it.each([
    ['a call', { id: 7, method: 'tools/call' }],
    ['a notification', { method: 'notifications/initialized' }],
    ['a response', { id: 7, result: {} }],
  ])('refuses %s without a session', (_what, message) => {
    const request = post(message);
    handler.post(request);
    expect(request.reply.status).toBe(400);
    expect(world.opened).toEqual([]);
  });

  it.each(['', 'x', '__proto__', 'constructor', '\u0000', 'a'.repeat(10_000)])('knows no session %j', (id) => {
    expect(call(id)).toBe(404);
  });

  it("shows another's session exactly as one that is not there, and tells the operator", async () => {
    const id = await opened();
    const answers = [BOB, { ...ALICE, agent: 'root' }, { ...ALICE, key: 'x' }].map((principal) => {
      const requests = [
        post({ id: 7, method: 'tools/call' }, { sessionId: id, principal }),
        incoming(id, { principal }),
      ];
      const gone = incoming(id, { principal });
      handler.post(requests[0] as ReturnType<typeof post>);
      handler.get(requests[1] as IncomingGet);
      handler.delete(gone);
      return [...requests, gone].map(({ reply }) => {
        const { status, body, headers } = reply as FakeReply;
        return { status, body, headers };
      });
    });
    const unknown = [post({ id: 7, method: 'tools/call' }, { sessionId: 'x' }), incoming('x'), incoming('x')] as const;
    handler.post(unknown[0]);
    handler.get(unknown[1]);
    handler.delete(unknown[2]);
    const expected = unknown.map(({ reply: { status, body, headers } }) => ({ status, body, headers }));
    expect(answers).toEqual([expected, expected, expected]);
    expect(expected.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(world.foreign).toHaveLength(9);
    expect(world.foreign[0]).toEqual(['bob', id.slice(0, 8)]);
    expect(world.hosted(0)).toMatchObject({ gets: [], closes: 0 });
    expect(world.hosted(0).posts).toHaveLength(1);
    expect(call(id)).toBeNull();
  });

  it('answers, and ends the session, where a message makes it throw', async () => {
    const id = await opened();
    world.hosted(0).throws = new Error('broken');
    const request = post({ id: 7, method: 'tools/call' }, { sessionId: id });
    handler.post(request);
    expect(request.reply.status).toBeGreaterThanOrEqual(500);
    expect(request.reply.message.id).toBe(7);
    expect(request.reply.body).not.toContain('broken');
    expect(call(id)).toBe(404);
    await settle();
    expect(world.hosted(0).closes).toBe(1);
  });
});

describe('ending a session', () => {
  it('answers DELETE once, and knows the session no more', async () => {
    const id = await opened();
    const [first, second] = [incoming(id), incoming(id)];
    handler.delete(first);
    handler.delete(second);
    expect([first.reply.status, second.reply.status, call(id)]).toEqual([200, 404, 404]);
    await settle();
    expect(world.hosted(0).closes).toBe(1);
  });

  it('forgets a session whose server died', async () => {
    const id = await opened();
    world.hosted(0).die();
    await settle();
    expect(call(id)).toBe(404);
  });

  it('ends a session that nobody has used for a while, and none with an open stream', async () => {
    const [idle, streaming] = [await opened(), await opened()];
    const stream = incoming(streaming);
    handler.get(stream);
    world.time.pass(1000);
    expect([call(idle), call(streaming)]).toEqual([404, null]);
    world.hosted(1).lastReply.end(200, '{}');
    stream.reply.leave();
    world.time.pass(999);
    expect(call(streaming)).toBeNull();
  });

  it('keeps a session in which a call runs whose caller has gone', async () => {
    const id = await opened();
    const request = post({ id: 7, method: 'tools/call' }, { sessionId: id });
    handler.post(request);
    world.hosted(0).pending = 1;
    request.reply.leave();
    world.time.pass(1500);
    expect(call(id)).toBeNull();
    world.hosted(0).pending = 0;
    world.hosted(0).lastReply.end(200, '{}');
    world.time.pass(1000);
    expect(call(id)).toBe(404);
  });
});

describe('the number of sessions', () => {
  it('is bounded for each caller and for all', async () => {
    for (let count = 0; count < 3; count++) await opened();
    expect((await initialize()).status).toBe(503);
    await opened(BOB);
    const refused = await initialize(BOB);
    expect(refused).toMatchObject({ status: 503, headers: { 'Retry-After': '30' } });
    expect(refused.message.id).toBe(1);
    expect(world.opened).toHaveLength(4);
  });

  it('counts servers that are still starting', async () => {
    world.open = () => new Promise(() => undefined);
    const requests = Array.from({ length: 5 }, () => post(INITIALIZE));
    for (const request of requests) handler.post(request);
    await settle();
    expect(requests.map(({ reply }) => reply.status)).toEqual([null, null, null, 503, 503]);
  });

  it('lets a forgotten session of the same caller give way, the one longest unused', async () => {
    const ids = [await opened(), await opened(), await opened()] as const;
    world.time.pass(10);
    call(ids[0]);
    const fourth = await opened();
    expect(ids.map((id) => call(id))).toEqual([null, 404, null]);
    expect(call(fourth)).toBeNull();
  });

  it("lets nobody's need end another's session", async () => {
    handler = createSessionHandler(world.options({ maxSessions: 3 }));
    const ids = [await opened(), await opened(), await opened()];
    world.time.pass(500);
    expect((await initialize(BOB)).status).toBe(503);
    expect(ids.map((id) => call(id))).toEqual([null, null, null]);
  });

  it('starts no server in the place of one that is still ending', async () => {
    handler = createSessionHandler(world.options({ maxSessions: 1 }));
    const slow = new FakeHosted();
    world.open = () => Promise.resolve(slow);
    await initialize();
    slow.lastReply.end(200, RESULT);
    const id = Buffer.from(new Uint8Array(32).fill(1)).toString('base64url');
    handler.delete(incoming(id));
    world.open = null;
    const next = await initialize();
    expect([next.status, world.started.length]).toEqual([null, 0]);
    expect((await initialize()).status).toBe(503);
    slow.gone();
    await settle();
    expect(world.started).toHaveLength(1);
  });
});

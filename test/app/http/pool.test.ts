import { beforeEach, describe, expect, it } from 'vitest';
import { createSessionHandler, type SessionHandler } from '../../../src/app/http/handler.ts';
import type { Principal } from '../../../src/edge/http/exchange.ts';
import type { JsonValue, RequestId } from '../../../src/jsonrpc/message.ts';
import { LeashError } from '../../../src/errors.ts';
import { ALICE, BOB, FakeHosted, post, settle, World } from './support.ts';

let world: World;
let handler: SessionHandler;

beforeEach(() => {
  world = new World();
  handler = createSessionHandler(world.options());
});

interface Given {
  readonly method?: string;
  readonly params?: JsonValue;
  readonly principal?: Principal;
}

/** Gives a call to the pool. */
function begin(id: RequestId, { method = 'tools/call', params = {}, principal = ALICE }: Given = {}) {
  const request = post({ id, method, params }, { era: 'modern', principal });
  handler.post(request);
  return request;
}

/** Gives a call and lets a server start for it; returns which server took it, -1 for none. */
async function given(id: RequestId, how: Given = {}): Promise<number> {
  const { line } = begin(id, how);
  await settle();
  return world.started.findIndex(({ posts }) => posts.some((request) => request.line === line));
}

/** The server answers the call it was given last. */
function answer(index: number): void {
  world.hosted(index).lastReply.end(200, '{}');
}

describe('the servers of the modern era', () => {
  it('start for the first call, and for nothing in it', async () => {
    expect(await given(1, { params: { name: 'x', command: 'sh' } })).toBe(0);
    expect(world.opened).toEqual([{ agent: 'alice', principal: ALICE, kind: 'stateless' }]);
  });

  it('serve one call after the other, the last used first', async () => {
    expect(await given(1)).toBe(0);
    expect(await given(2)).toBe(1);
    answer(0);
    answer(1);
    expect(await given(1)).toBe(1);
    answer(1);
    expect(await given(1)).toBe(1);
    expect(await given(2)).toBe(0);
    expect(world.started).toHaveLength(2);
  });

  it('share the calls once there are as many as there may be', async () => {
    for (const id of [1, 2, 3]) await given(id);
    expect(await given(4)).toBeGreaterThanOrEqual(0);
    expect(world.started).toHaveLength(3);
  });

  it('never hold two calls with one id', async () => {
    expect([await given(1), await given(1), await given(1)]).toEqual([0, 1, 2]);
    const refused = begin(1).reply;
    expect(refused).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    expect(refused.message.id).toBe(1);
    expect(await given('1')).toBeGreaterThanOrEqual(0);
  });

  it('get no new call with an id whose answer may still come', async () => {
    const { reply } = begin(1);
    await settle();
    world.hosted(0).open.add(1);
    reply.leave();
    expect(await given(1)).toBe(1);
    expect(await given(2)).toBe(0);
    answer(1);
    world.hosted(0).open.delete(1);
    answer(0);
    expect(await given(1)).toBe(0);
  });

  it('end for a call that none can take, if nobody waits for one of them', async () => {
    for (const text of ['a', 'b', 'c']) {
      const { reply } = begin(1, { params: { text } });
      await settle();
      world.started.at(-1)?.open.add(1);
      if (text !== 'a') reply.leave();
    }
    expect(await given(1)).toBe(3);
    expect(world.started.map(({ closes }) => closes)).toEqual([0, 1, 0, 0]);
    expect(await given(1)).toBe(4);
    expect(begin(1).reply.status).toBe(503);
    expect(world.hosted(0).lastReply.isOpen).toBe(true);
  });

  it('get no call whose caller went while they started', async () => {
    const { reply } = begin(1);
    reply.leave();
    await settle();
    expect(world.hosted(0).posts).toEqual([]);
    expect(await given(1)).toBe(0);
  });

  it("never serve somebody else's call", async () => {
    expect(await given(1)).toBe(0);
    answer(0);
    expect(await given(1, { principal: BOB })).toBe(1);
    expect(await given(1, { principal: { ...ALICE, agent: 'root' } })).toBe(2);
    expect(world.opened.map(({ agent }) => agent)).toEqual(['alice', 'bob', 'root']);
  });

  it('take all that waits for them to start, in order', async () => {
    handler = createSessionHandler(world.options({ maxStatelessPerPrincipal: 1 }));
    for (const id of [1, 2, 3]) begin(id);
    await settle();
    expect(world.started).toHaveLength(1);
    expect(world.hosted(0).posts.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('answer all that waits where they do not start', async () => {
    handler = createSessionHandler(world.options({ maxStatelessPerPrincipal: 1 }));
    world.open = () => Promise.reject(new LeashError('ERR_SPAWN_FAILED', 'no such command'));
    const requests = [begin(1), begin(2)];
    await settle();
    for (const { id, reply } of requests) {
      expect(reply.status).toBeGreaterThanOrEqual(502);
      expect(reply.message).toMatchObject({
        id,
        error: { message: expect.stringContaining('no such command') as string },
      });
    }
    world.open = null;
    expect(await given(1)).toBe(0);
  });

  it('are kept from no call by a subscription', async () => {
    expect(await given(1, { method: 'subscriptions/listen' })).toBe(0);
    expect(await given(2)).toBe(0);
    expect(await given(3)).toBe(1);
    world.time.pass(1000);
    expect(world.hosted(0).closes).toBe(0);
  });

  it('end when they have been idle for a while', async () => {
    await given(1);
    answer(0);
    world.time.pass(99);
    expect(world.hosted(0).closes).toBe(0);
    world.time.pass(1);
    await settle();
    expect(world.hosted(0).closes).toBe(1);
    expect(await given(1)).toBe(1);
  });

  it('are not used again once they have died, or have thrown', async () => {
    await given(1);
    answer(0);
    world.hosted(0).die();
    await settle();
    expect(await given(1)).toBe(1);
    answer(1);
    world.hosted(1).throws = new Error('broken');
    const { reply } = begin(1);
    expect(reply.status).toBeGreaterThanOrEqual(500);
    expect(reply.body).not.toContain('broken');
    expect(await given(1)).toBe(2);
  });

  it('take a notification', async () => {
    const request = post({ method: 'notifications/progress' }, { era: 'modern' });
    handler.post(request);
    await settle();
    expect(world.hosted(0).posts).toHaveLength(1);
  });

  it('get no word that cancels a call of the same number that somebody else made', async () => {
    expect(await given(1)).toBe(0);
    handler.post(post({ method: 'notifications/cancelled', params: { requestId: 1 } }, { era: 'modern' }));
    await settle();
    expect(world.hosted(0).posts).toHaveLength(1);
    expect(world.hosted(1).posts).toHaveLength(1);
  });
});

describe('a call about what a server handed out', () => {
  it.each<[string, string, Given]>([
    ['a task', 'task:t', { method: 'tasks/get', params: { taskId: 't' } }],
    ['a task to cancel', 'task:t', { method: 'tasks/cancel', params: { taskId: 't' } }],
    ['a task to update', 'task:t', { method: 'tasks/update', params: { taskId: 't' } }],
    ['the result of a task', 'task:t', { method: 'tasks/result', params: { taskId: 't' } }],
    ['a retry', 'request-state:t', { params: { requestState: 't' } }],
  ])('goes to that server: %s', async (_what, handle, how) => {
    await given(1);
    await given(2);
    answer(0);
    answer(1);
    expect(await given(9, how)).toBe(1);
    answer(1);
    world.hosted(0).handles.add(handle);
    expect(await given(9, how)).toBe(0);
    expect(await given(10, how)).toBe(0);
  });

  it('is refused rather than led astray where its id is in use there', async () => {
    await given(1);
    world.hosted(0).handles.add('task:t');
    expect(begin(1, { method: 'tasks/get', params: { taskId: 't' } }).reply.status).toBe(503);
    expect(world.started).toHaveLength(1);
  });

  it("is not led to somebody else's server", async () => {
    await given(1);
    answer(0);
    world.hosted(0).handles.add('task:t');
    expect(await given(1, { principal: BOB, method: 'tasks/get', params: { taskId: 't' } })).toBe(1);
  });

  it.each<[JsonValue, string]>([
    [7, '7'],
    [null, 'null'],
    [['t'], 't'],
    [{}, '[object Object]'],
  ])('is a call like any other where its token is %j', async (taskId, token) => {
    await given(1);
    world.hosted(0).handles.add(`task:${token}`);
    expect(await given(2, { method: 'tasks/get', params: { taskId } })).toBe(1);
  });
});

describe('the number of servers', () => {
  it('is bounded for all callers together', async () => {
    for (const [id, principal] of [
      [1, ALICE],
      [2, ALICE],
      [3, ALICE],
      [1, BOB],
    ] as const)
      await given(id, { principal });
    expect(world.started).toHaveLength(4);
    expect(begin(1, { principal: { agent: 'carol', key: 'c' } }).reply.status).toBe(503);
    expect(await given(2, { principal: BOB })).toBe(3);
  });

  it('lets an idle one give way to whoever has none, the one longest idle', async () => {
    for (const id of [1, 2, 3]) await given(id);
    await given(1, { principal: BOB });
    answer(1);
    world.time.pass(5);
    answer(0);
    world.time.pass(10);
    expect(await given(1, { principal: { agent: 'carol', key: 'c' } })).toBe(4);
    await settle();
    expect(world.started.map(({ closes }) => closes)).toEqual([0, 1, 0, 0, 0]);
  });

  it('ends none that was used just now', async () => {
    for (const id of [1, 2, 3]) await given(id);
    await given(1, { principal: BOB });
    answer(1);
    expect(begin(1, { principal: { agent: 'carol', key: 'c' } }).reply.status).toBe(503);
  });

  it('waits for the end of one before the next starts in its place', async () => {
    handler = createSessionHandler(world.options({ maxStateless: 1, maxStatelessPerPrincipal: 1 }));
    const slow = new FakeHosted();
    world.open = () => Promise.resolve(slow);
    begin(1);
    await settle();
    slow.lastReply.end(200, '{}');
    world.time.pass(10);
    world.open = null;
    expect(begin(1, { principal: BOB }).reply.isOpen).toBe(true);
    await settle();
    expect([slow.closes, world.started.length]).toEqual([1, 0]);
    slow.gone();
    await settle();
    expect(world.hosted(0).posts).toHaveLength(1);
  });
});

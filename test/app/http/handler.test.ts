import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSessionHandler } from '../../../src/app/http/handler.ts';
import type { IncomingGet } from '../../../src/edge/http/exchange.ts';
import { ALICE, BOB, FakeReply, post, settle, World } from './support.ts';

function incoming(sessionId: string | null, protocolVersion: string | null): IncomingGet & { reply: FakeReply } {
  return { principal: ALICE, sessionId, protocolVersion, lastEventId: null, reply: new FakeReply() };
}

const INITIALIZE = { id: 1, method: 'initialize' };
const RESULT = '{"jsonrpc":"2.0","id":1,"result":{}}';

async function withSession() {
  const world = new World();
  const handler = createSessionHandler(world.options());
  const request = post(INITIALIZE);
  handler.post(request);
  await settle();
  world.hosted(0).lastReply.end(200, RESULT);
  return { world, handler, sessionId: request.reply.headers['Mcp-Session-Id'] ?? '' };
}

describe('the handler of what the listener lets in', () => {
  it.each<[string, boolean, string | null]>([
    ['without a session', false, null],
    ['without a session, in the modern era', false, '2026-07-28'],
    ['with a session, in the modern era', true, '2026-07-28'],
  ])('answers GET and DELETE with 405 %s', async (_what, named, version) => {
    const { world, handler, sessionId } = await withSession();
    const requests = [0, 1].map(() => incoming(named ? sessionId : null, version));
    for (const [index, request] of requests.entries()) handler[index === 0 ? 'get' : 'delete'](request);
    for (const { reply } of requests) expect(reply).toMatchObject({ status: 405, headers: { Allow: 'POST' } });
    expect(world.hosted(0)).toMatchObject({ gets: [], closes: 0 });
  });

  it('leads a modern message past the session that it names', async () => {
    const { world, handler, sessionId } = await withSession();
    handler.post(post({ id: 1, method: 'tools/call' }, { era: 'modern', sessionId }));
    await settle();
    expect(world.opened.map(({ kind }) => kind)).toEqual(['session', 'stateless']);
    expect(world.hosted(0).posts).toHaveLength(1);
    expect(world.hosted(1).posts).toHaveLength(1);
  });

  it('answers where something in it throws', () => {
    const world = new World();
    const handler = createSessionHandler({
      ...world.options(),
      random: () => {
        throw new Error('no entropy');
      },
    });
    const request = post(INITIALIZE);
    handler.post(request);
    expect(request.reply.status).toBeGreaterThanOrEqual(500);
    expect(request.reply.message.id).toBe(1);
    expect(request.reply.body).not.toContain('entropy');
    expect(world.failures).toMatchObject([{ message: 'no entropy' }]);
    expect(world.opened).toEqual([]);
  });

  it('ends everything when it closes, what is starting included, and takes nothing more', async () => {
    const { world, handler, sessionId } = await withSession();
    handler.post(post({ id: 1, method: 'tools/call' }, { era: 'modern' }));
    await settle();
    const starting = post(INITIALIZE);
    handler.post(starting);
    let isClosed = false;
    const closed = handler.close().then(() => (isClosed = true));
    const late = [post(INITIALIZE), post({ id: 5, method: 'tools/call' }, { era: 'modern' })];
    for (const request of late) handler.post(request);
    const gone = [incoming(sessionId, null), incoming(sessionId, null)];
    for (const [index, request] of gone.entries()) handler[index === 0 ? 'get' : 'delete'](request);
    await closed;
    expect(isClosed).toBe(true);
    expect([...late, ...gone].map(({ reply }) => reply.status)).toEqual([503, 503, 503, 503]);
    expect(late.map(({ reply }) => reply.message.id)).toEqual([1, 5]);
    expect(starting.reply.status).toBeGreaterThanOrEqual(500);
    expect(world.started.map(({ closes }) => closes)).toEqual([1, 1, 1]);
    expect(world.time.waiting).toBe(0);
  });

  it('gives every request one answer, bounds every server, and mixes no two callers up, whatever happens', async () => {
    const step = fc.record({
      what: fc.constantFrom('initialize', 'call', 'modern', 'delete', 'answer', 'fail', 'leave', 'die', 'pass'),
      who: fc.constantFrom(ALICE, BOB),
      pick: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const world = new World();
        const handler = createSessionHandler(world.options());
        const asked: { reply: FakeReply }[] = [];
        const ids: string[] = [];
        const ask = (request: ReturnType<typeof post>): void => {
          asked.push(request);
          handler.post(request);
        };
        for (const { what, who: principal, pick } of steps) {
          const sessionId = ids[pick % (ids.length || 1)] ?? 'none';
          const hosted = world.started[pick % (world.started.length || 1)];
          if (what === 'initialize') ask(post(INITIALIZE, { principal }));
          else if (what === 'call') ask(post({ id: pick, method: 'tools/call' }, { principal, sessionId }));
          else if (what === 'modern') ask(post({ id: pick % 3, method: 'tools/call' }, { principal, era: 'modern' }));
          else if (what === 'delete') {
            const request = { ...incoming(sessionId, null), principal };
            asked.push(request);
            handler.delete(request);
          } else if (what === 'pass') world.time.pass(pick * 20);
          else if (what === 'leave') asked[pick % (asked.length || 1)]?.reply.leave();
          else if (what === 'die') hosted?.die();
          else hosted?.posts.find(({ reply }) => reply.isOpen)?.reply.end(200, what === 'answer' ? RESULT : '{}');
          await settle();
          for (const { reply } of asked) {
            const id = reply.headers['Mcp-Session-Id'];
            if (id !== undefined && !ids.includes(id)) ids.push(id);
          }
          const live = world.started.filter(({ closes }) => closes === 0).length;
          expect(live).toBeLessThanOrEqual(8);
        }
        for (const [index, { posts }] of world.started.entries()) {
          const owner = world.opened[index]?.principal;
          for (const { principal } of posts) expect(principal).toBe(owner);
        }
        for (const hosted of world.started) for (const { reply } of hosted.posts) reply.end(200, '{}');
        await handler.close();
        await settle();
        for (const { reply } of asked) {
          expect(reply.isOpen).toBe(false);
          expect(reply.ends).toBeLessThanOrEqual(1);
        }
        expect(world.failures).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IncomingPost } from '../../../src/edge/http/exchange.ts';
import type { RequestId } from '../../../src/jsonrpc/message.ts';
import {
  answer,
  type ClientSide,
  clientSide,
  failure,
  incoming,
  modern,
  notification,
  progress,
  request,
} from './clientSide.ts';
import type { FakeReply } from './fakeReply.ts';
import { listening, type Opened, post } from './listening.ts';
import { bytesOf } from './rawClient.ts';

const LATEST = { protocolVersion: '2025-11-25' };
const MODERN = { era: 'modern', protocolVersion: '2026-07-28' } as const;

function errorOf(reply: FakeReply): unknown {
  return JSON.parse(reply.text) as unknown;
}

describe('what a client posts', () => {
  it('is told at once, each with the number of its exchange', () => {
    const { post, told } = clientSide();
    post(request(1));
    post(notification());
    post(request('1'));
    expect(told).toEqual([
      'message 1 {"jsonrpc":"2.0","id":1,"method":"tools/call"}',
      'message 2 {"jsonrpc":"2.0","method":"notifications/initialized"}',
      'message 3 {"jsonrpc":"2.0","id":"1","method":"tools/call"}',
    ]);
  });

  it('waits in order while the session does not read, and is told in a later turn', async () => {
    const { transport, post, told } = clientSide({ isPaused: true });
    post(request(1));
    post(request(2));
    await turn();
    expect(told).toEqual([]);
    transport.resume();
    expect(told).toEqual([]);
    post(request(3));
    await turn();
    expect(told.map((line) => line.split(' ')[1])).toEqual(['1', '2', '3']);
    transport.pause();
    post(request(4));
    await turn();
    expect(told).toHaveLength(3);
  });

  it('goes on waiting where the session stops reading in the middle', async () => {
    const { transport, post } = clientSide({ isPaused: true });
    const seen: number[] = [];
    transport.listen({
      ...silent,
      message(_, { via }) {
        seen.push(via ?? 0);
        transport.pause();
      },
    });
    post(request(1));
    post(request(2));
    transport.resume();
    await turn();
    expect(seen).toEqual([1]);
    transport.resume();
    await turn();
    expect(seen).toEqual([1, 2]);
  });

  it('is refused where too much waits', () => {
    const { post } = clientSide({ isPaused: true });
    for (let id = 0; id < 1000; id += 1) expect(post(request(id)).status).toBeNull();
    expect(post(request(1000)).status).toBe(503);
    expect(post(notification()).status).toBe(503);
  });

  it('is refused where too many requests are open, but what ends them gets in', () => {
    const { transport, post } = clientSide();
    for (let id = 0; id < 4096; id += 1) post(request(id));
    expect(post(request(4096)).status).toBe(503);
    expect(post(notification('notifications/cancelled')).status).toBeNull();
    transport.done(1, false);
    expect(post(request(4096)).status).toBeNull();
  });

  it('is refused where its id is in use, and only there', () => {
    const { transport, post, told } = clientSide();
    post(request(1));
    const again = post(request(1));
    expect(again.status).toBe(400);
    expect(errorOf(again)).toMatchObject({ id: 1, error: { code: -32_600 } });
    expect(told).toHaveLength(1);
    expect(post(request('1')).status).toBeNull();
    expect(post(request(0)).status).toBeNull();
    transport.done(1, false);
    expect(post(request(1)).status).toBeNull();
  });

  it('that makes the session throw ends the session, not the process', () => {
    const { transport, post } = clientSide();
    const failed = vi.fn();
    transport.listen({
      ...silent,
      message() {
        throw new Error('unforeseen');
      },
      failed,
    });
    post(request(1));
    expect(failed).toHaveBeenCalledOnce();
    post(request(2));
    expect(failed).toHaveBeenCalledTimes(2);
  });

  it('has its extra headers looked up by the id of its request, while it is open', () => {
    const { transport, post } = clientSide();
    const paramHeaders = [['mcp-param-region', 'eu']] as const;
    post(request(1), { paramHeaders });
    expect(transport.paramHeadersOf(1)).toEqual(paramHeaders);
    expect(transport.paramHeadersOf('1')).toEqual([]);
    transport.done(1, false);
    expect(transport.paramHeadersOf(1)).toEqual([]);
  });
});

describe('an answer', () => {
  it('is one JSON message where nothing else comes', () => {
    const { transport, post } = clientSide();
    const reply = post(request(1));
    transport.send(answer(1, { a: 1 }), 1);
    expect(reply.status).toBeNull();
    transport.done(1, false);
    expect([reply.status, reply.streams, reply.text]).toEqual([200, false, answer(1, { a: 1 })]);
  });

  it('carries the headers that were asked for, in either form', () => {
    const { transport } = clientSide();
    const headers = { 'Mcp-Session-Id': 'abc' };
    const [one, other] = [incoming(request(1)), incoming(request(2))];
    transport.post(one, { headers });
    transport.post(other, { headers });
    transport.send(answer(1), 1);
    transport.done(1, false);
    transport.open(2, { status: 200, streams: true });
    expect([one.reply.headers, other.reply.headers]).toEqual([headers, headers]);
  });

  it('is a stream where something comes before it', () => {
    const { transport, post } = clientSide();
    const reply = post(request(1));
    transport.send(progress(1), 1);
    expect(reply.status).toBeNull();
    transport.flush();
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect([reply.status, reply.streams, reply.isOpen]).toEqual([200, true, false]);
    expect(reply.messages).toMatchObject([{ params: { progress: 1 } }, { id: 1 }]);
  });

  it('is a stream where something comes with it', () => {
    const { transport, post } = clientSide();
    const reply = post(request(1));
    transport.send(progress(1), 1);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(reply.messages).toHaveLength(2);
    expect(reply.isOpen).toBe(false);
  });

  it('is a stream where the server streams it, from the moment it says so', () => {
    const { transport, post } = clientSide();
    const reply = post(request(1));
    transport.open(1, { status: 200, streams: true });
    expect(reply.streams).toBe(true);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(reply.messages).toMatchObject([{ id: 1 }]);
    expect(reply.isOpen).toBe(false);
  });

  it('to what is no request is that it was taken, or was not', () => {
    const { transport, post } = clientSide();
    const [taken, refused] = [post(notification()), post(notification())];
    transport.done(1, false);
    transport.done(2, true);
    expect([taken.status, taken.text]).toEqual([202, '']);
    expect(refused.status).toBe(400);
    expect(errorOf(refused)).toMatchObject({ id: null, error: {} });
  });

  it('to what is no request is no stream, though the server begins one', () => {
    const { transport, post } = clientSide();
    const reply = post(notification());
    transport.open(1, { status: 200, streams: true });
    transport.done(1, false);
    expect([reply.status, reply.streams]).toEqual([202, false]);
  });

  it('ends its exchange: what comes later is dropped', () => {
    const { transport, post } = clientSide();
    const reply = post(request(1));
    transport.send(answer(1), 1);
    transport.done(1, false);
    const before = reply.text;
    transport.send(answer(1), 1);
    transport.flush();
    transport.done(1, false);
    transport.open(1, { status: 200, streams: true });
    transport.interrupt(1, 10);
    expect(reply.text).toBe(before);
  });

  it('that was not sent yet can be taken back', () => {
    const { transport, post } = clientSide();
    const reply = post(request(1));
    transport.send(progress(1), 1);
    transport.discard();
    transport.flush();
    expect(reply.status).toBeNull();
  });

  it('with a line break in it is not sent: it would end the event that carries it', () => {
    const { transport, post } = clientSide();
    post(request(1));
    for (const text of ['{}\n{}', 'data: {}\n\ndata: {}', '{"a":\r}'])
      expect(() => transport.send(text, 1)).toThrow('line break');
  });

  it.each(['\r{"id":1}', '{"id":1}\r\n', '\n\n{"id":\r1}'])(
    'goes out on one line where it came on more: %j',
    (text) => {
      const { transport, post } = clientSide();
      const reply = post(request(1));
      transport.send(text, 1);
      transport.done(1, false);
      expect(reply.text).not.toMatch(/[\r\n]/);
      expect(JSON.parse(reply.text)).toEqual({ id: 1 });
    },
  );

  it.each<[string, Partial<IncomingPost>, number | null, number, number]>([
    ['legacy, an error', {}, null, -32_601, 200],
    ['legacy, the server says 400', {}, 400, -32_601, 400],
    ['legacy, the server says 404, which would end the session', {}, 404, -32_601, 200],
    ['legacy, the server says 401, which would be about its own door', {}, 401, -32_001, 200],
    ['legacy, the server says 302', {}, 302, -32_001, 200],
    ['modern, an unknown method', MODERN, null, -32_601, 404],
    ['modern, headers that do not match', MODERN, null, -32_020, 400],
    ['modern, an error of the tool', MODERN, null, -32_603, 200],
    ['modern, the server says 404', MODERN, 404, -32_603, 404],
    ['modern, the server says 100', MODERN, 100, -32_603, 200],
  ])('that is an error has its status: %s', (_, more, given, code, status) => {
    const { transport, post } = clientSide();
    const reply = post(request(1), more);
    if (given !== null) transport.open(1, { status: given, streams: false });
    transport.send(failure(1, code), 1);
    transport.done(1, false);
    expect(reply.status).toBe(status);
  });
});

describe('a stream', () => {
  it('names its events, and begins with a name where the client knows that (2025-11-25)', () => {
    const { transport, post } = clientSide();
    const [latest, older] = [post(request(1), LATEST), post(request(2), { protocolVersion: '2025-06-18' })];
    for (const [via, reply] of [
      [1, latest],
      [2, older],
    ] as const) {
      transport.open(via, { status: 200, streams: true });
      transport.send(answer(via), via);
      transport.done(via, false);
      expect(reply.messages).toHaveLength(1);
    }
    expect(latest.text).toMatch(/^id: 1-0\ndata: \n\nid: 1-1\ndata: \{/);
    expect(older.text).toMatch(/^id: 2-1\ndata: \{/);
  });

  it('begins with a name where the session is of 2025-11-25 and the request does not say', () => {
    const { transport, post } = clientSide();
    const initialize = (id: RequestId, version: string): FakeReply =>
      post({ jsonrpc: '2.0', id, method: 'initialize', params: { protocolVersion: version } });
    initialize(1, '2025-11-25');
    transport.send(answer(1, { protocolVersion: '2025-11-25' }), 1);
    transport.done(1, false);
    const reply = post(request(2));
    transport.open(2, { status: 200, streams: true });
    expect(reply.ids).toEqual(['2-0']);
  });

  it('has no names in the modern era', () => {
    const { transport, post } = clientSide({ kind: 'stateless' });
    const reply = post(modern(1), MODERN);
    transport.send(progress(1), 1);
    transport.flush();
    expect(reply.text).toBe(`data: ${progress(1)}\n\n`);
  });

  it('lives on when its caller goes, and is resumed where it broke off', () => {
    const { transport, post, get, told } = clientSide();
    const first = post(request(1), LATEST);
    transport.send(progress(1), 1);
    transport.flush();
    const [, seen = ''] = first.ids;
    first.leave();
    transport.send(progress(2), 1);
    transport.flush();
    expect(told.filter((line) => line.startsWith('abandoned'))).toEqual([]);
    const second = get(seen);
    expect(second.messages).toMatchObject([{ params: { progress: 2 } }]);
    transport.send(progress(3), 1);
    transport.flush();
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(second.messages).toMatchObject([{ params: { progress: 2 } }, { params: { progress: 3 } }, { id: 1 }]);
    expect(second.isOpen).toBe(false);
  });

  it('that has ended meanwhile is resumed to its end', () => {
    const { transport, post, get } = clientSide();
    const first = post(request(1), LATEST);
    transport.open(1, { status: 200, streams: true });
    first.leave();
    transport.send(answer(1), 1);
    transport.done(1, false);
    const second = get('1-0');
    expect(second.messages).toMatchObject([{ id: 1 }]);
    expect(second.isOpen).toBe(false);
    expect(get('1-1').messages).toEqual([]);
  });

  it('is sent again only to who takes what he is sent', () => {
    const { transport, post, get } = clientSide();
    post(request(1), LATEST);
    transport.open(1, { status: 200, streams: true });
    transport.send(JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'x'.repeat(1_500_000) }), 1);
    transport.done(1, false);
    const replies = [1, 2, 3, 4].map(() => get('1-0'));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 503, 503]);
    for (const reply of replies) reply.take();
    expect(get('1-0').status).toBe(200);
  });

  it('is taken over by whoever resumes it last', () => {
    const { transport, post, get } = clientSide();
    const first = post(request(1), LATEST);
    transport.send(progress(1), 1);
    transport.flush();
    const second = get('1-0');
    expect(first.isOpen).toBe(false);
    const third = get('1-0');
    expect(second.isOpen).toBe(false);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(third.messages).toMatchObject([{ params: { progress: 1 } }, { id: 1 }]);
  });

  it('is resumed with what has gathered, in order', () => {
    const { transport, post, get } = clientSide();
    post(request(1), LATEST);
    transport.open(1, { status: 200, streams: true });
    transport.send(progress(1), 1);
    const second = get('1-0');
    transport.flush();
    expect(second.messages).toMatchObject([{ params: { progress: 1 } }]);
  });

  it.each(['0', '1-1', '7-0', '1-99', 'x', '-1', '1-0 ', '1--0', '__proto__', '1'.repeat(1000), '1-0, 1-0'])(
    'is not resumed from what nobody was given: %s',
    (id) => {
      const { transport, post, get } = clientSide();
      const first = post(request(1), LATEST);
      transport.open(1, { status: 200, streams: true });
      const reply = get(id);
      expect(reply.status).toBe(400);
      expect(first.isOpen).toBe(true);
    },
  );

  it('is not resumed with a gap where too much has come since', () => {
    const { transport, post, get } = clientSide({ replay: { maxBytes: 1000, maxEvents: 2 } });
    const first = post(request(1), LATEST);
    transport.open(1, { status: 200, streams: true });
    first.leave();
    for (const n of [1, 2, 3]) transport.send(progress(n), 1);
    transport.flush();
    expect(get('1-0').status).toBe(400);
    expect(get('1-1').messages).toHaveLength(2);
  });

  it('that was never begun is lost with its caller, and its request is answered for nobody', () => {
    const { transport, post, told } = clientSide();
    const reply = post(request(1), LATEST);
    reply.leave();
    transport.send(answer(1), 1);
    transport.flush();
    transport.done(1, false);
    expect(reply.text).toBe('');
    expect(post(request(1)).status).toBeNull();
    expect(told.filter((line) => line.startsWith('abandoned'))).toEqual([]);
  });

  it('is interrupted on purpose, and goes on when it is asked for', () => {
    const { transport, post, get } = clientSide();
    const first = post(request(1), LATEST);
    transport.interrupt(1, 500);
    expect(first.text).toBe('id: 1-0\ndata: \n\nretry: 500\n\n');
    expect(first.isOpen).toBe(false);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(get('1-0').messages).toMatchObject([{ id: 1 }]);
  });

  it('says how long to wait from then on', () => {
    const { transport, post } = clientSide();
    post(request(1), LATEST);
    transport.interrupt(1, 500);
    const next = post(request(2), LATEST);
    transport.open(2, { status: 200, streams: true });
    expect(next.text).toBe('id: 2-0\nretry: 500\ndata: \n\n');
  });

  it('is not interrupted where the client could not come back', () => {
    const { transport, post } = clientSide();
    const older = post(request(1), { protocolVersion: '2025-06-18' });
    transport.interrupt(1, 500);
    expect(older.isOpen).toBe(true);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(older.text).toBe(answer(1));
    const { transport: stateless, post: postModern } = clientSide({ kind: 'stateless' });
    const reply = postModern(modern(1), MODERN);
    stateless.interrupt(1, 500);
    expect(reply.isOpen).toBe(true);
  });

  it('brings everything once and in order, however often it breaks off', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('send', 'break', 'resume'), { maxLength: 30 }), (steps) => {
        const { transport, post, get } = clientSide();
        let reply = post(request(1), LATEST);
        transport.open(1, { status: 200, streams: true });
        let last = '1-0';
        let sent = 0;
        const received: unknown[] = [];
        const read = (): void => {
          received.push(...reply.messages);
          last = reply.ids.at(-1) ?? last;
        };
        for (const step of [...steps, 'resume']) {
          if (step === 'send') {
            sent += 1;
            transport.send(progress(sent), 1);
            transport.flush();
          } else if (step === 'break') reply.leave();
          else {
            read();
            reply = get(last);
          }
        }
        read();
        expect(received).toEqual(Array.from({ length: sent }, (_, n) => JSON.parse(progress(n + 1)) as unknown));
      }),
    );
  });
});

describe('the stream that belongs to no request', () => {
  it('begins once the server has said that it has one', () => {
    const { transport, get, told } = clientSide();
    const reply = get();
    expect(told).toEqual(['standalone true']);
    expect(reply.streams).toBe(false);
    transport.standalone(200);
    expect(reply.streams).toBe(true);
    transport.send(progress(1), 0);
    expect(reply.messages).toHaveLength(1);
  });

  it.each([405, 404, 500])('is refused where the server has none: %d', (status) => {
    const { transport, get, told } = clientSide();
    const reply = get();
    transport.standalone(status);
    expect([reply.status, reply.headers]).toEqual([405, { Allow: 'POST, DELETE' }]);
    expect(told).toEqual(['standalone true', 'standalone false']);
  });

  it('is one', () => {
    const { transport, get, told } = clientSide();
    const first = get();
    expect(get().status).toBe(409);
    transport.standalone(200);
    expect(get().status).toBe(409);
    first.leave();
    const second = get();
    transport.standalone(200);
    expect(second.streams).toBe(true);
    expect(told.filter((line) => line !== 'idle')).toEqual(['standalone true', 'standalone false', 'standalone true']);
  });

  it('is not for who went before it began', () => {
    const { transport, get, told } = clientSide();
    get().leave();
    transport.standalone(200);
    expect(told).toContain('standalone false');
    expect(get().status).toBeNull();
  });

  it('is resumed, and taken over from whoever has it', () => {
    const { transport, get } = clientSide();
    const first = get(null, '2025-11-25');
    transport.standalone(200);
    transport.send(progress(1), 0);
    const second = get('0-0');
    expect(first.isOpen).toBe(false);
    transport.send(progress(2), 0);
    expect(second.messages).toMatchObject([{ params: { progress: 1 } }, { params: { progress: 2 } }]);
  });

  it('brings what came while there was none', () => {
    const { transport, get } = clientSide();
    transport.send(progress(1), 0);
    const first = get();
    transport.send(progress(2), 0);
    transport.standalone(200);
    expect(first.messages).toHaveLength(2);
    first.leave();
    transport.send(progress(3), 0);
    const second = get('0-2');
    expect(second.messages).toMatchObject([{ params: { progress: 3 } }]);
  });

  it('keeps no more than it may for a client that never asks', () => {
    const { transport, get } = clientSide();
    for (let n = 0; n < 1500; n += 1) transport.send(progress(n), 0);
    const reply = get();
    transport.standalone(200);
    expect(reply.messages).toHaveLength(1000);
    expect(reply.messages[0]).toMatchObject({ params: { progress: 500 } });
  });

  it('is replaced by the newest answer that is awaited, where nobody has it', () => {
    const { transport, post } = clientSide();
    const [older, newest, none] = [post(request(1)), post(request(2)), post(notification())];
    transport.send(progress(1), 0);
    transport.flush();
    expect([older.text, none.text]).toEqual(['', '']);
    expect(newest.messages).toHaveLength(1);
    transport.send(answer(2), 2);
    transport.done(2, false);
    transport.send(progress(2), 0);
    transport.flush();
    expect(older.messages).toMatchObject([{ params: { progress: 2 } }]);
    older.leave();
    transport.send(progress(3), 0);
    transport.flush();
    expect(older.messages).toHaveLength(1);
  });

  it('comes before any answer where somebody has it', () => {
    const { transport, post, get } = clientSide();
    const call = post(request(1));
    const stream = get();
    transport.standalone(200);
    transport.send(progress(1), 0);
    transport.flush();
    expect([call.text, stream.messages.length]).toEqual(['', 1]);
  });

  it('ends when the server ends it', () => {
    const { transport, get, told } = clientSide();
    const reply = get();
    transport.standalone(200);
    transport.standalone(405);
    expect(reply.isOpen).toBe(false);
    expect(told.filter((line) => line !== 'idle')).toEqual(['standalone true', 'standalone false']);
  });

  it('does not exist in the modern era, and only an answer that is alone brings what belongs to none', () => {
    const { transport, post, get } = clientSide({ kind: 'stateless' });
    expect(get().status).toBe(405);
    transport.send(progress(0), 0);
    const [one, other] = [post(modern(1), MODERN), post(modern(2), MODERN)];
    transport.send(progress(1), 0);
    transport.flush();
    expect([one.text, other.text]).toEqual(['', '']);
    transport.send(answer(2), 2);
    transport.done(2, false);
    transport.send(progress(2), 0);
    transport.flush();
    expect(one.messages).toMatchObject([{ params: { progress: 2 } }]);
  });
});

describe('a caller of the modern era who goes', () => {
  it('gives the request up, once', () => {
    const { transport, post, told } = clientSide({ kind: 'stateless' });
    const reply = post(modern(1), MODERN);
    reply.leave();
    expect(told.filter((line) => line.startsWith('abandoned'))).toEqual(['abandoned 1']);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(told.filter((line) => line.startsWith('abandoned'))).toHaveLength(1);
    expect(post(modern(1), MODERN).status).toBeNull();
  });

  it('gives nothing up where the answer was written', () => {
    const { transport, post, told } = clientSide({ kind: 'stateless' });
    const reply = post(modern(1), MODERN);
    transport.send(answer(1), 1);
    transport.done(1, false);
    reply.leave();
    expect(told.filter((line) => line.startsWith('abandoned'))).toEqual([]);
  });

  it('before the session has read it is never heard of', async () => {
    const { transport, post, told } = clientSide({ kind: 'stateless', isPaused: true });
    const [first, second] = [post(modern(1), MODERN), post(modern(2), MODERN)];
    first.leave();
    transport.resume();
    await turn();
    expect(told.filter((line) => line !== 'idle')).toEqual([expect.stringMatching(/^message 2 /)]);
    expect(second.isOpen).toBe(true);
    expect(post(modern(1), MODERN).status).toBeNull();
  });
});

describe('backpressure', () => {
  const big = answer('x', { text: 'a'.repeat(300_000) });

  it('holds the server for one answer that is not taken, and lets it go on when it is', () => {
    const { transport, post, told } = clientSide();
    const slow = post(request(1));
    post(request(2));
    transport.send(progress(1), 1);
    transport.flush();
    expect(told).not.toContain('congested 1 true');
    transport.send(big, 1);
    transport.flush();
    transport.send(big, 1);
    transport.flush();
    expect(told.filter((line) => line.startsWith('congested'))).toEqual(['congested 1 true']);
    expect(transport.queued).toBe(slow.queued);
    slow.take();
    expect(told.slice(-2)).toEqual(['congested 1 false', 'idle']);
    expect(transport.queued).toBe(0);
  });

  it.each<[string, (reply: FakeReply) => void]>([['its caller goes', (reply) => reply.leave()]])(
    'ends when %s',
    (_, end) => {
      const { transport, post, told } = clientSide();
      const reply = post(request('x'));
      transport.send(big, 1);
      transport.flush();
      end(reply);
      expect(told.filter((line) => line.startsWith('congested'))).toEqual([
        'congested "x" true',
        'congested "x" false',
      ]);
      expect(transport.queued).toBe(0);
    },
  );

  it('ends when the stream is interrupted, taken over or done', () => {
    for (const end of ['interrupt', 'resume', 'done'] as const) {
      const { transport, post, get, told } = clientSide();
      post(request('x'), LATEST);
      transport.send(big, 1);
      transport.flush();
      if (end === 'interrupt') transport.interrupt(1, null);
      else if (end === 'resume') get('1-1');
      else transport.done(1, false);
      expect(told.filter((line) => line.startsWith('congested'))).toEqual([
        'congested "x" true',
        'congested "x" false',
      ]);
    }
  });

  it('counts what is on its way for all', async () => {
    const { transport, post } = clientSide();
    const [one, other] = [post(request(1)), post(request(2))];
    for (const via of [1, 2]) {
      transport.send(answer(via), via);
      transport.done(via, false);
    }
    expect(transport.queued).toBe(one.queued + other.queued);
    let isFlushed = false;
    const flushed = transport.flushed().then(() => (isFlushed = true));
    one.take();
    await turn();
    expect(isFlushed).toBe(false);
    other.leave();
    await flushed;
    await transport.flushed();
  });
});

describe('a connection that says nothing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is kept alive by comments, which are no events', () => {
    const { transport, post, get } = clientSide();
    const [call, stream] = [post(request(1)), get()];
    transport.standalone(200);
    transport.open(1, { status: 200, streams: true });
    vi.advanceTimersByTime(1000);
    expect([call.text, stream.text]).toEqual([':\n\n', ':\n\n']);
    vi.advanceTimersByTime(1000);
    // The first is not taken yet: nothing is piled up on a peer that is dead.
    expect(call.text).toBe(':\n\n');
    call.take();
    vi.advanceTimersByTime(1000);
    expect(call.text).toBe(':\n\n:\n\n');
  });

  it('becomes a stream before anybody on the way gives it up', () => {
    const { transport, post } = clientSide();
    const [call, note] = [post(request(1), LATEST), post(notification())];
    vi.advanceTimersByTime(1000);
    expect(call.streams).toBe(false);
    vi.advanceTimersByTime(1000);
    expect([call.streams, note.streams]).toEqual([true, false]);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(call.messages).toMatchObject([{ id: 1 }]);
  });

  it('keeps no timer once there is none', () => {
    const { transport, post, get } = clientSide();
    post(request(1));
    transport.send(answer(1), 1);
    transport.done(1, false);
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
    const reply = get();
    expect(vi.getTimerCount()).toBe(1);
    reply.leave();
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
    post(request(2));
    transport.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('close', () => {
  it('ends every stream, answers whoever waits, and is told once', () => {
    const { transport, post, get, told } = clientSide();
    const [waiting, streaming, gathered] = [post(request(1)), post(request(2)), post(request(3))];
    const stream = get();
    transport.standalone(200);
    transport.open(2, { status: 200, streams: true });
    transport.send(progress(1), 3);
    transport.close();
    transport.close();
    // The session has read it: it may have run, whatever comes of it now.
    expect(waiting.status).toBe(200);
    expect(errorOf(waiting)).toMatchObject({
      id: 1,
      error: { message: expect.stringContaining('may have run') as string },
    });
    expect([streaming.isOpen, stream.isOpen, gathered.isOpen]).toEqual([false, false, false]);
    expect(streaming.messages).toMatchObject([{ id: 2, error: {} }]);
    expect(gathered.messages).toMatchObject([{ method: 'notifications/progress' }, { id: 3, error: {} }]);
    expect(told.filter((line) => line === 'ended')).toHaveLength(1);
  });

  it('answers who waits to be read, and who waits for the stream', () => {
    const { transport, post, get } = clientSide({ isPaused: true });
    const [waiting, held] = [post(request(1)), get()];
    transport.close();
    expect([waiting.status, held.status]).toEqual([503, 503]);
  });

  it('says of what was no request that it was not taken', () => {
    const { transport, post } = clientSide();
    const waiting = post(notification());
    transport.close();
    expect(waiting.status).toBe(503);
  });

  it('takes nothing more', () => {
    const { transport, post, get, told } = clientSide();
    transport.close();
    expect([post(request(1)).status, get().status, get('1-0').status]).toEqual([503, 503, 503]);
    transport.send(answer(1), 1);
    transport.send(progress(1), 0);
    transport.flush();
    transport.done(1, false);
    transport.standalone(200);
    expect(told).toEqual(['ended']);
  });

  it('is told to who listens later', () => {
    const { transport } = clientSide();
    transport.close();
    const ended = vi.fn();
    transport.listen({ ...silent, ended });
    expect(ended).toHaveBeenCalledOnce();
  });
});

describe('retire', () => {
  it('takes nothing more in, and still brings the answers to what was read', () => {
    const { transport, post, get, told } = clientSide();
    const [call, stream] = [post(request(1)), get()];
    transport.standalone(200);
    transport.retire();
    transport.retire();
    expect([post(request(2)).status, get('0-0').status]).toEqual([503, 503]);
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect([call.status, JSON.parse(call.text)]).toEqual([200, { jsonrpc: '2.0', id: 1, result: {} }]);
    expect(stream.isOpen).toBe(true);
    expect(told.filter((line) => line === 'ended')).toHaveLength(1);
  });

  it('refuses what the session has not read: it was never run', async () => {
    const { transport, post, told } = clientSide({ isPaused: true });
    const waiting = post(request(1));
    expect(transport.unread).toBeGreaterThan(0);
    transport.retire();
    expect([waiting.status, transport.unread]).toEqual([503, 0]);
    expect(errorOf(waiting)).toMatchObject({ id: 1, error: { message: expect.stringContaining('refused') as string } });
    transport.resume();
    await turn();
    expect(told).toEqual(['ended']);
  });
});

describe('over real connections', () => {
  let opened: Opened | null = null;
  afterEach(async () => {
    await opened?.close();
    opened = null;
  });

  async function open(kind: 'session' | 'stateless'): Promise<ClientSide & { opened: Opened }> {
    const side = clientSide({ kind });
    opened = await listening({
      handler: {
        post: (incomingPost) => side.transport.post(incomingPost, { headers: { 'Mcp-Session-Id': 'abc' } }),
        get: (incomingGet) => side.transport.get(incomingGet),
      },
    });
    return { ...side, opened };
  }

  it('answers in one, or streams, and resumes what broke off', async () => {
    const { transport, opened: listener, told } = await open('session');
    const latest = { 'MCP-Protocol-Version': '2025-11-25' };
    const client = await listener.client();
    client.send(post(JSON.stringify(request(1)), latest));
    await eventually(() => expect(told).toHaveLength(1));
    transport.send(answer(1), 1);
    transport.done(1, false);
    expect(await client.response()).toMatchObject({
      status: 200,
      body: answer(1),
      headers: { 'mcp-session-id': 'abc', 'content-type': 'application/json' },
    });
    client.send(post(JSON.stringify(request(2)), latest));
    await eventually(() => expect(told.some((line) => line.startsWith('message 2'))).toBe(true));
    transport.send(progress(1), 2);
    transport.flush();
    const head = await client.until('"progress":1}}\n\n');
    expect(head).toContain('Content-Type: text/event-stream');
    expect(head).toContain('id: 2-0\n');
    client.destroy();
    transport.send(answer(2), 2);
    transport.done(2, false);
    const other = await listener.client();
    other.send(
      bytesOf('GET', '/mcp', [
        ['Accept', 'text/event-stream'],
        ['Last-Event-ID', '2-1'],
      ]),
    );
    expect(await other.until('0\r\n\r\n')).toContain(answer(2));
  });

  it('holds the server while a caller does not read, until he does or goes', async () => {
    const { transport, opened: listener, told } = await open('session');
    const big = answer('x', { text: 'a'.repeat(4 * 1024 * 1024) });
    const congestion = (): string[] => told.filter((line) => line.startsWith('congested'));
    const [slow, leaving] = [await listener.client(), await listener.client()];
    for (const [index, client] of [slow, leaving].entries()) {
      client.socket.pause();
      client.send(post(JSON.stringify(request(index + 1))));
      await eventually(() => expect(told.some((line) => line.startsWith(`message ${index + 1}`))).toBe(true));
      for (let n = 0; n < 8; n += 1) transport.send(big, index + 1);
      transport.flush();
    }
    expect(congestion()).toEqual(['congested 1 true', 'congested 2 true']);
    expect(transport.queued).toBeGreaterThan(8 * 1024 * 1024);
    slow.socket.resume();
    await eventually(() => expect(congestion()).toHaveLength(3));
    leaving.destroy();
    await eventually(() => expect(congestion()).toHaveLength(4));
    expect(congestion().slice(2)).toEqual(['congested 1 false', 'congested 2 false']);
    await transport.flushed();
    expect(transport.queued).toBe(0);
  });

  it('gives up what a caller of the modern era leaves, and no other', async () => {
    const { opened: listener, told } = await open('stateless');
    const headers = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call' };
    const [leaving, staying] = [await listener.client(), await listener.client()];
    leaving.send(post(JSON.stringify(modern(1)), headers));
    await eventually(() => expect(told).toHaveLength(1));
    staying.send(post(JSON.stringify(modern(2)), headers));
    await eventually(() => expect(told).toHaveLength(2));
    leaving.destroy();
    await eventually(() => expect(told).toContain('abandoned 1'));
    expect(told).not.toContain('abandoned 2');
  });
});

/** A machine that is busy with other tests may take its time. */
async function eventually(check: () => void): Promise<void> {
  await vi.waitFor(check, 10_000);
}

const silent = {
  message: () => undefined,
  oversize: () => undefined,
  ended: () => undefined,
  broken: () => undefined,
  idle: () => undefined,
  failed: () => undefined,
  abandoned: () => undefined,
  congested: () => undefined,
  standalone: () => undefined,
};

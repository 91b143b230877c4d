import { describe, expect, it } from 'vitest';
import { ClientExchange } from '../../../src/edge/http/clientExchange.ts';
import type { IncomingPost } from '../../../src/edge/http/exchange.ts';
import { ReplayStore } from '../../../src/http/replay.ts';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { answer, incoming, notification, progress, request, ROOM } from './clientSide.ts';
import type { FakeReply } from './fakeReply.ts';

function open(
  message: JsonValue = request(1),
  options: { primes?: boolean; isKept?: boolean; retryMs?: number | null } & Partial<IncomingPost> = {},
): { exchange: ClientExchange; reply: FakeReply } {
  const { primes = false, isKept = true, retryMs = null, ...more } = options;
  const posted = incoming(message, more);
  const exchange = new ClientExchange({
    via: 1,
    request: posted,
    headers: { 'X-Session': 's' },
    store: isKept ? new ReplayStore({ maxBytes: 1000, maxEvents: 10, room: ROOM }) : null,
    primes,
    retryMs: () => retryMs,
  });
  return { exchange, reply: posted.reply };
}

describe('ClientExchange', () => {
  it('says nothing before it has something to say', () => {
    const { exchange, reply } = open();
    exchange.settle();
    exchange.open({ status: 200, streams: false });
    exchange.settle();
    expect([reply.status, exchange.reply]).toEqual([null, reply]);
  });

  it('answers in one where it can, and takes nothing after that', () => {
    const { exchange, reply } = open();
    exchange.add(Buffer.from(answer(1)));
    exchange.done(false);
    exchange.add(Buffer.from(answer(1)));
    exchange.settle();
    exchange.settle();
    expect([reply.status, reply.text, reply.headers]).toEqual([200, answer(1), { 'X-Session': 's' }]);
    expect(exchange.isDone).toBe(true);
  });

  it('streams what it cannot say in one', () => {
    const { exchange, reply } = open(request(1), { primes: true, retryMs: 7 });
    exchange.add(Buffer.from(progress(1)));
    exchange.settle();
    expect(reply.text).toContain('id: 1-0\nretry: 7\n');
    exchange.add(Buffer.from(answer(1)));
    exchange.done(false);
    exchange.settle();
    expect([reply.messages.length, reply.isOpen]).toEqual([2, false]);
  });

  it('answers each of a batch that was refused', () => {
    const { exchange, reply } = open([request(1), request(2)]);
    exchange.add(Buffer.from(answer(1)));
    exchange.add(Buffer.from(answer(2)));
    exchange.done(true);
    exchange.settle();
    expect(reply.messages).toHaveLength(2);
  });

  it('carries what belongs to others only while its own answer is awaited', () => {
    const { exchange, reply } = open();
    expect(exchange.carriesOthers).toBe(true);
    expect(open(notification()).exchange.carriesOthers).toBe(false);
    exchange.open({ status: 200, streams: true });
    exchange.settle();
    expect(exchange.carriesOthers).toBe(true);
    exchange.interrupt(null);
    expect(exchange.carriesOthers).toBe(true);
    reply.leave();
    expect(exchange.carriesOthers).toBe(false);
  });

  it('is interrupted only where the client has a name to come back with', () => {
    for (const [options, isOpen] of [
      [{ primes: true }, false],
      [{ primes: false }, true],
      [{ primes: true, isKept: false }, true],
    ] as const) {
      const { exchange, reply } = open(request(1), options);
      exchange.interrupt(1);
      expect(reply.isOpen).toBe(isOpen);
    }
    const { exchange, reply } = open(notification(), { primes: true });
    exchange.interrupt(1);
    expect(reply.isOpen).toBe(true);
  });

  it('closes with what has gathered, or with an error where nothing has', () => {
    const [gathered, none] = [open(), open()];
    gathered.exchange.add(Buffer.from(progress(1)));
    gathered.exchange.close();
    none.exchange.close();
    expect([gathered.reply.messages.length, gathered.reply.isOpen]).toEqual([2, false]);
    expect(gathered.reply.messages[1]).toMatchObject({ id: 1, error: {} });
    expect([none.reply.status, JSON.parse(none.reply.text)]).toMatchObject([200, { id: 1, error: {} }]);
  });
});

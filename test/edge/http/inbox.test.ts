import { describe, expect, it } from 'vitest';
import { ClientExchange } from '../../../src/edge/http/clientExchange.ts';
import { Inbox } from '../../../src/edge/http/inbox.ts';
import { incoming, request } from './clientSide.ts';

const LINE = Buffer.from('{}');

function exchange(via: number): ClientExchange {
  return new ClientExchange({
    via,
    request: incoming(request(via)),
    headers: {},
    store: null,
    primes: false,
    retryMs: () => null,
  });
}

describe('Inbox', () => {
  it('gives out in order what was put in, but for what was dropped', () => {
    const inbox = new Inbox();
    const [one, two, three] = [exchange(1), exchange(2), exchange(3)];
    for (const each of [one, two, three]) inbox.push(each, LINE);
    expect([inbox.drop(two), inbox.drop(two)]).toEqual([true, false]);
    expect([inbox.next()?.exchange, inbox.next()?.exchange, inbox.next()]).toEqual([one, three, null]);
    expect([inbox.isEmpty, inbox.drop(one)]).toEqual([true, false]);
  });

  it('has room for a thousand', () => {
    const inbox = new Inbox();
    for (let via = 1; via < 1000; via += 1) inbox.push(exchange(via), LINE);
    expect(inbox.hasRoom(2)).toBe(true);
    inbox.push(exchange(1000), LINE);
    expect(inbox.hasRoom(2)).toBe(false);
    inbox.next();
    expect(inbox.hasRoom(2)).toBe(true);
  });

  it('has room for so many bytes, and for one message of any size', () => {
    const inbox = new Inbox();
    const large = Buffer.alloc(60 * 1024 * 1024);
    expect(inbox.hasRoom(100 * large.length)).toBe(true);
    inbox.push(exchange(1), large);
    expect([inbox.hasRoom(1024), inbox.hasRoom(large.length)]).toEqual([true, false]);
    expect(inbox.next()?.line).toBe(large);
    expect(inbox.hasRoom(large.length)).toBe(true);
  });
});

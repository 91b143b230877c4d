import { describe, expect, it } from 'vitest';
import { WatchedReply } from '../../../src/app/http/watchedReply.ts';
import { FakeReply } from './support.ts';

function watched() {
  const inner = new FakeReply();
  const seen = { over: 0 };
  const reply = new WatchedReply(inner, () => (seen.over += 1));
  return { inner, seen, reply };
}

describe('WatchedReply', () => {
  it('passes a whole response on, and is over', () => {
    const { inner, seen, reply } = watched();
    expect([reply.isOpen, seen.over]).toEqual([true, 0]);
    reply.end(404, '{}', { A: 'b' });
    expect(inner).toMatchObject({ status: 404, body: '{}', headers: { A: 'b' }, isOpen: false });
    expect([reply.isOpen, seen.over]).toEqual([false, 1]);
  });

  it('is over with a stream when it is closed, not when it begins', () => {
    const { inner, seen, reply } = watched();
    reply.stream({ A: 'b' });
    reply.write('data');
    inner.queued = 7;
    expect(inner).toMatchObject({ streams: true, body: 'data', headers: { A: 'b' } });
    expect([reply.streams, reply.queued, seen.over]).toEqual([true, 7, 0]);
    reply.close();
    expect(seen.over).toBe(1);
  });

  it('is over when the caller goes, before others are told', () => {
    const { inner, seen, reply } = watched();
    const told: number[] = [];
    reply.onGone(() => told.push(seen.over));
    reply.onGone(() => told.push(seen.over));
    inner.leave();
    expect(told).toEqual([1, 1]);
  });

  it('is over once, whatever happens afterwards', () => {
    const { inner, seen, reply } = watched();
    reply.stream();
    reply.close();
    reply.close();
    reply.end(200, null);
    inner.leave();
    expect(seen.over).toBe(1);
  });

  it('is over at once where the caller has gone before', () => {
    const inner = new FakeReply();
    inner.leave();
    let over = 0;
    new WatchedReply(inner, () => (over += 1));
    expect(over).toBe(1);
  });

  it('tells when all has been taken', () => {
    const { inner, reply } = watched();
    let idle = 0;
    reply.onIdle(() => (idle += 1));
    inner.drain();
    expect(idle).toBe(1);
  });
});

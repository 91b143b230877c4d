import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../src/app/http/backlog.ts';
import { Host } from '../../../src/app/http/host.ts';
import type { Hosted } from '../../../src/app/http/hosted.ts';
import { LeashError } from '../../../src/errors.ts';
import { FakeHosted, FakeReply, FakeTime, settle } from './support.ts';

function hosting(starting?: Promise<Hosted>) {
  const hosted = new FakeHosted();
  const time = new FakeTime();
  const seen: { ends: Promise<void>[]; failures: unknown[] } = { ends: [], failures: [] };
  const host = new Host({
    owner: 'o',
    backlog: new Backlog({ maxBacklogBytes: 1_000_000, maxBacklogBytesPerPrincipal: 1_000_000 }),
    starting: starting ?? Promise.resolve(hosted),
    openMs: 50,
    idleMs: 100,
    schedule: time.schedule,
    now: time.now,
    isKept: () => false,
    onEnd: (gone) => seen.ends.push(gone),
    onFailure: (error) => seen.failures.push(error),
  });
  return { host, hosted, time, seen };
}

describe('a host', () => {
  it('tells what its server tells, and nothing before it runs', async () => {
    const { host, hosted } = hosting();
    hosted.pending = 2;
    hosted.open.add(1);
    hosted.handles.add('task:t');
    expect([host.pending, host.isOpen(1), host.owns('task', 't')]).toEqual([0, false, false]);
    await settle();
    expect([host.pending, host.isOpen(1), host.owns('task', 't')]).toEqual([2, true, true]);
    expect([host.isOpen('1'), host.owns('request-state', 't')]).toEqual([false, false]);
  });

  it('hands requests over in the order they came, at once where its server runs', async () => {
    const { host } = hosting();
    const given: number[] = [];
    const deliver = (number: number): void =>
      host.deliver({ id: null, reply: new FakeReply(), bytes: 0 }, () => given.push(number));
    deliver(1);
    deliver(2);
    expect(given).toEqual([]);
    await settle();
    deliver(3);
    expect(given).toEqual([1, 2, 3]);
  });

  it('refuses what there is no room for, while it starts and when it is behind, and is free with what is little', async () => {
    const { host, hosted } = hosting();
    const deliver = (bytes: number): number | null => {
      const reply = new FakeReply();
      host.deliver({ id: 1, reply, bytes }, () => undefined);
      return reply.status;
    };
    expect([deliver(900_000), deliver(200_000), deliver(100_000)]).toEqual([null, 503, null]);
    await settle();
    // What waited is its server's now, which says what it has not taken.
    expect(deliver(1_000_000)).toBeNull();
    hosted.backlog = 900_000;
    expect([deliver(200_000), deliver(100_000)]).toEqual([503, null]);
    hosted.backlog = 2_000_000;
    expect(deliver(1)).toBe(503);
    hosted.backlog = 100_000;
    expect(deliver(1)).toBeNull();
  });

  it('hands nothing over for a caller who has gone', async () => {
    const { host } = hosting();
    const reply = new FakeReply();
    host.deliver({ id: 1, reply, bytes: 0 }, () => expect.unreachable());
    reply.leave();
    await settle();
    expect(reply.ends).toBe(0);
  });

  it('ends once, with its server', async () => {
    const { host, hosted, seen } = hosting();
    hosted.gone();
    await settle();
    host.end();
    host.end();
    expect(seen.ends).toHaveLength(1);
    await seen.ends[0];
    expect(hosted.closes).toBe(1);
  });

  it('refuses what waits for a server that is ended before it runs, and ends that when it does', async () => {
    const { host, hosted } = hosting();
    const reply = new FakeReply();
    host.deliver({ id: 1, reply, bytes: 0 }, () => expect.unreachable());
    host.end();
    await settle();
    expect(reply.status).toBe(503);
    expect(reply.message.id).toBe(1);
    expect(hosted.closes).toBe(1);
  });

  it('is over when its server is, and still closes it', async () => {
    const { hosted, seen } = hosting();
    await settle();
    hosted.die();
    await settle();
    expect([seen.ends.length, hosted.closes, seen.failures.length]).toEqual([1, 1, 0]);
  });

  it('is gone also where its server does not end in order', async () => {
    const error = new Error('still there');
    const hosted = new FakeHosted();
    hosted.close = () => Promise.reject(error);
    const { host, seen } = hosting(Promise.resolve(hosted));
    host.end();
    await seen.ends[0];
    expect(seen.failures).toEqual([error]);
  });

  it('is over when nothing has used it for a while', async () => {
    const { host, time, seen } = hosting();
    await settle();
    host.enter();
    time.pass(1000);
    host.leave();
    time.pass(99);
    expect(seen.ends).toHaveLength(0);
    time.pass(1);
    expect(seen.ends).toHaveLength(1);
  });

  it('is over when its server does not start, and says so', async () => {
    const error = new LeashError('ERR_SPAWN_FAILED', 'no such command');
    const { host, seen } = hosting(Promise.reject(error));
    const reply = new FakeReply();
    host.deliver({ id: 1, reply, bytes: 0 }, () => expect.unreachable());
    await settle();
    expect(seen.failures).toEqual([error]);
    expect(seen.ends).toHaveLength(1);
    await seen.ends[0];
    expect(reply.status).toBe(503);
    expect(reply.message.error?.message).toContain('no such command');
  });

  it.each([
    ['before its answer has begun', false],
    ['in the middle of a stream', true],
  ])('ends, and leaves nobody without an end, where a request makes it throw %s', async (_when, streams) => {
    const { host, seen } = hosting();
    await settle();
    const reply = new FakeReply();
    host.deliver({ id: 1, reply, bytes: 0 }, () => {
      if (streams) reply.stream();
      throw new Error('broken');
    });
    expect(reply).toMatchObject({ isOpen: false, ends: 1, status: streams ? 200 : 500 });
    expect(seen.failures).toMatchObject([{ message: 'broken' }]);
    expect(seen.ends).toHaveLength(1);
  });
});

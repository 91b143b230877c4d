import { describe, expect, it } from 'vitest';
import { EventStream } from '../../../src/edge/http/eventStream.ts';
import { ReplayStore } from '../../../src/http/replay.ts';
import { ROOM } from './clientSide.ts';
import { FakeReply } from './fakeReply.ts';

const HEAD = { headers: {}, primes: true, retryMs: null };
const LINE = Buffer.from('{"a":1}');
const store = (): ReplayStore => new ReplayStore({ maxBytes: 1000, maxEvents: 10, room: ROOM });

describe('EventStream', () => {
  it('writes events as they come, nameless where nothing is kept', () => {
    const stream = new EventStream(1, null);
    const reply = new FakeReply();
    stream.begin(reply, HEAD);
    stream.event(LINE);
    expect(reply.written).toEqual(['data: {"a":1}\n\n']);
    expect(stream.isResumable).toBe(false);
  });

  it('can be resumed from the first name that the client was given', () => {
    const [primed, unprimed] = [new EventStream(1, store()), new EventStream(2, store())];
    primed.begin(new FakeReply(), HEAD);
    unprimed.begin(new FakeReply(), { ...HEAD, primes: false });
    expect([primed.isResumable, unprimed.isResumable]).toEqual([true, false]);
    unprimed.event(LINE);
    expect(unprimed.isResumable).toBe(true);
  });

  it('keeps nothing for a client that could not ask for it', () => {
    const kept = store();
    const stream = new EventStream(1, kept);
    const reply = new FakeReply();
    stream.begin(reply, { ...HEAD, primes: false });
    reply.leave();
    stream.event(LINE);
    expect(kept.after('1-0')).toBe('unknown');
  });

  it('goes on behind what was missed, and closes what carried it before', () => {
    const stream = new EventStream(1, store());
    const [first, second] = [new FakeReply(), new FakeReply()];
    stream.begin(first, HEAD);
    stream.resume(second, [{ id: '1-1', line: LINE }]);
    stream.event(LINE);
    expect([first.isOpen, second.ids]).toEqual([false, ['1-1', '1-1']]);
    expect(stream.reply).toBe(second);
  });

  it('beats only where nothing is on its way, and there is somebody', () => {
    const stream = new EventStream(1, null);
    stream.beat();
    const reply = new FakeReply();
    stream.begin(reply, HEAD);
    stream.beat();
    stream.beat();
    expect(reply.written).toEqual([':\n\n']);
    reply.leave();
    stream.beat();
    expect(reply.written).toHaveLength(1);
  });

  it('is closed for a while with a word of how long, or without', () => {
    for (const [retryMs, text] of [
      [20, 'retry: 20\n\n'],
      [null, ''],
    ] as const) {
      const stream = new EventStream(1, store());
      const reply = new FakeReply();
      stream.begin(reply, { ...HEAD, primes: false });
      stream.interrupt(retryMs);
      expect([reply.text, reply.isOpen, stream.isOpen]).toEqual([text, false, false]);
    }
  });
});

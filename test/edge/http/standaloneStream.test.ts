import { describe, expect, it, vi } from 'vitest';
import { StandaloneStream } from '../../../src/edge/http/standaloneStream.ts';
import { FakeReply } from './fakeReply.ts';

const HEAD = { headers: {}, primes: false, retryMs: null };

function open(): { stream: StandaloneStream; told: boolean[] } {
  const told: boolean[] = [];
  return { stream: new StandaloneStream({ store: null, told: (isOpen) => told.push(isOpen) }), told };
}

describe('StandaloneStream', () => {
  it('is taken from the moment it is asked for until it is lost', () => {
    const { stream, told } = open();
    const reply = new FakeReply();
    expect(stream.isTaken).toBe(false);
    stream.ask(reply, HEAD);
    expect([stream.isTaken, reply.streams]).toEqual([true, false]);
    stream.decide(200);
    expect([stream.isTaken, reply.streams, stream.reply]).toEqual([true, true, reply]);
    reply.leave();
    expect([stream.isTaken, told]).toEqual([false, [true, false]]);
  });

  it('can be decided on while it is asked for', () => {
    const stream: StandaloneStream = new StandaloneStream({
      store: null,
      told: (isOpen) => isOpen && stream.decide(200),
    });
    const reply = new FakeReply();
    stream.ask(reply, HEAD);
    expect(reply.streams).toBe(true);
  });

  it('is nobody’s where the server speaks of it before anybody asks', () => {
    const { stream, told } = open();
    stream.decide(200);
    stream.decide(405);
    expect([stream.isTaken, told]).toEqual([false, []]);
  });

  it('keeps so many bytes for who opens it later, the newest', () => {
    const { stream } = open();
    const line = (n: number): Buffer => Buffer.from(JSON.stringify({ n, text: 'a'.repeat(1024 * 1024) }));
    for (let n = 0; n < 6; n += 1) stream.send(line(n));
    const reply = new FakeReply();
    stream.ask(reply, HEAD);
    stream.decide(200);
    expect(reply.messages).toMatchObject([{ n: 3 }, { n: 4 }, { n: 5 }]);
  });

  it('goes to who resumes it, and who waits for it hears that he does not get it', () => {
    const { stream, told } = open();
    const [held, resumed] = [new FakeReply(), new FakeReply()];
    stream.ask(held, HEAD);
    stream.resume(resumed, []);
    expect([held.status, resumed.streams, told]).toEqual([409, true, [true]]);
    held.leave();
    expect(stream.isTaken).toBe(true);
  });

  it('closes for whoever has it, or waits', () => {
    for (const isOpen of [true, false]) {
      const { stream } = open();
      const reply = new FakeReply();
      stream.ask(reply, HEAD);
      if (isOpen) stream.decide(200);
      const end = vi.spyOn(reply, 'end');
      stream.close();
      expect([reply.isOpen, stream.isTaken, end.mock.calls.length]).toEqual([false, false, isOpen ? 0 : 1]);
    }
  });
});

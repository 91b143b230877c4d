import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayStore } from '../../src/http/replay.ts';
import { Room, type Share } from '../../src/http/room.ts';

/** Room for so many bytes, with what each event costs besides. */
const roomFor = (maxBytes: number): Room => new Room({ maxBytes, maxPerOwner: maxBytes });
const store = (over: { maxBytes?: number; maxEvents?: number; room?: Share } = {}) =>
  new ReplayStore({ maxBytes: 1000, maxEvents: 100, room: roomFor(1e9).of('a'), ...over });
const line = (text: string) => Buffer.from(text);
function after(replay: ReplayStore, id: string) {
  const found = replay.after(id);
  return typeof found === 'string' ? found : found.events.map((event) => `${event.id}=${event.line.toString()}`);
}

describe('ReplayStore', () => {
  it('gives what followed an event on its own stream', () => {
    const replay = store();
    const [a] = [replay.add(1, line('a')), replay.add(2, line('x'))];
    const b = replay.add(1, line('b'));
    expect(after(replay, a)).toEqual([`${b}=b`]);
    expect(after(replay, b)).toEqual([]);
  });

  it('goes on from a point before the first event, and between two', () => {
    const replay = store();
    const start = replay.prime(3);
    const a = replay.add(3, line('a'));
    expect(replay.prime(3)).toBe(a);
    expect(after(replay, start)).toEqual([`${a}=a`]);
  });

  it.each([
    '',
    '1',
    '1-',
    '-1',
    '1-2-3',
    '01-1',
    '1-01',
    '9-0',
    '1-99',
    '1-1 ',
    '１-1',
    '1-1\n',
    '99999999999999999-1',
  ])('knows nothing of %j', (id) => {
    const replay = store();
    replay.add(1, line('a'));
    expect(replay.after(id)).toBe('unknown');
  });

  it('forgets the oldest events of all first, and says that there is a gap', () => {
    const replay = store({ maxEvents: 2 });
    const start = replay.prime(1);
    const a = replay.add(1, line('a'));
    const b = replay.add(1, line('b'));
    expect(after(replay, start)).toEqual([`${a}=a`, `${b}=b`]);
    const x = replay.add(2, line('x'));
    expect(after(replay, start)).toBe('forgotten');
    expect(after(replay, a)).toEqual([`${b}=b`]);
    replay.add(2, line('y'));
    replay.add(2, line('z'));
    expect(after(replay, a)).toBe('forgotten');
    expect(after(replay, b)).toEqual([]);
    expect(after(replay, x)).toHaveLength(2);
  });

  it('keeps no more bytes than it may, an event larger than all of them included', () => {
    const replay = store({ maxBytes: 10 });
    const small = replay.add(1, line('12345'));
    const large = replay.add(1, line('x'.repeat(11)));
    expect(after(replay, small)).toBe('forgotten');
    expect(after(replay, large)).toEqual([]);
  });

  it('keeps no more than there is room for with what the stores of others keep, and leaves it when it is done', () => {
    const room = roomFor(1000);
    const [mine, others] = [store({ room: room.of('a') }), store({ room: room.of('b') })];
    const first = mine.prime(1);
    mine.add(1, line('a'));
    const last = mine.add(1, line('b'));
    const before = others.prime(1);
    const x = others.add(1, line('x'));
    expect([after(mine, first), after(others, before)]).toEqual([['1-1=a', '1-2=b'], ['1-1=x']]);
    // One more of theirs: it takes the place of their own oldest, and of nobody else's.
    const y = others.add(1, line('y'));
    expect([after(others, before), after(others, x)]).toEqual(['forgotten', [`${y}=y`]]);
    expect(after(mine, first)).toHaveLength(2);
    mine.add(1, line('c'.repeat(600)));
    expect(after(mine, last)).toBe('forgotten');
    mine.clear();
    others.clear();
    expect(room.of('c').enter(1000)).toBe(true);
  });

  it('gives no event with a gap before it where there was no room for one', () => {
    const room = roomFor(1000);
    const share = room.of('b');
    const replay = store({ room: room.of('a') });
    const start = replay.prime(1);
    share.enter(900);
    const lost = replay.add(1, line('lost'));
    share.leave(900);
    const kept = replay.add(1, line('kept'));
    expect([after(replay, start), after(replay, lost)]).toEqual(['forgotten', [`${kept}=kept`]]);
    expect(after(replay, kept)).toEqual([]);
  });

  it('forgets a stream when it is told to, and all when it is cleared', () => {
    const replay = store({ maxEvents: 2 });
    const a = replay.add(1, line('a'));
    replay.add(1, line('b'));
    replay.forget(1);
    expect(replay.after(a)).toBe('unknown');
    const x = replay.add(2, line('x'));
    replay.add(2, line('y'));
    expect(after(replay, x)).toHaveLength(1);
    replay.clear();
    expect(replay.after(x)).toBe('unknown');
  });

  it('never skips an event: what it gives follows without a gap', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(30)), { maxLength: 60 }), (adds) => {
        const replay = store({ maxBytes: 200, maxEvents: 10 });
        const streams = new Map<number, { id: string; text: string }[]>();
        adds.forEach(([stream, bytes], i) => {
          const text = `${i}:${'x'.repeat(bytes)}`;
          const known = streams.get(stream) ?? [];
          streams.set(stream, [...known, { id: replay.add(stream, line(text)), text }]);
        });
        for (const events of streams.values()) {
          events.forEach(({ id }, i) => {
            const found = replay.after(id);
            const rest = events.slice(i + 1).map(({ text }) => text);
            if (typeof found === 'string') expect(found).toBe('forgotten');
            else expect(found.events.map((event) => event.line.toString())).toEqual(rest);
          });
        }
      }),
    );
  });

  it('keeps a bounded number of streams, gives no id twice, and knows what it has let go', () => {
    const replay = store({ maxEvents: 2 });
    const quiet = replay.add(0, line('quiet'));
    const first = replay.prime(1);
    const given = new Set<string>([quiet]);
    for (let stream = 1; stream <= 50; stream += 1) {
      for (const id of [replay.add(stream, line('a')), replay.add(stream, line('b'))]) {
        expect(given.has(id)).toBe(false);
        given.add(id);
      }
    }
    expect(replay.after(first)).toBe('forgotten');
    expect(after(replay, quiet)).toEqual([]);
    expect(replay.after('51-1')).toBe('unknown');
    // One that was let go while it was still open goes on with numbers of its own.
    const before = replay.prime(1);
    const later = replay.add(1, line('later'));
    expect(given.has(later)).toBe(false);
    expect(after(replay, before)).toEqual([`${later}=later`]);
    expect(replay.after(first)).toBe('forgotten');
  });

  it('keeps the bytes of a line, not of the chunk that it was cut from', () => {
    const replay = store();
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const start = replay.prime(1);
    replay.add(1, chunk.subarray(10, 20));
    chunk.fill('y');
    const found = replay.after(start);
    if (typeof found === 'string') throw new Error(found);
    const kept = found.events.map((event) => [event.line.toString(), event.line.buffer.byteLength]);
    expect(kept).toEqual([['xxxxxxxxxx', 10]]);
  });

  it('never skips an event where streams are let go and come back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 80 }), (streams) => {
        const replay = store({ maxEvents: 2 });
        const told = new Map<number, string[]>();
        const ids = new Map<number, string[]>();
        streams.forEach((stream, i) => {
          ids.set(stream, [...(ids.get(stream) ?? []), replay.add(stream, line(`${i}`))]);
          told.set(stream, [...(told.get(stream) ?? []), `${i}`]);
        });
        for (const [stream, given] of ids) {
          expect(new Set(given).size).toBe(given.length);
          given.forEach((id, i) => {
            const found = replay.after(id);
            if (typeof found === 'string') expect(found).toBe('forgotten');
            else expect(found.events.map((event) => event.line.toString())).toEqual(told.get(stream)?.slice(i + 1));
          });
        }
      }),
    );
  });
});

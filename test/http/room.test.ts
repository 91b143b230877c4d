import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Room } from '../../src/http/room.ts';

describe('Room', () => {
  it('holds what it may and no more', () => {
    const share = new Room({ maxBytes: 10, maxPerOwner: 10 }).of('a');
    expect([share.enter(6), share.enter(5), share.enter(4), share.enter(1)]).toEqual([true, false, true, false]);
    share.leave(6);
    expect(share.enter(6)).toBe(true);
  });

  it('has something left for the others, whatever one owner holds, and by however many shares', () => {
    const room = new Room({ maxBytes: 10, maxPerOwner: 6 });
    expect([room.of('a').enter(4), room.of('a').enter(3), room.of('a').enter(2)]).toEqual([true, false, true]);
    expect([room.of('b').enter(5), room.of('b').enter(4), room.of('__proto__').enter(1)]).toEqual([false, true, false]);
    room.of('a').leave(6);
    expect(room.of('b').enter(2)).toBe(true);
  });

  it('never holds more than its bounds, and all of it again once everybody has left', () => {
    const step = fc.record({ owner: fc.constantFrom('a', 'b', 'c'), bytes: fc.nat(8), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const room = new Room({ maxBytes: 20, maxPerOwner: 12 });
        const held: { owner: string; bytes: number }[] = [];
        const sum = (owner?: string): number =>
          held.reduce((all, one) => all + (owner === undefined || one.owner === owner ? one.bytes : 0), 0);
        for (const { owner, bytes, leaves } of steps) {
          const first = leaves ? held.shift() : undefined;
          if (first !== undefined) room.of(first.owner).leave(first.bytes);
          const fits = sum() + bytes <= 20 && sum(owner) + bytes <= 12;
          expect(room.of(owner).enter(bytes)).toBe(fits);
          if (fits) held.push({ owner, bytes });
        }
        for (const { owner, bytes } of held) room.of(owner).leave(bytes);
        expect([room.of('a').enter(12), room.of('b').enter(8), room.of('c').enter(1)]).toEqual([true, true, false]);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../src/app/http/backlog.ts';

const LIMITS = { maxBacklogBytes: 10, maxBacklogBytesPerPrincipal: 6 };

/** A place where so much waits. */
function place(owner: string, bytes: number) {
  return { owner, bytes, waiting: () => bytes };
}

describe('Backlog', () => {
  it('has room for so many bytes of one owner, in all their places, and for so many of all', () => {
    const backlog = new Backlog(LIMITS);
    for (const one of [place('a', 3), place('a', 2), place('b', 3)]) backlog.include(one);
    expect([backlog.hasRoom('a', 1), backlog.hasRoom('a', 2)]).toEqual([true, false]);
    expect([backlog.hasRoom('c', 2), backlog.hasRoom('c', 3)]).toEqual([true, false]);
  });

  it('goes by what waits now, and by no place that is gone', () => {
    const backlog = new Backlog(LIMITS);
    let bytes = 6;
    const exclude = backlog.include({ owner: 'a', waiting: () => bytes });
    expect(backlog.hasRoom('a', 1)).toBe(false);
    bytes = 5;
    expect(backlog.hasRoom('a', 1)).toBe(true);
    bytes = 6;
    exclude();
    expect(backlog.hasRoom('a', 6)).toBe(true);
  });

  it('takes a message of any length where nothing waits, and none where anything does', () => {
    const backlog = new Backlog(LIMITS);
    expect(backlog.hasRoom('a', 1000)).toBe(true);
    backlog.include(place('b', 1));
    expect(backlog.hasRoom('a', 1000)).toBe(false);
  });
});

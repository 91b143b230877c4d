import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Capacity, type Claim } from '../../../src/app/http/capacity.ts';
import { settle } from './support.ts';

const gone = Promise.resolve();

/** A promise and what settles it. */
function later(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((yes) => (resolve = yes));
  return { promise, resolve };
}

async function isFree({ free }: Claim): Promise<boolean> {
  return Promise.race([free.then(() => true), settle().then(() => false)]);
}

describe('Capacity', () => {
  it('gives as many places as there are, and not one more', () => {
    const capacity = new Capacity({ max: 2, maxPerOwner: 2 });
    expect(capacity.claim('a')).not.toBeNull();
    expect(capacity.claim('b')).not.toBeNull();
    expect(capacity.claim('c')).toBeNull();
  });

  it('gives one owner his share, and the rest to others', () => {
    const capacity = new Capacity({ max: 3, maxPerOwner: 2 });
    capacity.claim('a');
    expect(capacity.hasShare('a')).toBe(true);
    capacity.claim('a');
    expect(capacity.hasShare('a')).toBe(false);
    expect(capacity.claim('a')).toBeNull();
    expect(capacity.claim('b')).not.toBeNull();
  });

  it('has a place back once its server is gone', async () => {
    const capacity = new Capacity({ max: 1, maxPerOwner: 1 });
    capacity.claim('a')?.release(gone);
    await settle();
    const again = capacity.claim('b');
    expect(again).not.toBeNull();
    expect(again && (await isFree(again))).toBe(true);
    expect(capacity.claim('b')).toBeNull();
  });

  it('hands the place of a server that is still ending to one who waits for the end', async () => {
    const capacity = new Capacity({ max: 1, maxPerOwner: 1 });
    const ending = later();
    capacity.claim('a')?.release(ending.promise);
    const next = capacity.claim('b');
    expect(next && (await isFree(next))).toBe(false);
    expect(capacity.claim('c')).toBeNull();
    ending.resolve();
    expect(next && (await isFree(next))).toBe(true);
  });

  it('lets nobody in over his share through a place that somebody else leaves', () => {
    const capacity = new Capacity({ max: 2, maxPerOwner: 1 });
    capacity.claim('a');
    capacity.claim('b')?.release(later().promise);
    expect(capacity.claim('a')).toBeNull();
    expect(capacity.claim('b')).not.toBeNull();
  });

  it('keeps a place that was given up while the server before it was still ending', async () => {
    const capacity = new Capacity({ max: 1, maxPerOwner: 1 });
    const ending = later();
    capacity.claim('a')?.release(ending.promise);
    capacity.claim('b')?.release(gone);
    await settle();
    const third = capacity.claim('c');
    expect(third && (await isFree(third))).toBe(false);
    ending.resolve();
    expect(third && (await isFree(third))).toBe(true);
  });

  it('never has more servers running than places, whatever comes and goes', async () => {
    const step = fc.record({ owner: fc.constantFrom('a', 'b', 'c'), what: fc.constantFrom('claim', 'release', 'end') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const capacity = new Capacity({ max: 3, maxPerOwner: 2 });
        const held: { owner: string; claim: Claim }[] = [];
        const ends: (() => void)[] = [];
        const running = new Map<string, number>();
        const count = (owner: string, by: number): void => void running.set(owner, (running.get(owner) ?? 0) + by);
        for (const { owner, what } of steps) {
          if (what === 'claim') {
            const claim = capacity.claim(owner);
            if (claim !== null) {
              held.push({ owner, claim });
              void claim.free.then(() => count(owner, 1));
            }
          } else if (what === 'release') {
            const one = held.shift();
            const { promise, resolve } = later();
            ends.push(resolve);
            one?.claim.release(Promise.all([one.claim.free, promise]).then(() => count(one.owner, -1)));
          } else ends.shift()?.();
          await settle();
          const counts = [...running.values()];
          expect(counts.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(3);
          expect(Math.max(0, ...counts)).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 200 },
    );
  });
});

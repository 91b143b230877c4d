import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Ask, Standing } from '../../src/edge/limitWindow.ts';
import { answerAsks, wantId, wantsOf } from '../../src/edge/limitWindow.ts';

const ask = (take: string, atMs: number, ...places: readonly (readonly [string, number, number])[]): Ask => ({
  take,
  atMs,
  places: places.map(([key, max, windowMs]) => ({ key, max, windowMs })),
});

/** What is looked up in a list of all that stands, by key. */
function standingIn(all: ReadonlyMap<string, readonly number[]>, asks: readonly Ask[]): Map<string, Standing> {
  return new Map(
    [...wantsOf(asks)].map(([id, { key, skip, count }]) => {
      const newest = [...(all.get(key) ?? [])].sort((a, b) => b - a);
      return [id, { newestMs: newest[0] ?? null, skipped: skip, older: newest.slice(skip, skip + count) }];
    }),
  );
}

describe('answerAsks', () => {
  it('grants up to the maximum within a window, and says when the next place is free', () => {
    const asks = [0, 1, 2, 3].map((n) => ask(String(n), 1000 + n, ['k', 3, 60_000]));
    const answers = answerAsks(asks, new Map());
    expect(answers.map(({ granted }) => granted)).toEqual([true, true, true, false]);
    expect(answers[3]).toEqual({ granted: false, retryAtMs: 61_000, key: 'k' });
  });

  it.each([
    { later: 59_999, granted: false },
    { later: 60_000, granted: true },
  ])('slides: $later ms after the call that fills it, granted is $granted', ({ later, granted }) => {
    const asks = [ask('a', 5000 + later, ['k', 1, 60_000])];
    const [answer] = answerAsks(asks, standingIn(new Map([['k', [5000]]]), asks));
    expect(answer).toMatchObject(granted ? { granted } : { granted, retryAtMs: 65_000 });
  });

  it('takes all places of a call or none', () => {
    const asks = [
      ask('a', 10, ['full', 1, 100], ['roomy', 2, 100]),
      ask('b', 11, ['roomy', 2, 100], ['full', 1, 100]),
      ask('c', 12, ['roomy', 2, 100]),
      ask('d', 13, ['roomy', 2, 100]),
    ];
    expect(answerAsks(asks, new Map()).map(({ granted }) => granted)).toEqual([true, false, true, false]);
  });

  it('names the key that is free last', () => {
    const asks = [ask('a', 50, ['soon', 1, 100], ['late', 1, 9000])];
    const all = new Map([
      ['soon', [10]],
      ['late', [20]],
    ]);
    expect(answerAsks(asks, standingIn(all, asks))).toEqual([{ granted: false, retryAtMs: 9020, key: 'late' }]);
  });

  it('counts a call twice that meets one limit twice', () => {
    expect(answerAsks([ask('a', 1, ['k', 1, 10], ['k', 1, 10])], new Map())[0]?.granted).toBe(false);
    const [granted] = answerAsks([ask('a', 1, ['k', 2, 10], ['k', 2, 10])], new Map());
    expect(granted).toMatchObject({ granted: true, taken: [{ take: 'a.0' }, { take: 'a.1' }] });
  });

  it('lets a clock that stepped back stand still, so that no call comes too early', () => {
    const asks = [ask('a', 900, ['k', 2, 100]), ask('b', 901, ['k', 2, 100])];
    const answers = answerAsks(asks, standingIn(new Map([['k', [1000]]]), asks));
    expect(answers).toMatchObject([
      { granted: true, taken: [{ atMs: 1000, expiresMs: 1100 }] },
      { granted: false, retryAtMs: 1100 },
    ]);
  });

  it('looks up, whatever the batch, no more than the batch can reach', () => {
    const asks = [ask('a', 1, ['k', 1_000_000, 10]), ask('b', 1, ['k', 1_000_000, 10], ['k', 5, 10])];
    expect(Object.fromEntries(wantsOf(asks))).toEqual({
      [wantId({ key: 'k', max: 1_000_000 })]: { key: 'k', skip: 999_997, count: 3 },
      [wantId({ key: 'k', max: 5 })]: { key: 'k', skip: 2, count: 3 },
    });
  });

  it('answers as counting every call in every window would, however the calls are batched', () => {
    const place = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      max: fc.integer({ min: 1, max: 4 }),
      windowMs: fc.integer({ min: 1, max: 30 }),
    });
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 12 }),
      places: fc.array(place, { minLength: 1, maxLength: 3 }),
      endsBatch: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const all = new Map<string, number[]>();
        const naive = new Map<string, number[]>();
        let batch: Ask[] = [];
        let now = 0;
        const expected: boolean[] = [];
        const got: boolean[] = [];
        const flush = (): void => {
          for (const answer of answerAsks(batch, standingIn(all, batch))) {
            got.push(answer.granted);
            if (!answer.granted) continue;
            for (const { key, atMs } of answer.taken) all.set(key, [...(all.get(key) ?? []), atMs]);
          }
          batch = [];
        };
        for (const { wait, places, endsBatch } of steps) {
          now += wait;
          batch.push({ take: String(now), atMs: now, places });
          expected.push(countsNaively(naive, places, now));
          if (endsBatch) flush();
        }
        flush();
        expect(got).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

/** The definition: with this call, no window that ends now holds more than its maximum. */
function countsNaively(calls: Map<string, number[]>, places: Ask['places'], now: number): boolean {
  const before = new Map([...calls].map(([key, times]) => [key, [...times]]));
  let fits = true;
  for (const { key, max, windowMs } of places) {
    const times = calls.get(key) ?? [];
    calls.set(key, times);
    if (times.filter((at) => at > now - windowMs).length >= max) fits = false;
    times.push(now);
  }
  if (fits) return true;
  calls.clear();
  for (const [key, times] of before) calls.set(key, times);
  return false;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Counted, LimitBounds, LimitStore } from '../../src/edge/limitStore.ts';
import { openLimitStore } from '../../src/edge/limitStore.ts';
import type { Home } from '../../src/edge/home.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { LeashError } from '../../src/errors.ts';
import { buildProgram, start } from '../support/programs.ts';
import { tempHome } from '../support/tempHome.ts';

const T0 = 1_700_000_000_000;
const WINDOW = 60_000;
const place = (key: string, max: number, windowMs = WINDOW) => ({ key, max, windowMs });

const open = (home: Home, warnings: string[] = [], bounds: Partial<LimitBounds> = {}): LimitStore =>
  openLimitStore({ home, warn: (message) => warnings.push(message), bounds });

const granted = (answers: readonly Counted[]): number => answers.filter((answer) => answer.granted).length;

const undo = (counted: Counted): void => {
  if (!counted.granted) throw new Error('nothing was taken');
  counted.undo();
};

describe('openLimitStore', () => {
  it('touches no file before the first call that is counted', async () => {
    const home = tempHome();
    const before = readdirSync(home.root);
    const store = open(home);
    expect((await store.take([], T0)).granted).toBe(true);
    expect(readdirSync(home.root)).toEqual(before);
    await store.take([place('k', 1)], T0);
    expect(readdirSync(home.root)).toContain('limits.db');
    await store.close();
    expect(readdirSync(home.root).filter((name) => !before.includes(name))).toEqual(['limits.db']);
  });

  it('grants calls that come all at once up to the maximum, in the order they came', async () => {
    const store = open(tempHome());
    const answers = await Promise.all(Array.from({ length: 700 }, () => store.take([place('k', 300)], T0)));
    expect(answers.map((answer) => answer.granted)).toEqual(answers.map((_, i) => i < 300));
    expect(answers.at(-1)).toEqual({ granted: false, retryAtMs: T0 + WINDOW, key: 'k' });
    await store.close();
  });

  it('takes the places of a call in all of its limits or in none, and names the limit in the way', async () => {
    const store = open(tempHome());
    await store.take([place('narrow', 1)], T0);
    expect(await store.take([place('wide', 2), place('narrow', 1)], T0)).toMatchObject({
      granted: false,
      key: 'narrow',
    });
    expect(granted([await store.take([place('wide', 2)], T0), await store.take([place('wide', 2)], T0)])).toBe(2);
    await store.close();
  });

  it('keeps the count when it is opened again', async () => {
    const home = tempHome();
    const first = open(home);
    await first.take([place('k', 1)], T0);
    await first.close();
    const second = open(home);
    expect((await second.take([place('k', 1)], T0 + 1)).granted).toBe(false);
    expect((await second.take([place('other', 1)], T0 + 1)).granted).toBe(true);
    await second.close();
  });

  it('gives back the places of a call that was not run, once', async () => {
    const store = open(tempHome());
    const [first] = [await store.take([place('k', 2)], T0), await store.take([place('k', 2)], T0)];
    undo(first);
    undo(first);
    const answers = [await store.take([place('k', 2)], T0), await store.take([place('k', 2)], T0)];
    expect(answers.map((answer) => answer.granted)).toEqual([true, false]);
    await store.close();
  });

  it('writes what was given back before it closes', async () => {
    const home = tempHome();
    const first = open(home);
    const taken = await first.take([place('k', 1)], T0);
    undo(taken);
    await first.close();
    const second = open(home);
    const again = await second.take([place('k', 1)], T0);
    expect(again.granted).toBe(true);
    await second.close();
    // Too late to be written, and no reason to fail.
    undo(again);
  });

  it('tells keys apart that are long and alike, and keeps none of them in clear', async () => {
    const home = tempHome();
    const store = open(home);
    const long = 'canary-'.repeat(1000);
    expect((await store.take([place(`${long}a`, 1)], T0)).granted).toBe(true);
    expect((await store.take([place(`${long}b`, 1)], T0)).granted).toBe(true);
    expect((await store.take([place(`${long}a`, 1)], T0)).granted).toBe(false);
    const held = ['limits.db', 'limits.db-wal'].map((name) => readFileSync(join(home.root, name), 'latin1')).join('');
    expect(held).not.toContain('canary');
    await store.close();
  });

  it.each([
    ['no maximum', place('k', NaN), T0],
    ['a maximum below one', place('k', 0), T0],
    ['a fraction of a call', place('k', 1.5), T0],
    ['a window without length', place('k', 1, 0), T0],
    ['an endless window', place('k', 1, Infinity), T0],
    ['a time that is none', place('k', 1), NaN],
    ['a time before all clocks', place('k', 1), -1],
  ])('does not count with %s', async (_, hit, at) => {
    const home = tempHome();
    const store = open(home);
    await expect(store.take([place('good', 1), hit], at)).rejects.toMatchObject({ code: 'ERR_LIMIT_UNAVAILABLE' });
    await store.close();
    expect(existsSync(join(home.root, 'limits.db'))).toBe(false);
  });

  it('counts parts of a millisecond late and never early', async () => {
    const store = open(tempHome());
    await store.take([place('k', 1, 10.5)], T0 + 0.9);
    expect((await store.take([place('k', 1, 10.5)], T0 + 10.9)).granted).toBe(false);
    expect((await store.take([place('k', 1, 10.5)], T0 + 11)).granted).toBe(true);
    await store.close();
  });

  it('counts nothing once it is closed', async () => {
    const store = open(tempHome());
    await store.take([place('k', 9)], T0);
    await Promise.all([store.close(), store.close()]);
    await expect(store.take([place('k', 9)], T0)).rejects.toBeInstanceOf(LeashError);
  });

  it('answers those who wait when it closes', async () => {
    const store = open(tempHome());
    const answers = Array.from({ length: 5 }, () => store.take([place('k', 2)], T0));
    await store.close();
    expect(granted(await Promise.all(answers))).toBe(2);
  });

  it('refuses more calls at once than may wait', async () => {
    const store = open(tempHome(), [], { waiting: 3 });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => store.take([place('k', 9)], T0)));
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    await store.close();
  });

  it('denies while the file is locked by somebody else, and counts again after', async () => {
    const home = tempHome();
    const warnings: string[] = [];
    const store = open(home, warnings, { waitMs: 20 });
    const taken = await store.take([place('k', 2)], T0);
    const other = await openDatabase(join(home.root, 'limits.db'), { access: 'readwrite', busyMs: 100 });
    await other.exec('BEGIN IMMEDIATE');
    undo(taken);
    await expect(store.take([place('k', 2)], T0)).rejects.toMatchObject({ code: 'ERR_LIMIT_UNAVAILABLE' });
    expect(warnings).toEqual([expect.stringContaining('were not given back')]);
    await other.exec('ROLLBACK');
    await other.close();
    // What could not be given back still counts: more is denied, never less.
    const answers = [await store.take([place('k', 2)], T0), await store.take([place('k', 2)], T0)];
    expect(answers.map((answer) => answer.granted)).toEqual([true, false]);
    await store.close();
  });

  it('tells those no who wait for a disk that hangs, and gives back what it then counted after all', async () => {
    const home = tempHome();
    const store = open(home, [], { waitMs: 30_000, stallMs: 30 });
    await firstCounted(() => store.take([place('other', 9)], T0));
    const lock = await openDatabase(join(home.root, 'limits.db'), { access: 'readwrite', busyMs: 100 });
    await lock.exec('BEGIN IMMEDIATE');
    const hanging = store.take([place('k', 1)], T0);
    await expect(hanging).rejects.toMatchObject({ message: expect.stringContaining('has not finished') as string });
    await expect(store.take([place('k', 1)], T0)).rejects.toMatchObject({ code: 'ERR_LIMIT_UNAVAILABLE' });
    await lock.exec('ROLLBACK');
    await lock.close();
    const after = await firstCounted(() => store.take([place('k', 1)], T0));
    expect(after.granted).toBe(true);
    expect((await firstCounted(() => store.take([place('k', 1)], T0))).granted).toBe(false);
    await store.close();
  });

  it('does not wait for a disk that hangs when it closes', async () => {
    const home = tempHome();
    const store = open(home, [], { waitMs: 500, stallMs: 30 });
    await firstCounted(() => store.take([place('other', 9)], T0));
    const lock = await openDatabase(join(home.root, 'limits.db'), { access: 'readwrite', busyMs: 100 });
    await lock.exec('BEGIN IMMEDIATE');
    const hanging = expect(store.take([place('k', 1)], T0)).rejects.toBeInstanceOf(LeashError);
    await store.close();
    await hanging;
    await lock.close();
  });
});

/** The first answer that is no refusal: a slow machine takes as long as a disk that hangs. */
async function firstCounted(take: () => Promise<Counted>): Promise<Counted> {
  for (;;) {
    const counted = await take().catch(() => null);
    if (counted !== null) return counted;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Took {
  readonly asked: number;
  readonly answered: number;
}

describe('several processes on one home', () => {
  const tookBy = (lines: readonly string[]): Took[] =>
    lines.flatMap((line) => {
      const [word, asked, answered] = line.split(' ');
      return word === 'took' ? [{ asked: Number(asked), answered: Number(answered) }] : [];
    });
  const failures = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.startsWith('took '));

  it('take together no more than the maximum, and no place is lost', async () => {
    const home = tempHome();
    const program = await buildProgram('limiters/taker');
    const takers = Array.from({ length: 4 }, () => start(program, [home.root, '500', '600000', '300']));
    for (const taker of takers) expect(await taker.end).toBe(0);
    const lines = takers.flatMap((taker) => taker.lines);
    expect(failures(lines)).toEqual([]);
    expect(tookBy(lines)).toHaveLength(500);
  });

  it('take no more than the maximum within any window, while places become free again', async () => {
    const home = tempHome();
    const program = await buildProgram('limiters/taker');
    const [max, windowMs] = [20, 40];
    const takers = Array.from({ length: 4 }, () => start(program, [home.root, String(max), String(windowMs), '3000']));
    for (const taker of takers) expect(await taker.end).toBe(0);
    const took = takers.flatMap(({ lines }) => tookBy(lines));
    expect(took.length).toBeGreaterThan(max);
    // All that for certain was counted within a window that begins where one was asked for.
    const fullest = took.map(
      ({ asked }) => took.filter((other) => other.asked >= asked && other.answered < asked + windowMs).length,
    );
    expect(Math.max(...fullest)).toBeLessThanOrEqual(max);
  });

  it('are not held up, and take no more, when one of them is killed at any moment', async () => {
    const home = tempHome();
    const program = await buildProgram('limiters/taker');
    const max = 1400;
    let told = 0;
    for (const after of [1, 30, 100]) {
      const victims = [0, 1].map(() => start(program, [home.root, String(max), '600000', '200']));
      for (const victim of victims) {
        await victim.line(() => victim.lines.length >= after);
        victim.kill('SIGKILL');
      }
      for (const victim of victims) await victim.end;
      told += victims.flatMap(({ lines }) => tookBy(lines)).length;
    }
    const last = start(program, [home.root, String(max), '600000', '1600']);
    expect(await last.end).toBe(0);
    expect(failures(last.lines)).toEqual([]);
    const rest = tookBy(last.lines).length;
    // What a killed process was not told of any more may be counted; nothing that it was told of is not.
    expect(told + rest).toBeLessThanOrEqual(max);
    expect(rest).toBeGreaterThan(0);
  });
});

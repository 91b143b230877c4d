import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { LimitTable } from '../../src/edge/limitTable.ts';
import { openLimitTable } from '../../src/edge/limitTable.ts';
import type { Answer, Taken } from '../../src/edge/limitWindow.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { tempFolder } from '../support/tempHome.ts';

const WINDOW = 60_000;
const T0 = 1_700_000_000_000;
const HOUR = 3_600_000;

let takes = 0;
const take = async (
  table: LimitTable,
  atMs: number,
  { max = 2, windowMs = WINDOW, key = 'k' } = {},
): Promise<Answer> => {
  takes += 1;
  const [answer] = await table.settle([{ take: String(takes), atMs, places: [{ key, max, windowMs }] }], []);
  if (answer === undefined) throw new Error('no answer');
  return answer;
};

async function rowsIn(path: string): Promise<readonly unknown[]> {
  const db = await openDatabase(path, { access: 'readonly', busyMs: 1000 });
  const rows = await db.all('SELECT key, at, expires FROM place ORDER BY key, at');
  await db.close();
  return rows;
}

describe('openLimitTable', () => {
  it('makes a file that only its owner can reach, whatever the umask', async () => {
    const path = join(tempFolder(), 'limits.db');
    const mask = process.umask(0);
    const table = await openLimitTable(path, { waitMs: 100 });
    await take(table, T0);
    process.umask(mask);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    await table.close();
  });

  it('keeps the count in the file, for whoever opens it next', async () => {
    const path = join(tempFolder(), 'limits.db');
    const first = await openLimitTable(path, { waitMs: 100 });
    expect((await take(first, T0)).granted).toBe(true);
    expect((await take(first, T0 + 1)).granted).toBe(true);
    await first.close();
    const second = await openLimitTable(path, { waitMs: 100 });
    expect(await take(second, T0 + 2)).toEqual({ granted: false, retryAtMs: T0 + WINDOW, key: 'k' });
    expect((await take(second, T0 + WINDOW)).granted).toBe(true);
    expect((await take(second, T0 + WINDOW)).granted).toBe(false);
    await second.close();
  });

  it('counts what two tables on one file take together', async () => {
    const path = join(tempFolder(), 'limits.db');
    const tables = [await openLimitTable(path, { waitMs: 1000 }), await openLimitTable(path, { waitMs: 1000 })];
    const answers = await Promise.all(tables.map((table) => take(table, T0, { max: 1 })));
    expect(answers.filter(({ granted }) => granted)).toHaveLength(1);
    for (const table of tables) await table.close();
  });

  it('removes what has expired, and nothing that has not', async () => {
    const path = join(tempFolder(), 'limits.db');
    const table = await openLimitTable(path, { waitMs: 100 });
    for (let i = 0; i < 50; i += 1) await take(table, T0 + i, { key: `gone-${i}`, windowMs: 100 });
    await take(table, T0, { key: 'kept', windowMs: 1000 });
    await take(table, T0 + 999, { key: 'new', windowMs: 1000 });
    expect(await rowsIn(path)).toMatchObject([{ key: 'kept' }, { key: 'new' }]);
    await table.close();
  });

  it('gives back what was taken, and nothing else', async () => {
    const path = join(tempFolder(), 'limits.db');
    const table = await openLimitTable(path, { waitMs: 100 });
    const [first, second] = [await take(table, T0), await take(table, T0)];
    if (!first.granted || !second.granted) throw new Error('not granted');
    const undone: readonly Taken[] = first.taken;
    await table.settle([], undone);
    await table.settle([], undone);
    expect(await rowsIn(path)).toHaveLength(1);
    expect((await take(table, T0)).granted).toBe(true);
    expect((await take(table, T0)).granted).toBe(false);
    await table.close();
  });

  it('gives back before it counts, so that a place can be taken in the same step', async () => {
    const table = await openLimitTable(join(tempFolder(), 'limits.db'), { waitMs: 100 });
    const first = await take(table, T0, { max: 1 });
    if (!first.granted) throw new Error('not granted');
    const asks = [{ take: 'next', atMs: T0 + 1, places: [{ key: 'k', max: 1, windowMs: WINDOW }] }];
    expect(await table.settle(asks, first.taken)).toMatchObject([{ granted: true }]);
    await table.close();
  });
});

describe('a clock that is set back', () => {
  it('never frees a place early, and keeps it no longer than one more window', async () => {
    const table = await openLimitTable(join(tempFolder(), 'limits.db'), { waitMs: 100 });
    await take(table, T0 + HOUR);
    await take(table, T0 + HOUR + 1);
    expect(await take(table, T0)).toEqual({ granted: false, retryAtMs: T0 + WINDOW, key: 'k' });
    expect((await take(table, T0 + WINDOW - 1)).granted).toBe(false);
    expect((await take(table, T0 + WINDOW)).granted).toBe(true);
    await table.close();
  });

  it('by little counts as standing still', async () => {
    const table = await openLimitTable(join(tempFolder(), 'limits.db'), { waitMs: 100 });
    await take(table, T0 + 3000, { max: 1 });
    expect(await take(table, T0, { max: 1 })).toMatchObject({ granted: false, retryAtMs: T0 + 3000 + WINDOW });
    await table.close();
  });
});

describe('a table that cannot count', () => {
  const damaged = (path: string): Promise<void> =>
    writeFile(path, 'no database, and long enough for a header'.repeat(99));
  const folder = (path: string): Promise<void> => mkdir(path);
  const foreign = async (path: string): Promise<void> => {
    const db = await openDatabase(path, { access: 'readwrite', busyMs: 100 });
    await db.exec('CREATE TABLE place (key TEXT)');
    await db.close();
  };
  const trapped = async (path: string): Promise<void> => {
    await (await openLimitTable(path, { waitMs: 100 })).close();
    const db = await openDatabase(path, { access: 'readwrite', busyMs: 100 });
    await db.exec('CREATE TRIGGER forget AFTER INSERT ON place BEGIN DELETE FROM place; END');
    await db.close();
  };
  it.each([
    ['is damaged', damaged, /is damaged; remove it/],
    ['has other tables', foreign, /no table of rate limits/],
    ['has a trigger that would forget calls', trapped, /no table of rate limits/],
    ['is a folder', folder, /cannot be opened/],
  ])('says so where the file %s', async (_, spoil, message) => {
    const path = join(tempFolder(), 'limits.db');
    await spoil(path);
    const opened = openLimitTable(path, { waitMs: 100 });
    await expect(opened).rejects.toMatchObject({
      code: 'ERR_LIMIT_UNAVAILABLE',
      message: expect.stringMatching(message) as string,
    });
  });

  it('says so where another program keeps the file locked, and counts again once it does not', async () => {
    const path = join(tempFolder(), 'limits.db');
    const table = await openLimitTable(path, { waitMs: 30 });
    const other = await openDatabase(path, { access: 'readwrite', busyMs: 100 });
    await other.exec('BEGIN IMMEDIATE');
    await expect(take(table, T0)).rejects.toMatchObject({
      code: 'ERR_LIMIT_UNAVAILABLE',
      message: expect.stringContaining('locked') as string,
    });
    await other.exec('ROLLBACK');
    expect((await take(table, T0)).granted).toBe(true);
    await other.close();
    await table.close();
  });

  it.each([
    ['removed', (path: string) => rmSync(path)],
    [
      'replaced',
      (path: string) => {
        renameSync(path, `${path}.old`);
        writeFileSync(path, '');
      },
    ],
  ])('counts nothing in a file that was %s while it was in use', async (_, spoil) => {
    const path = join(tempFolder(), 'limits.db');
    const table = await openLimitTable(path, { waitMs: 100 });
    await take(table, T0);
    spoil(path);
    for (let i = 0; i < 2; i += 1) {
      await expect(take(table, T0)).rejects.toMatchObject({
        code: 'ERR_LIMIT_UNAVAILABLE',
        message: expect.stringContaining('restart') as string,
      });
    }
    await table.close();
  });

  it('denies when it is full, and counts again once what it holds has expired', async () => {
    const path = join(tempFolder(), 'limits.db');
    const table = await openLimitTable(path, { waitMs: 100, mostPages: 12 });
    const fill = async (): Promise<void> => {
      for (let i = 0; i < 1000; i += 1) await take(table, T0, { max: 1000 });
    };
    await expect(fill()).rejects.toMatchObject({
      code: 'ERR_LIMIT_UNAVAILABLE',
      message: expect.stringContaining('cannot grow') as string,
    });
    expect(statSync(path).size).toBeLessThanOrEqual(12 * 4096);
    expect((await take(table, T0 + WINDOW, { max: 1000 })).granted).toBe(true);
    await table.close();
  });

  it('takes nothing where a part of the step fails', async () => {
    const path = join(tempFolder(), 'limits.db');
    const table = await openLimitTable(path, { waitMs: 100 });
    const asks = [1, 1].map(() => ({ take: 'same', atMs: T0, places: [{ key: 'k', max: 5, windowMs: WINDOW }] }));
    await expect(table.settle(asks, [])).rejects.toMatchObject({ code: 'ERR_LIMIT_UNAVAILABLE' });
    expect(await rowsIn(path)).toEqual([]);
    expect((await take(table, T0)).granted).toBe(true);
    await table.close();
  });

  it('opens a file that is read-only for nobody', async () => {
    const path = join(tempFolder(), 'limits.db');
    await (await openLimitTable(path, { waitMs: 100 })).close();
    chmodSync(path, 0o400);
    const table = await openLimitTable(path, { waitMs: 100 });
    expect((await take(table, T0)).granted).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await table.close();
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { openDatabase, sqliteCode } from '../../src/edge/sqlite.ts';
import { tempFolder } from '../support/tempHome.ts';

describe('a database', () => {
  it('gives back what was put in, byte for byte', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await db.exec('CREATE TABLE t (a, b, c, d)');
    const insert = await db.prepare('INSERT INTO t VALUES (?, ?, ?, ?)');
    await insert.run(['naïve \u0000 \u{1f469}', 2 ** 53 - 1, new Uint8Array([0, 255, 10]), null]);
    const [row] = await db.all('SELECT * FROM t WHERE b = ?', [2 ** 53 - 1]);
    expect(row).toEqual({ a: 'naïve \u0000 \u{1f469}', b: 2 ** 53 - 1, c: Buffer.from([0, 255, 10]), d: null });
    await db.close();
  });

  it('takes parameters that are left over as NULL, also after a run that had them', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await db.exec('CREATE TABLE t (a, b)');
    const insert = await db.prepare('INSERT INTO t VALUES (?, ?)');
    await insert.run([1, 2]);
    await insert.run([3]);
    expect(await db.all('SELECT * FROM t')).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: null },
    ]);
    await db.close();
  });

  it('commits what comes after a statement that met a lock', async () => {
    const path = join(tempFolder(), 'a.db');
    const db = await openDatabase(path, { access: 'readwrite', busyMs: 0 });
    await db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a)');
    const [one, other] = [
      await db.prepare('INSERT INTO t VALUES (?)'),
      await db.prepare('INSERT INTO t VALUES (? + 0)'),
    ];
    const rival = await openDatabase(path, { access: 'readwrite', busyMs: 0 });
    await rival.exec('BEGIN IMMEDIATE');
    expect(sqliteCode(await one.run([1]).catch((error: unknown) => error))).toBe('SQLITE_BUSY');
    await rival.exec('ROLLBACK');
    await other.run([2]);
    // Another connection sees what has been committed, and nothing else.
    expect(await rival.all('SELECT a FROM t')).toEqual([{ a: 2 }]);
    await rival.close();
    await db.close();
  });

  it('closes with statements prepared', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await db.prepare('SELECT 1');
    await expect(db.close()).resolves.toBeUndefined();
  });

  it('is not written through a read-only connection', async () => {
    const path = join(tempFolder(), 'a.db');
    const writer = await openDatabase(path, { access: 'readwrite', busyMs: 0 });
    await writer.exec('CREATE TABLE t (a)');
    const reader = await openDatabase(path, { access: 'readonly', busyMs: 0 });
    const error: unknown = await reader.exec('INSERT INTO t VALUES (1)').catch((thrown: unknown) => thrown);
    expect(sqliteCode(error)).toBe('SQLITE_READONLY');
    await reader.close();
    await writer.close();
  });

  it('is not created by a read-only connection', async () => {
    const opening = openDatabase(join(tempFolder(), 'none.db'), { access: 'readonly', busyMs: 0 });
    await expect(opening).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' });
  });

  it('rejects what SQLite rejects', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await expect(db.exec('nonsense')).rejects.toThrow();
    await expect(db.all('SELECT * FROM nowhere')).rejects.toThrow();
    await expect(db.prepare('SELECT * FROM nowhere')).rejects.toThrow();
    await db.close();
  });
});

describe('sqliteCode', () => {
  it.each([
    ['a system error', Object.assign(new Error('x'), { code: 'ENOENT' })],
    ['an error without a code', new Error('x')],
    ['no error at all', 'SQLITE_BUSY'],
  ])('is undefined for %s', (_, error) => {
    expect(sqliteCode(error)).toBeUndefined();
  });
});

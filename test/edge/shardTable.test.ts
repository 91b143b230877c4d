import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { EntryRow } from '../../src/audit/row.ts';
import { rowsFrom } from '../../src/edge/shardRows.ts';
import type { Durability, ShardTable } from '../../src/edge/shardTable.ts';
import { openShardTable } from '../../src/edge/shardTable.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { tempFolder } from '../support/tempHome.ts';

function row(seq: number): EntryRow {
  return {
    seq,
    bytes: `{"entry":${seq},"text":"naïve \u{1f469}"}`,
    nodes: new Uint8Array(32).fill(seq),
    note: seq % 3 === 0 ? 'note\n' : null,
    ts: 1_000 + seq,
    phase: 'decision',
    agent: 'agent',
    server: 'server',
    session: 'session',
    action: 'tool',
    effect: 'allow',
    parent: seq % 2 === 0 ? null : seq - 1,
  };
}

function rows(from: number, count: number): EntryRow[] {
  return Array.from({ length: count }, (_, index) => row(from + index));
}

async function open(path: string, durability: Durability = 'full'): Promise<ShardTable> {
  const table = await openShardTable(path, durability);
  if (typeof table === 'string') throw new Error(table);
  return table;
}

describe('a shard table', () => {
  it('gives back the rows of commits of any size', async () => {
    const table = await open(join(tempFolder(), 'a.db'));
    let size = 0;
    for (const count of [1, 2, 3, 4, 5, 31, 32, 33, 1, 512, 513, 3]) {
      await table.insert(rows(size, count));
      size += count;
    }
    const read = await rowsFrom(table.db, 0, size + 1);
    expect(read.map((one) => ({ ...one, nodes: new Uint8Array(one.nodes) }))).toEqual(rows(0, size));
    await table.close();
  });

  it('adds all rows of a commit or none', async () => {
    const table = await open(join(tempFolder(), 'a.db'));
    await table.insert(rows(0, 3));
    await expect(table.insert([...rows(3, 4), row(1)])).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
    expect(await rowsFrom(table.db, 0, 100)).toHaveLength(3);
    await table.insert(rows(3, 4));
    expect(await rowsFrom(table.db, 0, 100)).toHaveLength(7);
    await table.close();
  });

  it.each([
    ['full', 2],
    ['process', 1],
  ] as const)('is as durable as it is told: %s', async (durability, synchronous) => {
    const table = await open(join(tempFolder(), 'a.db'), durability);
    expect(await table.db.all('PRAGMA synchronous')).toEqual([{ synchronous }]);
    expect(await table.db.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await table.db.all('PRAGMA fullfsync')).toEqual([{ fullfsync: 1 }]);
    await table.close();
  });

  it.runIf(process.platform !== 'win32')('is for its owner alone, its write-ahead log included', async () => {
    const path = join(tempFolder(), 'a.db');
    const table = await open(path);
    await table.insert(rows(0, 1));
    for (const name of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    await table.close();
  });

  it('keeps the write-ahead log bounded', async () => {
    const path = join(tempFolder(), 'a.db');
    const table = await open(path, 'process');
    const large = rows(0, 4_000).map((one) => ({ ...one, bytes: 'x'.repeat(6_000) }));
    for (let at = 0; at < large.length; at += 100) await table.insert(large.slice(at, at + 100));
    expect(statSync(path).size).toBeGreaterThan(20_000_000);
    expect(statSync(`${path}-wal`).size).toBeLessThan(12_000_000);
    await table.close();
  });
});

describe('a file that is no shard', () => {
  it.each([
    ['another table', 'CREATE TABLE other (a)'],
    ['a trigger that would drop entries', 'CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END'],
    ['one index less', 'DROP INDEX entry_find'],
    ['a column more', 'ALTER TABLE entry ADD COLUMN more TEXT'],
    ['a view', 'CREATE VIEW v AS SELECT 1'],
  ])('is refused for %s', async (_, sql) => {
    const path = join(tempFolder(), 'a.db');
    await (await open(path)).close();
    const db = await openDatabase(path, { access: 'readwrite', busyMs: 0 });
    await db.exec(sql);
    await db.close();
    expect(await openShardTable(path, 'full')).toMatch(/tables/);
  });

  it('is refused when it is no database', async () => {
    const path = join(tempFolder(), 'a.db');
    writeFileSync(path, 'no database, and long enough to be read as the header of one'.repeat(50));
    await expect(openShardTable(path, 'full')).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
  });

  it('is made into one when it is empty', async () => {
    const path = join(tempFolder(), 'a.db');
    writeFileSync(path, '');
    const table = await open(path);
    await table.insert(rows(0, 1));
    await table.close();
  });

  it('is refused when its folder is missing', async () => {
    await expect(openShardTable(join(tempFolder(), 'none/a.db'), 'full')).rejects.toMatchObject({
      code: 'SQLITE_CANTOPEN',
    });
  });
});

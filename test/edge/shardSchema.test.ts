import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { COLUMNS, FILTERED, SCHEMA } from '../../src/edge/shardSchema.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { tempFolder } from '../support/tempHome.ts';

async function planOf(sql: string): Promise<string> {
  const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
  await db.exec(SCHEMA.join(';\n'));
  const plan = await db.all(`EXPLAIN QUERY PLAN ${sql}`);
  await db.close();
  return plan.map((row) => String(row['detail'])).join('; ');
}

describe('the schema of a shard', () => {
  it('has the columns in the order in which rows are bound', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await db.exec(SCHEMA.join(';\n'));
    const columns = await db.all('PRAGMA table_info(entry)');
    expect(columns.map((column) => column['name'])).toEqual([...COLUMNS]);
    await db.close();
  });

  it('stands in the database as it is written here, so that any other shows', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await db.exec(SCHEMA.join(';\n'));
    const found = await db.all('SELECT sql FROM sqlite_schema ORDER BY rowid');
    expect(found.map((row) => row['sql'])).toEqual([...SCHEMA]);
    await db.close();
  });

  it('takes no value of another type', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await db.exec(SCHEMA.join(';\n'));
    const values = "1, 'bytes', x'00', NULL, 'not a time', '', '', '', '', '', '', NULL";
    await expect(db.exec(`INSERT INTO entry VALUES (${values})`)).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
    await db.close();
  });

  it.each([...FILTERED])(
    'finds entries by %s in the order of time, in one index and without a sort',
    async (column) => {
      const where = `${column} = 'x' AND phase <> 'outcome' AND ts >= 5`;
      const plan = await planOf(`SELECT seq FROM entry WHERE ${where} ORDER BY ts DESC, seq DESC LIMIT 50`);
      expect(plan).toContain('USING COVERING INDEX entry_find ');
      expect(plan).not.toContain('TEMP B-TREE');
    },
  );

  it.each([
    [
      'the newest entries',
      "SELECT bytes FROM entry WHERE phase <> 'outcome' ORDER BY ts DESC, seq DESC LIMIT 5",
      'entry_find',
    ],
    ['outcomes by their decision', 'SELECT bytes FROM entry WHERE parent IN (1, 2)', 'entry_parent'],
    [
      'the keys that a log names',
      "SELECT bytes FROM entry WHERE phase = 'event' AND action IN ('log_start', 'key_rotated')",
      'entry_event',
    ],
  ])('finds %s by an index', async (_, sql, index) => {
    expect(await planOf(sql)).toContain(`INDEX ${index}`);
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { EntryRow } from '../../src/audit/row.ts';
import { insertSql, lastRow, nodesAt, rowAt, rowsFrom, rowsWhere, valuesOfRow } from '../../src/edge/shardRows.ts';
import { SCHEMA } from '../../src/edge/shardSchema.ts';
import type { Database } from '../../src/edge/sqlite.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { tempFolder } from '../support/tempHome.ts';

function row(seq: number): EntryRow {
  const texts = { agent: 'a', server: 's', session: 'x', action: 't', effect: 'allow' };
  return {
    ...texts,
    seq,
    bytes: `b${seq}`,
    nodes: Buffer.from([seq]),
    note: null,
    ts: seq,
    phase: 'decision',
    parent: null,
  };
}

async function shard(count: number): Promise<Database> {
  const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
  await db.exec(SCHEMA.join(';\n'));
  const insert = await db.prepare(insertSql(1));
  for (let seq = 0; seq < count; seq += 1) await insert.run(valuesOfRow(row(seq)));
  return db;
}

describe('the rows of a shard', () => {
  it('are none in an empty one', async () => {
    const db = await shard(0);
    expect(await lastRow(db)).toBeNull();
    expect(await rowAt(db, 0)).toBeNull();
    expect(await rowsFrom(db, 0, 10)).toEqual([]);
    await db.close();
  });

  it('are read one by one, in pages, by a condition', async () => {
    const db = await shard(10);
    expect(await lastRow(db)).toEqual(row(9));
    expect(await rowAt(db, 4)).toEqual(row(4));
    expect(await rowsFrom(db, 7, 2)).toEqual([row(7), row(8)]);
    expect(await rowsFrom(db, 9, 2)).toEqual([row(9)]);
    expect(await rowsWhere(db, 'ts > ? ORDER BY seq LIMIT 1', [4])).toEqual([row(5)]);
    await db.close();
  });

  it('give the nodes that are asked for and there', async () => {
    const db = await shard(10);
    const nodes = await nodesAt(db, [0, 3, 12]);
    expect([...nodes]).toEqual([
      [0, Buffer.from([0])],
      [3, Buffer.from([3])],
    ]);
    expect(await nodesAt(db, [])).toEqual(new Map());
    await db.close();
  });

  it('that hold other types than they may read as what no entry has', async () => {
    const db = await openDatabase(join(tempFolder(), 'a.db'), { access: 'readwrite', busyMs: 0 });
    await db.exec(
      'CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes, nodes, note, ts, phase, agent, server, session, action, effect, parent)',
    );
    await db.exec(
      "INSERT INTO entry VALUES (1, x'00', 'text', 7, 'late', 'odd', 1, 2, 3, 4, 5, 'none'), (2, 1.5, NULL, NULL, 1.5, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    );
    const texts = { agent: '', server: '', session: '', action: '', effect: '', bytes: '' };
    const nodes = new Uint8Array(0);
    expect(await rowsFrom(db, 0, 10)).toEqual([
      { ...texts, seq: 1, nodes, note: '', ts: -1, phase: 'event', parent: -1 },
      { ...texts, seq: 2, nodes, note: null, ts: -1, phase: 'event', parent: null },
    ]);
    await db.close();
  });
});

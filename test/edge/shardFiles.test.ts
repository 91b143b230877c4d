import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { shardPath } from '../../src/edge/openShardLog.ts';
import { headSlots, readShard, shardSlots } from '../../src/edge/shardFiles.ts';
import { lastRow } from '../../src/edge/shardRows.ts';
import { decisions, wholeShard, writeShard } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

describe('the slots of a home', () => {
  it('are those of its files, in the order of their numbers, and no other files', async () => {
    const home = tempHome();
    for (const name of ['10.db', '02.db', '100.db', '02.db-wal', '02.lock', 'x.db', '..db', '1.db', '0001.db']) {
      writeFileSync(join(home.shards, name), '');
    }
    for (const name of ['03.head', 'index.head', '03.head.bak']) writeFileSync(join(home.heads, name), '');
    expect(await shardSlots(home)).toEqual(['02', '10', '100']);
    expect(await headSlots(home)).toEqual(['03']);
  });

  it('are none in a home that is not there', async () => {
    const home = tempHome();
    rmSync(home.root, { recursive: true });
    expect(await shardSlots(home)).toEqual([]);
    expect(await headSlots(home)).toEqual([]);
  });
});

describe('readShard', () => {
  it('reads a log while it is written, and after', async () => {
    const home = tempHome();
    const { log } = await wholeShard(home);
    await log.commit(decisions(2));
    const reader = await readShard(home, '00');
    if (reader === null) throw new Error('there is no shard');
    expect(await lastRow(reader)).toMatchObject({ seq: 2 });
    await log.commit(decisions(2));
    expect(await lastRow(reader)).toMatchObject({ seq: 4 });
    await log.close();
    expect(await lastRow(reader)).toMatchObject({ seq: 4 });
    await reader.close();
    const later = await readShard(home, '00');
    expect(later === null ? null : await lastRow(later)).toMatchObject({ seq: 4 });
    await later?.close();
  });

  it('keeps no writer from moving its log on', async () => {
    const home = tempHome();
    await writeShard(home, decisions(1));
    const reader = await readShard(home, '00');
    await writeShard(home, decisions(1));
    expect(reader === null ? null : await lastRow(reader)).toMatchObject({ seq: 2 });
    await reader?.close();
  });

  it('does not take a log that cannot be opened for one that is not there', async () => {
    const home = tempHome();
    mkdirSync(shardPath(home, '00'));
    await expect(readShard(home, '00')).rejects.toThrow(/^SQLITE_/);
  });

  it('is null where there is no log, and makes none', async () => {
    const home = tempHome();
    expect(await readShard(home, '00')).toBeNull();
    expect(existsSync(shardPath(home, '00'))).toBe(false);
  });
});

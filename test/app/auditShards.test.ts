import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { readShards } from '../../src/app/auditShards.ts';
import { shardPath } from '../../src/edge/openShardLog.ts';
import { lastRow } from '../../src/edge/shardRows.ts';
import { calls, openLog, record } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

describe('readShards', () => {
  it('reads all shards, and a damaged one hides none of them', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, calls(1));
    for (const log of logs) await log.close();
    writeFileSync(shardPath(home, '01'), 'damage'.repeat(2000));
    const { results, unreadable } = await readShards(home, async (shard, slot) => [slot, (await lastRow(shard))?.seq]);
    expect(results).toEqual([
      ['00', 2],
      ['02', 2],
    ]);
    expect(unreadable).toMatchObject([{ shard: '01', why: expect.stringContaining('SQLITE_NOTADB') as string }]);
  });

  it('reads nothing in a home without a log', async () => {
    expect(await readShards(tempHome(), () => Promise.resolve(1))).toEqual({ results: [], unreadable: [] });
  });
});

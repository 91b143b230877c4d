import { describe, expect, it } from 'vitest';

import { parseEntry } from '../../src/audit/parseEntry.ts';
import { INDEX } from '../../src/edge/openShardLog.ts';
import { recordInIndex } from '../../src/edge/shardIndex.ts';
import type { IndexOptions } from '../../src/edge/shardIndex.ts';
import { claimIndex } from '../../src/edge/slots.ts';
import { ask, decisions, shardOptions, tamper, wholeShard } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

async function options(home = tempHome()): Promise<IndexOptions> {
  return { ...(await shardOptions(home)), waitMs: 5_000 };
}

const POSITION = { slot: '03', size: 12, note: 'a note\n' };

describe('recordInIndex', () => {
  it('records where a shard stands, and says where the index stands', async () => {
    const given = await options();
    const { log } = await wholeShard(given.home);
    await log.commit(decisions(3));
    if (log.position === null) throw new Error('the shard has no position');
    expect(await recordInIndex(given, [log.position])).toMatchObject({ slot: INDEX, size: 2 });
    expect(await recordInIndex(given, [log.position, POSITION])).toMatchObject({ slot: INDEX, size: 4 });
    const rows = await ask(given.home, 'SELECT bytes FROM entry ORDER BY seq', INDEX);
    const details = rows.map((row) => parseEntry(String(row['bytes']))?.action_detail);
    expect(details.slice(1)).toEqual([
      { event: 'shard_checkpoint', detail: { ...log.position } },
      { event: 'shard_checkpoint', detail: { ...log.position } },
      { event: 'shard_checkpoint', detail: POSITION },
    ]);
    await log.close();
  });

  it('is one log for all who write it at once', async () => {
    const given = await options();
    const positions = await Promise.all(Array.from({ length: 8 }, () => recordInIndex(given, [POSITION])));
    expect(positions.map((position) => position.size).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is written through to the disk whatever the shards do', async () => {
    const given = await options();
    await recordInIndex({ ...given, settings: { ...given.settings, durability: 'process' } }, [POSITION]);
    const [first] = await ask(given.home, 'SELECT bytes FROM entry WHERE seq = 0', INDEX);
    expect(String(first?.['bytes'])).toContain('"durability":"full"');
  });

  it('gives up when others hold it for too long', async () => {
    const given = await options();
    const lock = await claimIndex(given.home, 0);
    await expect(recordInIndex({ ...given, waitMs: 1 }, [POSITION])).rejects.toMatchObject({
      code: 'ERR_LOG_UNAVAILABLE',
    });
    await lock?.release();
    await expect(recordInIndex({ ...given, waitMs: 1 }, [POSITION])).resolves.toMatchObject({ size: 2 });
  });

  it('is left as it is once it was rolled back, and its lock is free again', async () => {
    const given = await options();
    for (let times = 0; times < 3; times += 1) await recordInIndex(given, [POSITION]);
    await tamper(given.home, 'DELETE FROM entry WHERE seq > 1', INDEX);
    for (let times = 0; times < 2; times += 1) {
      await expect(recordInIndex(given, [POSITION])).rejects.toMatchObject({ code: 'ERR_LOG_TAMPERED' });
    }
    const lock = await claimIndex(given.home, 0);
    expect(lock).not.toBeNull();
    await lock?.release();
  });
});

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chainStatus } from '../../src/app/chainStatus.ts';
import { shardPath } from '../../src/edge/openShardLog.ts';
import { copyOf, emptyHome, filledHome, openLog } from '../cli/home.ts';

const filled = filledHome();

describe('chainStatus', () => {
  it('says how many entries there are, and that the newest checkpoint covers them', async () => {
    const { key, problem, shards } = await chainStatus(await filled);
    expect([key?.startsWith('leash-root/'), problem]).toEqual([true, null]);
    expect(shards).toMatchObject([{ shard: '00', state: 'idle', entries: 9, signed: 9, head: 9 }]);
  });

  it('tells a log that is written now', async () => {
    const home = copyOf(await filled);
    const log = await openLog(home);
    expect((await chainStatus(home)).shards[0]?.state).toBe('running');
    await log.close();
  });

  it('tells a log that is gone by the head that it left', async () => {
    const home = copyOf(await filled);
    rmSync(shardPath(home, '00'));
    expect((await chainStatus(home)).shards).toEqual([
      { shard: '00', state: 'missing', entries: 0, last: null, signed: null, head: 9 },
    ]);
  });

  it('says what cannot be read, and why', async () => {
    const home = copyOf(await filled);
    writeFileSync(join(home.keys, 'root.jwk'), '{');
    writeFileSync(shardPath(home, '00'), 'torn');
    const { key, problem, unreadable } = await chainStatus(home);
    expect([key, unreadable.map(({ shard }) => shard)]).toEqual([null, ['00']]);
    expect(problem).toContain('root.jwk');
  });

  it('finds nothing where nothing is', async () => {
    expect(await chainStatus(emptyHome())).toEqual({ key: null, problem: null, shards: [], unreadable: [] });
  });
});

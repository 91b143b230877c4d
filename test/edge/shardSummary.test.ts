import { describe, expect, it } from 'vitest';

import { readShard } from '../../src/edge/shardFiles.ts';
import { summarizeShard } from '../../src/edge/shardSummary.ts';
import { START, calls, session } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

describe('summarizeShard', () => {
  it('counts a shard, with several rules to a decision', async () => {
    const home = tempHome();
    const rules = [
      { policy: 'a', rule: '1' },
      { policy: 'b', rule: '2' },
    ];
    await session(home, calls(3, { rules }));
    const shard = await readShard(home, '00');
    if (shard === null) throw new Error('there is no shard');
    const summary = await summarizeShard(shard, { until: START + 10_000 });
    const empty = await summarizeShard(shard, { until: START - 1 });
    await shard.close();
    expect(summary).toMatchObject({ entries: 5, from: START, to: START + 2_000 });
    expect(summary.tallies.filter(({ by }) => by === 'rule')).toEqual([
      { by: 'rule', value: 'a/1', count: 3 },
      { by: 'rule', value: 'b/2', count: 3 },
    ]);
    expect(empty).toEqual({ entries: 0, from: null, to: null, tallies: [] });
  });
});

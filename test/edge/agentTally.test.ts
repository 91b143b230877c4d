import { describe, expect, it } from 'vitest';
import { tallyAgent } from '../../src/edge/agentTally.ts';
import { readShard } from '../../src/edge/shardFiles.ts';
import { decision } from '../support/drafts.ts';
import { session, START } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

const ID = 'agt_1';
const at = (second: number) => ({ ms: START + second * 1000, monoNs: second });

describe('tallyAgent', () => {
  it('counts what was decided for an agent, and tells what was shown to be its own', async () => {
    const home = tempHome();
    const slot = await session(home, [
      decision({ agent: 'claude', agentId: ID, action: 'read', effect: 'allow', at: at(1) }),
      decision({ agent: 'claude', agentId: ID, action: 'read', effect: 'allow', at: at(2) }),
      decision({ agent: 'claude', action: 'read', effect: 'deny', at: at(3) }),
      decision({ agent: 'other', action: 'read', effect: 'allow', at: at(4) }),
    ]);
    const shard = await readShard(home, slot);
    if (shard === null) throw new Error('there is no shard');
    const tally = await tallyAgent(shard, { name: 'claude', id: ID }, {});
    expect(tally).toEqual([
      expect.objectContaining({ action: 'read', effect: 'allow', verified: true, count: 2, last: START + 2000 }),
      expect.objectContaining({ action: 'read', effect: 'deny', verified: false, count: 1 }),
    ]);
    expect(await tallyAgent(shard, { name: 'claude', id: ID }, { since: START + 2000 })).toHaveLength(2);
    expect(await tallyAgent(shard, { name: 'claude', id: ID }, { until: START })).toEqual([]);
    await shard.close();
  });
});

import { describe, expect, it } from 'vitest';

import { readShard } from '../../src/edge/shardFiles.ts';
import { calledTools } from '../../src/edge/shardTools.ts';
import { decision } from '../support/drafts.ts';
import { session, START } from '../support/logs.ts';
import { tamper } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

describe('calledTools', () => {
  it('counts calls of tools by server, denied or not, and nothing else', async () => {
    const home = tempHome();
    const at = (ms: number) => ({ at: { ms: START + ms, monoNs: ms } });
    await session(home, [
      decision({ ...at(0), effect: 'deny' }),
      decision({ ...at(1) }),
      decision({ ...at(2), server: 'git' }),
      decision({ ...at(3), action: 'write' }),
      decision({ ...at(4), method: 'prompts/get', action: 'hello' }),
      decision({ ...at(5), method: 'resources/read', action: null, resource: 'file:///x' }),
      decision({ ...at(6), method: 'tools/call', action: null }),
    ]);
    await tamper(home, "UPDATE entry SET bytes = 'damaged' WHERE bytes LIKE '%\"write\"%'");
    const shard = await readShard(home, '00');
    if (shard === null) throw new Error('no shard');
    expect(await calledTools(shard, {})).toEqual([
      { server: 'filesystem', tool: 'read_file', calls: 2 },
      { server: 'git', tool: 'read_file', calls: 1 },
    ]);
    expect(await calledTools(shard, { since: START + 1, until: START + 1 })).toEqual([
      { server: 'filesystem', tool: 'read_file', calls: 1 },
    ]);
    await shard.close();
  });
});

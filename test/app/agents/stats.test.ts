import { describe, expect, it } from 'vitest';
import { agentStats } from '../../../src/app/agents/stats.ts';
import { decision } from '../../support/drafts.ts';
import { session } from '../../support/logs.ts';
import { tempHome } from '../../support/tempHome.ts';

const AGENT = { name: 'claude', id: 'agt_1' };

describe('what the log says of an agent', () => {
  it('is added up over all logs, the most used first', async () => {
    const home = tempHome();
    const mine = { agent: 'claude', agentId: 'agt_1', server: 'srv' } as const;
    const ways = { effect: 'observe_deny', mode: 'observe' } as const;
    await session(home, [
      decision({ ...mine, action: 'read', effect: 'allow' }),
      decision({ ...mine, action: 'write', effect: 'deny' }),
      decision({ ...mine, agentId: null, action: 'read', effect: 'deny' }),
    ]);
    await session(home, [decision({ ...mine, action: 'read', ...ways }), decision({ agent: 'other', server: 'srv' })]);
    const stats = await agentStats(home, AGENT, {});
    expect(stats).toMatchObject({ allowed: 1, denied: 2, observed: 1, unverified: 1, unreadable: [] });
    expect(stats.uses).toMatchObject([
      { server: 'srv', action: 'read', allowed: 1, denied: 1, observed: 1, unverified: 1 },
      { server: 'srv', action: 'write', allowed: 0, denied: 1, observed: 0, unverified: 0 },
    ]);
  });

  it('is nothing where it has done nothing', async () => {
    expect(await agentStats(tempHome(), AGENT, {})).toMatchObject({ uses: [], allowed: 0, last: null });
  });
});

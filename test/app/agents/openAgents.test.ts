import { describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { agentsPath } from '../../../src/edge/agentTable.ts';
import { tempHome } from '../../support/tempHome.ts';
import { agentProcess, CLI } from './support.ts';

describe('the registry as listeners see it', () => {
  it('lets somebody in once there is somebody, or where nobody can tell', async () => {
    const { registry, agents, watch } = await agentProcess();
    expect(registry.hasAgents).toBe(false);
    await agents.register({ name: 'claude' }, CLI);
    await watch.check();
    expect(registry.hasAgents).toBe(true);
    const home = tempHome();
    writeFileSync(agentsPath(home), 'no database', { mode: 0o600 });
    const { registry: broken } = await agentProcess({ home });
    expect(broken.hasAgents).toBe(true);
    expect(broken.place({ agent: 'x', key: 'token:1' })).toBe('no-registry');
  });

  it('records what a listener refuses', async () => {
    const { registry, written } = await agentProcess();
    registry.refused('unknown-token');
    await expect
      .poll(() => written.map(({ event, detail }) => [event, detail]))
      .toEqual([['token_refused', { reason: 'unknown-token', count: 1 }]]);
  });
});

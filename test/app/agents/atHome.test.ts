import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withAgents } from '../../../src/app/agents/atHome.ts';
import { queryLog } from '../../../src/app/auditQuery.ts';
import { tempHome } from '../../support/tempHome.ts';
import { CLI } from './support.ts';

describe('withAgents', () => {
  it('opens the log for a change alone, and closes all that it opened', async () => {
    const home = tempHome();
    expect(await withAgents(home, (agents) => agents.list({ limit: 1 }))).toEqual([]);
    expect((await queryLog(home, { limit: 5 })).lines).toEqual([]);
    const { agent } = await withAgents(home, (agents) => agents.register({ name: 'claude' }, CLI));
    const { lines } = await queryLog(home, { limit: 5 });
    expect(lines.map(({ action }) => action)).toContain('agent_registered');
    expect(await withAgents(home, (agents) => agents.find('claude'))).toEqual(agent);
    expect(existsSync(join(home.root, 'agents.db-wal'))).toBe(false);
  });

  it('throws what goes wrong, and where the settings are no settings', async () => {
    const home = tempHome();
    await expect(withAgents(home, (agents) => agents.resume('agt_x', CLI))).rejects.toMatchObject({
      code: 'ERR_AGENT_UNKNOWN',
    });
    writeFileSync(join(home.root, 'config.yaml'), 'agents: 1\n', { mode: 0o600 });
    await expect(withAgents(home, (agents) => agents.list({ limit: 1 }))).rejects.toMatchObject({
      code: 'ERR_CONFIG_INVALID',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { emptyHome, jsonOf, recordMore, run } from '../home.ts';

describe('leash agents stats', () => {
  it('counts what an agent was allowed and denied, and what somebody did in its name', async () => {
    const home = emptyHome();
    const { agent } = jsonOf(await run(home, ['agents', 'register', 'claude', '--json'])) as { agent: { id: string } };
    await recordMore(home, { agent: 'claude', agentId: agent.id, action: 'read_file', effect: 'allow' });
    await recordMore(home, { agent: 'claude', action: 'write_file', effect: 'deny' });
    const { out, exitCode } = await run(home, ['agents', 'stats', 'claude']);
    expect(exitCode).toBe(0);
    expect(out).toContain('allowed 1, denied 1');
    expect(out).toContain('1 of them by somebody who merely said the name');
    expect(out).toMatch(/read_file +1 +0/);
    expect(jsonOf(await run(home, ['agents', 'stats', 'claude', '--since', '1m', '--json']))).toMatchObject({
      allowed: 0,
    });
  });
});

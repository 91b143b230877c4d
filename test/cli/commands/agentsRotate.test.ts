import { describe, expect, it } from 'vitest';
import { withAgents } from '../../../src/app/agents/atHome.ts';
import { emptyHome, jsonOf, run } from '../home.ts';

describe('leash agents rotate', () => {
  it('prints a new token, and the one before is good no more', async () => {
    const home = emptyHome();
    const before = jsonOf(await run(home, ['agents', 'register', 'claude', '--json']));
    const after = jsonOf(await run(home, ['agents', 'rotate', 'claude', '--json']));
    expect(after).toMatchObject({ agent: { generation: 2 } });
    const read = (token: unknown) => withAgents(home, (agents) => agents.read(String(token)));
    expect(await read(before['token'])).toEqual({ kind: 'refused', why: 'revoked' });
    expect(await read(after['token'])).toMatchObject({ kind: 'agent' });
    expect((await run(home, ['agents', 'rotate', 'nobody'])).exitCode).toBe(2);
  });
});

import { describe, expect, it } from 'vitest';
import { emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

describe('leash agents register', () => {
  it('prints the token once, and what to do with it', async () => {
    const home = emptyHome();
    const { exitCode, out } = await run(home, ['agents', 'register', 'claude', '--vendor', 'acme', '--label', 'a=b']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n/);
    expect(out).toContain('shown this once');
    expect((await run(home, ['audit', 'log'])).out).toContain('agent_registered');
    expect((await run(home, ['agents', 'show', 'claude'])).out).not.toContain(out.split('\n')[0]);
  });

  it('prints JSON alone with --json', async () => {
    const ran = await run(emptyHome(), ['agents', 'register', 'claude', '--ttl', '1h', '--json']);
    expect(jsonOf(ran)).toMatchObject({ agent: { name: 'claude', status: 'active' } });
    expect(jsonOf(ran)['token']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it.each([
    ['default', 'none of the names'],
    ['agt_1', 'like an id'],
    [HOSTILE, 'letters, digits'],
  ])('refuses the name %j', async (name, why) => {
    const { exitCode, out, err } = await run(emptyHome(), ['agents', 'register', name]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expectHarmless(err);
  });

  it('refuses a name that is taken, and a token that lasts too long', async () => {
    const home = emptyHome();
    await run(home, ['agents', 'register', 'claude']);
    expect((await run(home, ['agents', 'register', 'CLAUDE'])).err).toContain('looks like that of the agent `claude`');
    expect((await run(home, ['agents', 'register', 'x', '--ttl', '400d'])).exitCode).toBe(2);
  });
});

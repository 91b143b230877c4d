import { describe, expect, it } from 'vitest';
import { emptyHome, jsonOf, run } from '../home.ts';

async function withClaude() {
  const home = emptyHome();
  await run(home, ['agents', 'register', 'claude']);
  return home;
}

describe('the state of an agent', () => {
  it('is changed by suspend and resume, which say so', async () => {
    const home = await withClaude();
    const suspended = await run(home, ['agents', 'suspend', 'claude', '--reason', 'stolen']);
    expect([suspended.exitCode, suspended.out.includes('is suspended')]).toEqual([0, true]);
    expect((await run(home, ['audit', 'log'])).out).toContain('agent_suspended');
    expect(jsonOf(await run(home, ['agents', 'resume', 'claude', '--json']))).toMatchObject({ status: 'active' });
    expect((await run(home, ['agents', 'suspend', 'claude', '--reason', 'a\nb'])).exitCode).toBe(2);
    expect((await run(home, ['agents', 'suspend', 'nobody'])).exitCode).toBe(2);
  });

  it('ends by delete, which wants a person or --yes', async () => {
    const home = await withClaude();
    const asked = await run(home, ['agents', 'delete', 'claude']);
    expect([asked.exitCode, asked.err.includes('--yes')]).toEqual([2, true]);
    expect(jsonOf(await run(home, ['agents', 'show', 'claude', '--json']))).toMatchObject({ status: 'active' });
    expect((await run(home, ['agents', 'delete', 'claude', '--yes'])).out).toContain('is deleted');
    expect((await run(home, ['agents', 'resume', 'claude'])).exitCode).toBe(2);
    expect((await run(home, ['agents', 'register', 'claude'])).err).toContain('is given to no other');
  });
});

import { describe, expect, it } from 'vitest';
import { userOfCursor } from '../clientHome.ts';
import { expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

describe('leash doctor', () => {
  it('ends well where nothing has failed, and says what to do about the rest', async () => {
    const { home } = userOfCursor({ fs: { command: '/nowhere/x' } });
    const { exitCode, out, err } = await run(home, ['doctor']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^ok {4}versions/);
    expect(out).toContain('warn  Cursor  not behind Leash: fs\n      run `leash wrap cursor`');
    expect(out).toMatch(/0 failures, \d warnings\n$/);
  });

  it('ends in 1 where something has failed, and starts servers unless it is told not to', async () => {
    const { home } = userOfCursor({
      fs: { command: process.execPath, args: ['/nowhere/leash-mcp.js', '--', '/nowhere/x'] },
    });
    const full = await run(home, ['doctor']);
    expect(full.exitCode).toBe(1);
    expect(full.out).toContain('fail  Cursor fs  /nowhere/leash-mcp.js is not there any more');
    expect(full.out).toContain('the server itself does not start');
    const quick = await run(home, ['doctor', '--no-start', '--json']);
    expect(quick.exitCode).toBe(1);
    expect(jsonOf(quick)).toMatchObject({
      ok: false,
      checks: expect.arrayContaining([
        { what: 'disk', state: expect.any(String) as string, detail: expect.any(String) as string, fix: null },
      ]) as unknown,
    });
    expect(quick.out).not.toContain('does not start');
  });

  it('looks at one client where it is named', async () => {
    const { home } = userOfCursor({ fs: { command: 'x' } });
    expect((await run(home, ['doctor', '--no-start', '--client', 'kiro'])).out).not.toContain('Cursor');
    expect((await run(home, ['doctor', '--client', 'nobody'])).exitCode).toBe(2);
  });

  it('shows hostile names escaped', async () => {
    const { home } = userOfCursor({ [HOSTILE]: { command: HOSTILE, args: [HOSTILE] } });
    expectHarmless((await run(home, ['doctor', '--no-start'])).out);
  });
});

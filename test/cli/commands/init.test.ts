import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture } from '../../e2e/support.ts';
import { userOfCursor } from '../clientHome.ts';
import { jsonOf, run } from '../home.ts';

const [command = '', ...args] = fixture('echo.mjs');
const ECHO = { echo: { command, args } };

describe('leash init', () => {
  it('only says what it would do, where nobody is there to ask', async () => {
    const { home, text } = userOfCursor(ECHO);
    const before = text();
    for (const words of [
      ['init', '--npx'],
      ['init', '--npx', '--yes', '--dry-run'],
    ]) {
      const { exitCode, out, err } = await run(home, words);
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toMatch(/Cursor {2}echo {4}not behind Leash/);
      expect(out).toContain(
        'would scan each server, write a starter policy for it, and put Leash before 1 server; nothing was done',
      );
    }
    expect(text()).toBe(before);
    expect(existsSync(home.root)).toBe(false);
  });

  it('scans, writes a policy that loads and wraps, where it is told yes', async () => {
    const { home, text } = userOfCursor(ECHO);
    const { exitCode, out } = await run(home, ['init', '--npx', '--yes']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/echo: \d+ tools/);
    expect(readdirSync(home.policies)).toEqual(['starter-echo.yaml']);
    expect((await run(home, ['policy', 'validate'])).exitCode).toBe(0);
    expect(text()).toContain('leash-mcp');
    const again = await run(home, ['init', '--npx', '--yes']);
    expect(again.exitCode).toBe(0);
    expect(again.err).toContain('is there already and was left as it is');
  });

  it('starts nothing with --no-scan', async () => {
    const { home, text } = userOfCursor({ gone: { command: '/nowhere/x' } });
    const { exitCode, err } = await run(home, ['init', '--npx', '--yes', '--no-scan']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(text()).toContain('leash-mcp');
    expect(readdirSync(home.policies)).toEqual([]);
  });

  it('tells machines all of it in one value', async () => {
    const { home } = userOfCursor({ ...ECHO, gone: { command: '/nowhere/x' } });
    expect(jsonOf(await run(home, ['init', '--npx', '--json']))).toMatchObject({
      changed: false,
      servers: [{ server: 'echo' }, { server: 'gone' }],
    });
    expect(jsonOf(await run(home, ['init', '--npx', '--json', '--yes']))).toMatchObject({
      changed: true,
      policies: [{ server: 'echo', why: null }],
      unscanned: [{ name: 'gone' }],
    });
  });

  it('says so where no client is set up with a server', async () => {
    const { home } = userOfCursor({});
    expect(await run(home, ['init', '--npx', '--yes'])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('no client is set up') as string,
    });
  });
});

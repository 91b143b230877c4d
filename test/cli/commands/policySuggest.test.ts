import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Home } from '../../../src/edge/home.ts';
import { copyOf, emptyFolder, emptyHome, expectHarmless, filledHome, jsonOf, recordMore, run } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

describe('leash policy suggest', () => {
  it('prints a policy that validates, and under which nothing changes', async () => {
    const here = copyOf(home);
    const { exitCode, out, err } = await run(here, ['policy', 'suggest']);
    expect([exitCode, err]).toEqual([
      0,
      'leash: 1 decision could not be learned from: arguments are withheld, or their openings are gone\n',
    ]);
    expect(out).toContain('\nname: suggested-filesystem\n');
    expect(out).toContain('\n      path: { under: ["/data"] }\n');
    expect(out).toMatch(/\n# Denied then, and still denied:\n# {3}write_file \(1 time\): an argument was withheld/);
    const to = join(emptyFolder(), 'suggested');
    expect((await run(here, ['policy', 'suggest', '--to', to])).out).toBe(
      `wrote ${join(to, 'suggested-filesystem.yaml')}\n`,
    );
    expect(readFileSync(join(to, 'suggested-filesystem.yaml'), 'utf8')).toBe(out);
    expect(await run(here, ['policy', 'validate', to])).toMatchObject({ exitCode: 0 });
    expect(await run(here, ['policy', 'replay', '--policy', to])).toMatchObject({ exitCode: 0 });
  });

  it('wants to know which, where there are several, and writes a file for each', async () => {
    const here = copyOf(home);
    await recordMore(here, { server: 'git', action: 'git_status', args: {} });
    const several = await run(here, ['policy', 'suggest']);
    expect([several.exitCode, several.out]).toEqual([2, '']);
    expect(several.err).toContain('a file holds one policy, and there are 2');
    expect(several.err).toContain('--agent claude --server git');
    expect((await run(here, ['policy', 'suggest', '--server', 'git'])).out).toContain('\nname: suggested-git\n');
    const folder = emptyFolder();
    expect((await run(here, ['policy', 'suggest', '--to', folder])).exitCode).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['suggested-filesystem.yaml', 'suggested-git.yaml']);
    expect((await run(here, ['policy', 'suggest', '--to', folder])).exitCode).toBe(2);
    expect((await run(here, ['policy', 'suggest', '--to', folder, '--force'])).exitCode).toBe(0);
  });

  it('prints JSON', async () => {
    const { suggestions } = jsonOf(await run(home, ['policy', 'suggest', '--json'])) as {
      suggestions: Record<string, unknown>[];
    };
    expect(suggestions.map((each) => Object.keys(each))).toEqual([
      ['agent', 'server', 'name', 'policy', 'remarks', 'denied', 'missed'],
    ]);
  });

  it('ends with 3 where there is nothing to learn from', async () => {
    const { exitCode, err } = await run(emptyHome(), ['policy', 'suggest']);
    expect([exitCode, err]).toEqual([3, 'leash: there is nothing to learn from: no decision is recorded that fits\n']);
    const denied = await run(home, [
      'policy',
      'suggest',
      '--since',
      '2026-03-01T12:04:00Z',
      '--until',
      '2026-03-01T12:04:30Z',
    ]);
    expect(denied).toMatchObject({ exitCode: 3, err: expect.stringContaining('--observe') as string });
    expect(existsSync(emptyHome().audit)).toBe(true);
  });

  it('shows nothing of a log that a terminal would obey', async () => {
    const here = copyOf(home);
    await recordMore(here, {
      agent: 'claude',
      server: 'filesystem',
      action: 'a\u001b[31m',
      args: { 'b\u202e': 'c\u0007' },
    });
    await recordMore(here, {
      agent: 'claude',
      server: 'filesystem',
      effect: 'deny',
      rules: [],
      action: 'd\nrules: []',
      reason: 'e\rf',
    });
    const { exitCode, out, err } = await run(here, ['policy', 'suggest', '--server', 'filesystem']);
    expect(exitCode).toBe(0);
    expectHarmless(out + err);
    expect(out.split('\n').filter((line) => line.startsWith('rules:'))).toEqual(['rules:']);
  });
});

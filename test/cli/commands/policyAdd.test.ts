import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { emptyFolder, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const policy = (action: string): string =>
  `name: mine\nagents: ["*"]\nrules:\n  - { action: ${action}, effect: allow, reason: r }\n`;

function fileWith(text: string, name = 'mine.yaml'): string {
  const file = join(emptyFolder(), name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

describe('leash policy add', () => {
  it('puts a built-in policy in force, in a home that had no folder for it', async () => {
    const home = emptyHome();
    rmSync(home.root, { recursive: true });
    const { exitCode, out, err } = await run(home, ['policy', 'add', 'builtin:read-only']);
    const file = join(home.policies, 'read-only.yaml');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^added read-only \(\d+ rules\): /);
    expect(out).toContain(`: ${file}\nrunning proxies have it within a second\n`);
    const asked = ['policy', 'test', '--action'];
    expect((await run(home, [...asked, 'read_file'])).exitCode).toBe(0);
    expect((await run(home, [...asked, 'write_file'])).exitCode).toBe(1);
  });

  it('adds a file, and has nothing to do the second time', async () => {
    const home = emptyHome();
    const file = fileWith(policy('read'));
    expect((await run(home, ['policy', 'add', file])).out).toMatch(/^added mine \(1 rule\): .*\/mine\.yaml$/m);
    const again = await run(home, ['policy', 'add', file]);
    expect([again.exitCode, again.err]).toEqual([0, '']);
    expect(again.out).toMatch(/^nothing to do, it is there already: mine \(1 rule\): .*\n$/);
  });

  it('replaces what is there only with --force', async () => {
    const home = emptyHome();
    await run(home, ['policy', 'add', fileWith(policy('read'))]);
    const other = fileWith(policy('write'));
    const target = join(home.policies, 'mine.yaml');
    const refused = await run(home, ['policy', 'add', other]);
    expect(refused).toEqual({
      exitCode: 2,
      out: '',
      err: `leash: \`${target}\` is there already; --force replaces it\n`,
    });
    expect(readFileSync(target, 'utf8')).toBe(policy('read'));
    const forced = await run(home, ['policy', 'add', other, '--force']);
    expect([forced.exitCode, forced.out.startsWith('replaced mine (1 rule)')]).toEqual([0, true]);
    expect(readFileSync(target, 'utf8')).toBe(policy('write'));
  });

  it('prints JSON with stable keys', async () => {
    const home = emptyHome();
    const file = fileWith(policy('read'));
    const target = join(home.policies, 'mine.yaml');
    const added = await run(home, ['policy', 'add', file, '--json']);
    expect([added.exitCode, added.err]).toEqual([0, '']);
    expect(jsonOf(added)).toEqual({ name: 'mine', file: target, rules: 1, change: 'added' });
    expect(jsonOf(await run(home, ['policy', 'add', file, '--json']))['change']).toBe('same');
  });

  it('writes nothing that is not valid, with --force no more than without', async () => {
    const home = emptyHome();
    const file = fileWith('name: mine\n');
    for (const more of [[], ['--force']]) {
      const { exitCode, out, err } = await run(home, ['policy', 'add', file, ...more]);
      expect([exitCode, out]).toEqual([1, '']);
      expect(err).toContain(`${file}:1:1: missing \`agents\``);
    }
    expect(readdirSync(home.policies)).toEqual([]);
  });

  it('writes nothing that claims the name of another policy', async () => {
    const home = emptyHome();
    await run(home, ['policy', 'add', fileWith(policy('read'))]);
    const { exitCode, err } = await run(home, ['policy', 'add', fileWith(policy('write'), 'twin.yaml')]);
    expect(exitCode).toBe(1);
    expect(err).toContain('`mine`');
    expect(readdirSync(home.policies)).toEqual(['mine.yaml']);
  });

  it.each([
    ['builtin:nope', 'expected one of `builtin:'],
    ['builtin:default', 'it is always in force'],
    ['builtin:../../etc/passwd', 'no policy of that name is built in'],
    ['notes.txt', 'ends in `.yaml` or `.yml`'],
    ['.hidden.yaml', 'ends in `.yaml` or `.yml`'],
    ['', 'ends in `.yaml` or `.yml`'],
    [HOSTILE, 'ends in `.yaml` or `.yml`'],
    [`builtin:${HOSTILE}`, 'no policy of that name is built in'],
  ])('refuses %j, which is no policy', async (which, why) => {
    const home = emptyHome();
    const { exitCode, out, err } = await run(home, ['policy', 'add', which]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expectHarmless(err);
    expect(readdirSync(home.policies)).toEqual([]);
  });

  it('refuses a file that is not there, a folder that is called like one, and no file at all', async () => {
    const home = emptyHome();
    const folder = join(emptyFolder(), 'folder.yaml');
    mkdirSync(folder);
    for (const which of ['/nowhere/team.yaml', folder]) {
      const { exitCode, err } = await run(home, ['policy', 'add', which]);
      expect(exitCode).toBe(1);
      expect(err).toContain(which);
    }
    expect((await run(home, ['policy', 'add'])).exitCode).toBe(2);
    expect((await run(home, ['policy', 'add', 'a.yaml', 'b.yaml'])).exitCode).toBe(2);
    expect(readdirSync(home.policies)).toEqual([]);
  });

  it('shows what it is called by on the terminal escaped', async () => {
    const home = emptyHome();
    const name = `x\u001b[31m\u202e.yaml`;
    const { exitCode, out } = await run(home, ['policy', 'add', fileWith(policy('read'), name)]);
    expect(exitCode).toBe(0);
    expectHarmless(out);
    expect(existsSync(join(home.policies, name))).toBe(true);
  });
});

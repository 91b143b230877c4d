import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Home } from '../../../src/edge/home.ts';
import { call, denied, homeWith } from '../../app/recorded.ts';
import { openLog, record } from '../../support/logs.ts';
import { tamper } from '../../support/shards.ts';
import { tempHome } from '../../support/tempHome.ts';
import { emptyFolder, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const suggest = (home: Home, ...more: string[]) => run(home, ['policy', 'suggest', ...more]);

/** What `leash policy test` ends with for a call under a policy in a file. */
async function asked(file: string, path: string, action = 'read_file'): Promise<number> {
  const words = ['--agent', 'default', '--server', 'fs', '--action', action, '--arg', `path=${path}`];
  return (await run(emptyHome(), ['policy', 'test', ...words, '--policy', file])).exitCode;
}

function written(text: string): string {
  const file = join(emptyFolder(), 'suggested.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

describe('leash policy suggest', () => {
  it('prints a policy that allows what went through, and no call beside it', async () => {
    const home = await homeWith([call(), call({ args: { path: '/data/p/b.txt' } }), denied({ action: 'write_file' })]);
    const { exitCode, out, err } = await suggest(home);
    expect([exitCode, err]).toEqual([0, '']);
    const file = written(out);
    expect((await run(home, ['policy', 'validate', file])).exitCode).toBe(0);
    expect(await asked(file, '/data/p/a.txt')).toBe(0);
    expect(await asked(file, '/data/q/a.txt')).toBe(1);
    expect(await asked(file, '/data/p/../q/a.txt')).toBe(1);
    expect(await asked(file, '/data/p/a.txt', 'write_file')).toBe(1);
    const replayed = await run(home, ['policy', 'replay', '--policy', file]);
    expect([replayed.exitCode, replayed.out]).toEqual([0, '3 decisions: 3 the same, none changed\n']);
  });

  it('says what it is made of, and what was denied', async () => {
    const home = await homeWith([call(), denied({ action: 'write_file' }), denied({ action: 'write_file' })]);
    const { out } = await suggest(home);
    expect(out).toMatch(/^# Written from the log \(all of it\): what the agent `default` did at the server `fs`/);
    expect(out).toContain('# Denied then, and still denied:\n#   write_file (2 times): no rule allows this\n');
    expect((await suggest(home, '--since', '2020-01-01T00:00Z')).out).toContain('(2020-01-01T00:00 to now)');
    expect((await suggest(home, '--until', '2090-01-01T00:00Z')).out).toContain('(the beginning to 2090-01-01T00:00)');
  });

  it('wants one agent at one server, and lists them where there are more', async () => {
    const home = await homeWith([call(), call({ agent: 'b', server: 'git' })]);
    const { exitCode, out, err } = await suggest(home);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('there are 2: pick one, or take --to DIR\n');
    expect(err).toContain('\n  --agent default --server fs\n  --agent b --server git\n');
    expect((await suggest(home, '--agent', 'b')).out).toContain('\nagents: [b]\nservers: [git]\n');
    expect((await suggest(home, '--server', 'fs')).out).toContain('\nagents: [default]\nservers: [fs]\n');
  });

  it('prints them all as JSON', async () => {
    const home = await homeWith([call(), call({ agent: 'b', server: 'git' })]);
    const ran = await suggest(home, '--json');
    expect([ran.exitCode, ran.err]).toEqual([0, '']);
    const json = jsonOf(ran);
    expect(Object.keys(json)).toEqual(['suggestions']);
    expect(json['suggestions']).toMatchObject([
      { agent: 'default', server: 'fs', policy: { rules: [{ action: 'read_file' }] }, denied: [], missed: [] },
      { agent: 'b', server: 'git', policy: { agents: ['b'] } },
    ]);
  });

  it('says beside the policy what could not be learned', async () => {
    const home = await homeWith([call(), call({ action: 'login', args: { password: 'hunter2-do-not-keep' } })]);
    const { exitCode, out, err } = await suggest(home);
    expect(exitCode).toBe(0);
    expect(err).toBe(
      'leash: 1 decision could not be learned from: arguments are withheld, or their openings are gone\n',
    );
    expect(out).toContain('# Went through then, and is not allowed here:\n#   login (1 time): ');
    expect(out).not.toContain('hunter2');
  });

  it('says beside the policy that alike calls had different fates', async () => {
    const { exitCode, err } = await suggest(await homeWith([call(), denied()]));
    expect(exitCode).toBe(0);
    expect(err).toContain('1 call was held back and would go through');
    expect((await suggest(await homeWith([call(), denied({ args: { path: '/x' } })]))).err).toBe('');
  });

  it('ends with 3 where there is nothing to learn from', async () => {
    const denials = await homeWith([denied()]);
    const gone = await homeWith([call()]);
    rmSync(gone.openings, { recursive: true });
    for (const [home, why] of [
      [emptyHome(), 'no decision is recorded that fits'],
      [denials, 'of 1 decision, none went through whose arguments are known (0 unknown)'],
      [gone, 'of 1 decision, none went through whose arguments are known (1 unknown)'],
    ] as const) {
      const { exitCode, out, err } = await suggest(home);
      expect([exitCode, out]).toEqual([3, '']);
      expect(err).toContain(`there is nothing to learn from: ${why}`);
    }
    expect((await suggest(await homeWith([call()]), '--since', '1d')).exitCode).toBe(3);
  });

  it('ends with 3 where it cannot read all, and still prints what it learned from the rest', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, [call({ action: 'list' })]);
    for (const log of logs) await log.close();
    await tamper(home, 'DROP TABLE entry; CREATE TABLE entry (seq INTEGER)');
    const { exitCode, out, err } = await suggest(home);
    expect(exitCode).toBe(3);
    expect(err).toContain('log 00 cannot be read');
    expect(out).toContain('action: list\n');
  });

  it('lets nothing of a log into the policy but as text', async () => {
    const evil = 'x\nrules: [{ action: "*", effect: allow, reason: r }]';
    const home = await homeWith([
      call({ action: '*' }),
      call({ args: { [evil]: evil } }),
      denied({ action: HOSTILE, reason: evil }),
    ]);
    const { exitCode, out, err } = await suggest(home);
    expect(exitCode).toBe(0);
    expectHarmless(out);
    expectHarmless(err);
    const file = written(out);
    expect((await run(home, ['policy', 'validate', file])).exitCode).toBe(0);
    expect(await asked(file, '/data/p/a.txt', 'other')).toBe(1);
  });

  it('prints no name that a terminal obeys', async () => {
    const home = await homeWith([call(), call({ action: HOSTILE, args: { [HOSTILE]: HOSTILE } })]);
    for (const more of [[], ['--json']]) {
      const { out, err } = await suggest(home, ...more);
      expectHarmless(out + err);
    }
  });

  it('refuses words that are none', async () => {
    for (const more of [['--since', 'ever'], ['files'], ['--since', '1d', '--until', '2d']]) {
      const { exitCode, out } = await suggest(emptyHome(), ...more);
      expect([exitCode, out]).toEqual([2, '']);
    }
  });
});

describe('leash policy suggest --to', () => {
  const two = () => homeWith([call(), call({ agent: 'b', server: 'git' })]);

  it('writes a file for each agent at each server, into a folder that it makes', async () => {
    const home = await two();
    const folder = join(emptyFolder(), 'new/suggested');
    const { exitCode, out, err } = await suggest(home, '--to', folder);
    expect([exitCode, err]).toEqual([0, '']);
    const files = ['suggested-default-fs.yaml', 'suggested-b-git.yaml'].map((name) => join(folder, name));
    expect(out).toBe(files.map((file) => `wrote ${file}\n`).join(''));
    expect(readdirSync(folder)).toHaveLength(2);
    expect(readFileSync(files[0] ?? '', 'utf8')).toContain('\nname: suggested-default-fs\n');
    expect((await run(home, ['policy', 'replay', '--policy', folder])).exitCode).toBe(0);
  });

  it('replaces nothing without --force, and writes none of the others', async () => {
    const home = await two();
    const folder = emptyFolder();
    const taken = join(folder, 'suggested-b-git.yaml');
    writeFileSync(taken, 'mine');
    const { exitCode, err } = await suggest(home, '--to', folder);
    expect([exitCode, err]).toEqual([2, `leash: \`${taken}\` is there already; --force replaces it\n`]);
    expect([readFileSync(taken, 'utf8'), readdirSync(folder)]).toEqual(['mine', ['suggested-b-git.yaml']]);
    expect((await suggest(home, '--to', folder, '--force')).exitCode).toBe(0);
    expect(readFileSync(taken, 'utf8')).toContain('\nname: suggested-b-git\n');
  });

  it('says as JSON what it wrote', async () => {
    const folder = emptyFolder();
    const json = jsonOf(await suggest(await homeWith([call()]), '--to', folder, '--json'));
    expect(json).toMatchObject({
      files: [join(folder, 'suggested-fs.yaml')],
      suggestions: [{ agent: 'default', server: 'fs' }],
    });
  });

  it('writes into the folder alone, whatever an agent or a server is called', async () => {
    const home = await homeWith([
      call({ agent: '../../up', server: '/etc/x' }),
      call({ agent: HOSTILE, server: '..' }),
    ]);
    const folder = join(emptyFolder(), 'a/b');
    const { out } = await suggest(home, '--to', folder);
    expectHarmless(out);
    expect(readdirSync(join(folder, '..'))).toEqual(['b']);
    expect(readdirSync(join(folder, '../..'))).toEqual(['a']);
    for (const name of readdirSync(folder)) expect(name).toMatch(/^[A-Za-z0-9][\w-]*\.yaml$/);
  });

  it('makes no folder where there is nothing to write, and ends with 2 where it cannot make one', async () => {
    const folder = join(emptyFolder(), 'new');
    expect((await suggest(emptyHome(), '--to', folder)).exitCode).toBe(3);
    expect(existsSync(folder)).toBe(false);
    writeFileSync(folder, 'a file');
    expect((await suggest(await homeWith([call()]), '--to', folder)).exitCode).toBe(2);
    expect(readFileSync(folder, 'utf8')).toBe('a file');
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Home } from '../../../src/edge/home.ts';
import { policyOf } from '../../app/recorded.ts';
import { addPolicy, emptyFolder, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const READS = '{ id: reads, action: read_file, effect: allow, reason: r, args: { path: { under: ["/data"] } } }';
const WRITES = '{ id: writes, action: write_file, effect: ask, reason: writes need a person }';

function setUp(): Home {
  const home = emptyHome();
  addPolicy(home, 'team.yaml', policyOf(READS, WRITES));
  return home;
}

const test = (home: Home, ...words: string[]) => run(home, ['policy', 'test', ...words]);

function caseOf(it: string, path: string, outcome: string): string {
  return `  - { it: ${it}, request: { tool: read_file, args: { path: ${path} } }, want: { outcome: ${outcome} } }\n`;
}

const PASSES = `description: reading\ncases:\n${caseOf('inside', '/data/x', 'allow')}${caseOf('outside', '/etc/x', 'deny')}`;
const FAILS = `cases:\n${caseOf('inside', '/data/x', 'allow')}${caseOf('outside', '/etc/x', 'allow')}`;

/** Files in a folder of their own. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return folder;
}

describe('leash policy test with files', () => {
  it('ends with 0 where every case comes out as is wanted', async () => {
    const folder = folderOf({ 'cases.yaml': PASSES });
    const file = join(folder, 'cases.yaml');
    const { exitCode, out, err } = await test(setUp(), file);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out.split('\n').map((line) => line.replaceAll(/(\S) {2,}/g, '$1 | '))).toEqual([
      `${file} | reading`,
      '  result | decided | by | case',
      '  pass | allow | team/reads | inside',
      '  pass | deny | default/deny-all | outside',
      '',
      'passed: all of 2 cases in 1 file',
      '',
    ]);
  });

  it('ends with 1 where one does not, and says what was decided and why', async () => {
    const file = join(folderOf({ 'cases.yaml': FAILS }), 'cases.yaml');
    const { exitCode, out, err } = await test(setUp(), file);
    expect([exitCode, err]).toEqual([1, '']);
    expect(out).toMatch(/^ {2}pass +allow +team\/reads +inside$/m);
    expect(out).toMatch(/^ {2}FAIL +deny +default\/deny-all +outside$/m);
    expect(out).toContain(`\n  failed ${file}:3: outside\n    outcome: wanted allow, got deny\n    reason: No policy`);
    expect(out).toContain('rule `team/reads` would allow this if `path` were under `/data`');
    expect(out.endsWith('\nfailed: 1 of 2 cases in 1 file\n')).toBe(true);
  });

  it('runs the cases of a folder, and takes the policies beside them for none', async () => {
    const folder = folderOf({ 'a.yaml': PASSES, 'b.yml': PASSES, 'team.yaml': policyOf(READS), 'c.txt': FAILS });
    const { exitCode, out } = await test(setUp(), folder);
    expect([exitCode, out.split('\n').at(-2)]).toEqual([0, 'passed: all of 4 cases in 2 files']);
  });

  it('runs those in policies/tests where none are named', async () => {
    const home = setUp();
    const none = await test(home);
    expect([none.exitCode, none.out]).toEqual([2, '']);
    expect(none.err).toContain(`put some into ${join(home.policies, 'tests')}, or ask about one request by --action`);
    mkdirSync(join(home.policies, 'tests'), { mode: 0o700 });
    writeFileSync(join(home.policies, 'tests', 'cases.yaml'), FAILS);
    expect((await test(home)).exitCode).toBe(1);
    writeFileSync(join(home.policies, 'tests', 'cases.yaml'), PASSES);
    expect((await test(home)).exitCode).toBe(0);
    // What is in force does not become invalid by it.
    expect((await run(home, ['policy', 'validate'])).exitCode).toBe(0);
  });

  it('runs them under other policies, where the file names none of its own', async () => {
    const home = setUp();
    const folder = folderOf({ 'cases.yaml': PASSES });
    expect((await test(home, folder, '--policy', 'builtin:allow-all')).exitCode).toBe(1);
    const own = folderOf({ 'cases.yaml': `policies: ["builtin:allow-all"]\n${FAILS}` });
    expect((await test(home, own)).exitCode).toBe(0);
    expect((await test(home, folder)).exitCode).toBe(0);
  });

  it('prints JSON with stable keys, and ends as without', async () => {
    const file = join(folderOf({ 'cases.yaml': FAILS }), 'cases.yaml');
    const ran = await test(setUp(), file, '--json');
    expect([ran.exitCode, ran.err]).toEqual([1, '']);
    expect(jsonOf(ran)).toMatchObject({
      ok: false,
      passed: 1,
      failed: 1,
      files: [
        {
          file,
          description: '',
          problems: [],
          results: [
            { it: 'inside', outcome: 'allow', rules: ['team/reads'], failures: [] },
            { it: 'outside', outcome: 'deny', failures: ['outcome: wanted allow, got deny'] },
          ],
        },
      ],
    });
    const passed = await test(setUp(), folderOf({ 'cases.yaml': PASSES }), '--json');
    expect([passed.exitCode, jsonOf(passed)]).toMatchObject([0, { ok: true, passed: 2, failed: 0 }]);
  });

  it.each([
    ['a wrong word', 'cases:\n  - { it: x, request: { tool: a }, want: { outcome: alow } }\n', ':2:'],
    ['an unknown key', 'cases: []\ncase: []\n', ':2:1: '],
    ['no YAML', 'cases: [', ':1:'],
    ['no cases', 'description: x\n', ':1:1: missing `cases`'],
    ['a policy that is not there', `policies: [./none.yaml]\n${PASSES}`, 'none.yaml'],
    ['a policy that is not valid', `policies: [{ name: a }]\n${PASSES}`, 'missing `agents`'],
  ])('ends with 1 for a file with %s, and says where', async (_, text, spot) => {
    const file = join(folderOf({ 'bad.yaml': text }), 'bad.yaml');
    const good = join(folderOf({ 'good.yaml': PASSES }), 'good.yaml');
    const { exitCode, out } = await test(setUp(), file, good);
    expect(exitCode).toBe(1);
    expect(out).toContain(spot);
    // The others are still run.
    expect(out).toMatch(/^ {2}pass +allow +team\/reads +inside$/m);
    expect(out).toContain('\nnot valid: 1 file; ');
    expect(jsonOf(await test(setUp(), file, '--json'))['ok']).toBe(false);
  });

  it('refuses what is not there, and a folder without cases', async () => {
    for (const path of ['/nowhere/cases.yaml', folderOf({ 'team.yaml': policyOf(READS) }), HOSTILE]) {
      const { exitCode, out, err } = await test(setUp(), path);
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toContain('expected files of cases, or folders with such files');
      expectHarmless(err);
    }
  });

  it('ends with 1 where the policies of the home are not valid, and runs no case', async () => {
    const home = emptyHome();
    addPolicy(home, 'team.yaml', 'name: team\n');
    const { exitCode, out } = await test(home, folderOf({ 'cases.yaml': PASSES }));
    expect(exitCode).toBe(1);
    expect(out).toContain('missing `agents`');
    expect(out).not.toContain('pass ');
  });

  it('sends nothing of a file that a terminal obeys', async () => {
    const text = JSON.stringify(HOSTILE);
    const request = `{ tool: ${text}, args: { ${text}: ${text} } }`;
    const cases = `description: ${text}\ncases:\n  - { it: ${text}, request: ${request}, want: { outcome: allow, rule: ${text} } }\n`;
    const broken = `cases:\n  - { it: ${text}, request: { tool: a }, want: { outcome: ${text} } }\n`;
    const folder = folderOf({ 'a\u001b[31m\u202e.yaml': cases, 'broken.yaml': broken });
    for (const more of [[], ['--json']]) {
      const { exitCode, out, err } = await test(setUp(), folder, ...more);
      expect(exitCode).toBe(1);
      expectHarmless(out + err);
    }
  });
});

describe('leash policy test with one request', () => {
  it('ends with 0 for what is allowed, and names the rule', async () => {
    const { exitCode, out, err } = await test(
      setUp(),
      '--server',
      'files',
      '--action',
      'read_file',
      '--arg',
      'path=/data/a',
    );
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toBe('allow  default: files/read_file\nrule     team/reads\nreason   r\n');
  });

  it('ends with 1 for what is denied, and says how near it came', async () => {
    const { exitCode, out } = await test(
      setUp(),
      '--agent',
      'claude',
      '--action',
      'read_file',
      '--arg',
      'path=/etc/passwd',
    );
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^deny {2}claude: default\/read_file\nrule +default\/deny-all\nreason +No policy/);
    expect(out).toMatch(/^nearest +rule `team\/reads` would allow this if `path` were under `\/data`$/m);
  });

  it('ends with 1 for what a person is asked about', async () => {
    const { exitCode, out } = await test(setUp(), '--action', 'write_file');
    expect(exitCode).toBe(1);
    expect(out).toBe(
      'ask  default: default/write_file\nrule     team/writes\nreason   writes need a person\nneeds    ask\n',
    );
  });

  it('ends with 0 for what goes through as it is only observed', async () => {
    const { exitCode, out } = await test(setUp(), '--action', 'other', '--policy', 'builtin:observe');
    expect([exitCode, out.split(' ')[0]]).toEqual([0, 'observe']);
  });

  it('asks for resources and prompts', async () => {
    const readOnly = ['--policy', 'builtin:read-only'];
    const resource = await test(setUp(), '--resource', 'file:///data/a.txt', ...readOnly);
    expect(resource.out).toMatch(/^\w+ {2}default: resources\/read file:\/\/\/data\/a\.txt\n/);
    const home = emptyHome();
    addPolicy(home, 'p.yaml', policyOf('{ action: greet, method: prompts/get, effect: allow, reason: r }'));
    expect((await test(home, '--action', 'greet', '--method', 'prompts/get')).exitCode).toBe(0);
    expect((await test(home, '--action', 'greet')).exitCode).toBe(1);
  });

  it('reads arguments as JSON where they are some', async () => {
    const home = emptyHome();
    addPolicy(home, 'p.yaml', policyOf('{ action: go, effect: allow, reason: r, args: { n: { max: 3 } } }'));
    const go = async (...words: string[]) => (await test(home, '--action', 'go', ...words)).exitCode;
    expect(await go('--arg', 'n=3')).toBe(0);
    expect(await go('--arg', 'n=4')).toBe(1);
    expect(await go('--arg', 'n="3"')).toBe(1);
    expect(await go('--args', '{"n":2}')).toBe(0);
    expect(await go('--args', '{"n":2}', '--arg', 'n=9')).toBe(1);
  });

  it('prints JSON with stable keys, and ends as without', async () => {
    const ran = await test(setUp(), '--action', 'read_file', '--arg', 'path=/etc/x', '--json');
    expect([ran.exitCode, ran.err]).toEqual([1, '']);
    const json = jsonOf(ran);
    expect(Object.keys(json)).toEqual(['outcome', 'request', 'decision', 'listed', 'policySet']);
    expect(json).toMatchObject({
      outcome: 'deny',
      request: { agent: 'default', action: 'read_file', args: { path: '/etc/x' } },
      decision: { outcome: 'deny', determining: [{ policy: 'default', rule: 'deny-all' }] },
      listed: true,
      policySet: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
  });

  it('denies everything in a home without policies', async () => {
    expect((await test(emptyHome(), '--action', 'read_file', '--arg', 'path=/data/a')).exitCode).toBe(1);
  });

  it('refuses files of cases beside it, arguments of no tool, and what is no argument', async () => {
    const file = join(folderOf({ 'cases.yaml': PASSES }), 'cases.yaml');
    for (const words of [
      [file, '--action', 'read_file'],
      [file, '--arg', 'path=/data/a'],
      ['--arg', 'path=/data/a'],
      ['--action', 'read_file', '--arg', 'path'],
      ['--action', 'read_file', '--args', '[]'],
    ]) {
      const { exitCode, out } = await test(setUp(), ...words);
      expect([exitCode, out]).toEqual([2, '']);
    }
  });

  it('ends with 1 where the policies are not valid', async () => {
    const home = emptyHome();
    addPolicy(home, 'team.yaml', 'name: team\n');
    const { exitCode, out, err } = await test(home, '--action', 'read_file');
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain('missing `agents`');
  });

  it('sends nothing of the request that a terminal obeys', async () => {
    for (const words of [
      ['--agent', HOSTILE, '--server', HOSTILE, '--action', HOSTILE, '--arg', `${HOSTILE}=${HOSTILE}`],
      ['--resource', HOSTILE, '--method', HOSTILE],
      ['--action', 'a', '--args', HOSTILE],
      ['--action', 'a', '--arg', HOSTILE],
    ]) {
      for (const more of [[], ['--json']]) {
        const { exitCode, out, err } = await test(setUp(), ...words, ...more);
        expect(exitCode).not.toBe(0);
        expectHarmless(out + err);
      }
    }
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { addPolicy, emptyFolder, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const POLICY =
  'name: mine\nagents: ["*"]\nrules:\n  - { id: read, action: read, effect: allow, reason: why, args: { n: { max: 3 } } }\n';
const CASES = [
  'description: Reading',
  'cases:',
  '  - { it: allows reading, request: { tool: read, args: { n: 3 } }, want: { outcome: allow, rule: mine/read } }',
  '  - { it: denies more, request: { tool: read, args: { n: 4 } }, want: { outcome: deny, nearest: "at most 3" } }',
  '',
].join('\n');

function caseFile(text: string): string {
  const file = join(emptyFolder(), 'cases.yaml');
  writeFileSync(file, text);
  return file;
}

describe('leash policy test', () => {
  it('shows each case with what was decided, and ends well where all pass', async () => {
    const home = emptyHome();
    addPolicy(home, 'mine.yaml', POLICY);
    const file = caseFile(CASES);
    expect(await run(home, ['policy', 'test', file])).toEqual({
      exitCode: 0,
      err: '',
      out: [
        `${file}  Reading`,
        '  result  decided  by                case',
        '  pass    allow    mine/read         allows reading',
        '  pass    deny     default/deny-all  denies more',
        '',
        'passed: all of 2 cases in 1 file',
        '',
      ].join('\n'),
    });
  });

  it('says how a case differs and why, and ends with 1', async () => {
    const home = emptyHome();
    addPolicy(home, 'mine.yaml', POLICY);
    const file = caseFile(CASES.replace('n: 3 ', 'n: 5 '));
    const { exitCode, out } = await run(home, ['policy', 'test', file]);
    expect(exitCode).toBe(1);
    expect(out).toContain(`  failed ${file}:3: allows reading\n    outcome: wanted allow, got deny\n`);
    expect(out).toContain('; rule `mine/read` would allow this if `n` were at most 3\n');
    expect(out).toMatch(/\nfailed: 1 of 2 cases in 1 file\n$/);
  });

  it('says where a file is wrong, and ends with 1', async () => {
    const file = caseFile(CASES.replace('outcome: allow', 'outcome: alow'));
    const { exitCode, out } = await run(emptyHome(), ['policy', 'test', file]);
    expect(exitCode).toBe(1);
    expect(out).toContain(`${file}:3:85: unknown outcome \`alow\``);
    expect(out).toMatch(/\nnot valid: 1 file; passed: all of 0 cases in 1 file\n$/);
  });

  it('prints JSON with stable keys', async () => {
    const report = jsonOf(await run(emptyHome(), ['policy', 'test', caseFile(CASES), '--json']));
    expect(Object.keys(report)).toEqual(['ok', 'passed', 'failed', 'files']);
    expect(report).toMatchObject({
      ok: false,
      passed: 0,
      failed: 2,
      files: [
        {
          problems: [],
          results: [{ failures: ['outcome: wanted allow, got deny', expect.stringContaining('rule')] }, {}],
        },
      ],
    });
  });

  it('runs the cases beside the policies of the home where none are named', async () => {
    const home = emptyHome();
    const none = await run(home, ['policy', 'test']);
    expect([none.exitCode, none.err]).toEqual([2, expect.stringContaining('nothing to test')]);
    addPolicy(home, 'mine.yaml', POLICY);
    mkdirSync(join(home.policies, 'tests'));
    addPolicy(home, 'tests/cases.yaml', CASES);
    expect((await run(home, ['policy', 'test'])).out).toContain('passed: all of 2 cases');
    // They are no policies.
    expect((await run(home, ['policy', 'validate'])).exitCode).toBe(0);
  });

  it('shows nothing that a terminal would obey', async () => {
    const text = `description: ${JSON.stringify(HOSTILE.replaceAll(/[\r\n]/g, ''))}\n${CASES.replace('allows reading', JSON.stringify(HOSTILE))}`;
    expectHarmless((await run(emptyHome(), ['policy', 'test', caseFile(text)])).out);
  });
});

describe('leash policy test of one request', () => {
  const ask = (...words: string[]) => run(emptyHome(), ['policy', 'test', ...words]);

  it('says what is decided and why: exit 0 for what goes through', async () => {
    expect(await ask('--server', 'files', '--action', 'read_file', '--policy', 'builtin:read-only')).toEqual({
      exitCode: 0,
      err: '',
      out: 'allow  default: files/read_file\nrule     read-only/read-tools\nreason   Its name says that it only reads\nowasp    ASI02 LLM06 MCP02\n',
    });
  });

  it('ends with 1 for a denial, names the nearest rule, and takes arguments as JSON or text', async () => {
    const home = emptyHome();
    addPolicy(home, 'mine.yaml', POLICY);
    const { exitCode, out } = await run(home, ['policy', 'test', '--action', 'read', '--arg', 'n=4']);
    expect(exitCode).toBe(1);
    expect(out).toContain('\nnearest  rule `mine/read` would allow this if `n` were at most 3\n');
    const ran = await run(home, ['policy', 'test', '--action', 'read', '--arg', 'n=3', '--json']);
    expect(ran.exitCode).toBe(0);
    expect(jsonOf(ran)).toMatchObject({
      outcome: 'allow',
      listed: true,
      request: { args: { n: 3 } },
      decision: { reason: 'why' },
    });
    expect((await run(home, ['policy', 'test', '--action', 'read', '--arg', 'n=x'])).out).toContain(
      '\nerror    mine/read: ',
    );
  });

  it('asks about resources and other methods too', async () => {
    expect((await ask('--resource', 'file:///x', '--policy', 'builtin:read-only')).out).toMatch(
      /^allow {2}default: resources\/read file:\/\/\/x\n/,
    );
    expect((await ask('--method', 'sampling/createMessage')).exitCode).toBe(1);
  });

  it.each([
    [['--arg', 'a=1'], 'need --action'],
    [['cases.yaml', '--action', 'x'], 'not both'],
    [['none.yaml'], 'no such file'],
  ])('takes no %j', async (words, problem) => {
    const { exitCode, err } = await ask(...words);
    expect([exitCode, err]).toEqual([2, expect.stringContaining(problem)]);
  });

  it('ends with 1 and the spots where the policies are not valid', async () => {
    const home = emptyHome();
    const file = addPolicy(home, 'mine.yaml', 'name: x\n');
    const { exitCode, err } = await run(home, ['policy', 'test', '--action', 'x']);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(`${file}:1:1: missing \`agents\``)]);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { testPolicies, type CaseFileReport } from '../../src/app/policyTest.ts';
import type { PolicySources } from '../../src/edge/policyFiles.ts';
import { tempFolder } from '../support/tempHome.ts';

const POLICY = 'name: mine\nagents: ["*"]\nrules: [{ id: r, action: read, effect: allow, reason: why }]\n';
const CASES = 'cases:\n  - { it: reads, request: { tool: read }, want: { outcome: allow, rule: mine/r } }\n';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return folder;
}

const NONE: PolicySources = { given: [], folder: '/none' };

function test(folder: string, name = '', sources = NONE): Promise<readonly CaseFileReport[]> {
  return testPolicies([join(folder, name)], sources);
}

const failuresOf = (reports: readonly CaseFileReport[]) =>
  reports.flatMap(({ results }) => results.flatMap(({ failures }) => failures));

describe('testPolicies', () => {
  it('passes every decision case of this project', async () => {
    const reports = await test(join(import.meta.dirname, '../decisions'));
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(failuresOf(reports)).toEqual([]);
    expect(reports.flatMap(({ results }) => results).length).toBeGreaterThanOrEqual(60);
  });

  it.each<[where: string, text: string]>([
    ['beside it', `policies: [mine.yaml]\n${CASES}`],
    ['written out', `policies:\n  - ${POLICY.trimEnd().replaceAll('\n', '\n    ')}\n${CASES}`],
    [
      'written out beside a built-in',
      `policies: [builtin:read-only, { name: mine, priority: 5, agents: ["*"], rules: [{ id: r, action: read, effect: allow, reason: w }] }]\n${CASES}`,
    ],
  ])('tests a policy %s', async (_, text) => {
    const reports = await test(folderWith({ 'mine.yaml': POLICY, 'cases.yaml': text }), 'cases.yaml');
    expect(reports).toMatchObject([{ problems: [], results: [{ it: 'reads', outcome: 'allow', failures: [] }] }]);
  });

  it('tests the policies that it is given where a file names none', async () => {
    const folder = folderWith({ 'mine.yaml': POLICY, 'cases.yaml': CASES });
    expect(
      failuresOf(await test(folder, 'cases.yaml', { given: [join(folder, 'mine.yaml')], folder: '/none' })),
    ).toEqual([]);
    expect(failuresOf(await test(folder, 'cases.yaml'))).toEqual([
      'outcome: wanted allow, got deny',
      'rule: wanted mine/r, got default/deny-all',
    ]);
  });

  it('takes from a folder the files of cases, and leaves the policies beside them', async () => {
    const folder = folderWith({
      'mine.yaml': POLICY,
      'a.yml': `policies: [mine.yaml]\n${CASES}`,
      '.b.yaml': CASES,
      'c.txt': CASES,
    });
    expect((await test(folder)).map(({ file }) => file)).toEqual([join(folder, 'a.yml')]);
  });

  it('observes where the file says so, and reads paths from where it says', async () => {
    const text = [
      'observe: true',
      'cwd: /srv',
      'policies: [{ name: p, agents: ["*"], rules: [{ action: read, effect: allow, reason: r, args: { path: { under: ["/srv/x"] } } }] }]',
      'cases:',
      '  - { it: is inside, request: { tool: read, args: { path: x/a } }, want: { outcome: allow } }',
      '  - { it: is not, request: { tool: read, args: { path: a } }, want: { outcome: observe } }',
      '',
    ].join('\n');
    expect(failuresOf(await test(folderWith({ 'c.yaml': text }), 'c.yaml'))).toEqual([]);
  });

  it.each([
    ['no YAML', 'cases: [', 'not valid YAML'],
    ['no file of cases', POLICY, 'unknown key `name`'],
    ['a policy that is not valid', `policies: [{ name: x }]\n${CASES}`, 'missing `agents`'],
    ['a policy that is not there', `policies: [gone.yaml]\n${CASES}`, 'no such file'],
    ['a built-in that is not there', `policies: [builtin:red-only]\n${CASES}`, 'did you mean `read-only`'],
  ])('says what is wrong with %s, and runs none of its cases', async (_, text, problem) => {
    const [report] = await test(folderWith({ 'c.yaml': text }), 'c.yaml');
    expect(report?.results).toEqual([]);
    expect(report?.problems.map(({ message }) => message).join('\n')).toContain(problem);
  });

  it('wants files that are there', async () => {
    const folder = folderWith({ 'mine.yaml': POLICY });
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'large.yaml'), ' '.repeat(1024 * 1024 + 1));
    for (const name of ['none.yaml', '', 'empty', 'large.yaml']) {
      await expect(test(folder, name)).rejects.toMatchObject({ code: 'ERR_USAGE' });
    }
    await expect(testPolicies(['/dev/zero'], NONE)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

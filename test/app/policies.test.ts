import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPolicies, showPolicy, validatePolicies } from '../../src/app/policies.ts';
import { InvalidPolicyError } from '../../src/edge/policyProblems.ts';
import { policyOf } from '../support/policyOf.ts';
import { tempFolder } from '../support/tempHome.ts';

function folderOf(files: Record<string, string>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const policy = (name: string, priority = 0): string =>
  `name: ${name}\npriority: ${priority}\nagents: ["*"]\nrules:\n  - { action: read, effect: allow, reason: r }\n`;

describe('validatePolicies', () => {
  it('reports what it found in each valid file', async () => {
    const folder = folderOf({ 'a.yaml': policy('a'), 'b.yaml': policy('b') });
    expect(await validatePolicies({ given: [folder], folder: '' })).toEqual({
      ok: true,
      files: ['a', 'b'].map((name) => ({
        file: join(folder, `${name}.yaml`),
        policy: { name, rules: 1 },
        problems: [],
        warnings: [],
      })),
      problems: [],
      warnings: [],
    });
  });

  it('reports the problems of each file, and of the files together', async () => {
    const folder = folderOf({ 'a.yaml': policy('a'), 'b.yaml': policy('a'), 'c.yaml': 'name: c\n' });
    const report = await validatePolicies({ given: [folder, '/nowhere'], folder: '' });
    expect(report.ok).toBe(false);
    expect(report.files.map(({ policy: found, problems }) => [found?.name ?? null, problems.length])).toEqual([
      ['a', 0],
      ['a', 0],
      [null, 2],
    ]);
    expect(report.problems.map(({ file }) => file)).toEqual([
      '/nowhere',
      join(folder, 'c.yaml'),
      join(folder, 'c.yaml'),
      join(folder, 'b.yaml'),
    ]);
  });

  it('validates what comes with the package', async () => {
    const given = ['builtin:read-only', 'builtin:default'];
    const report = await validatePolicies({ given, folder: '' });
    expect(report.ok).toBe(true);
    expect(report.files.map(({ policy: found }) => found?.name)).toEqual(['read-only', 'default']);
  });

  it('takes the default folder where nothing is named', async () => {
    const folder = folderOf({ 'a.yaml': policy('a') });
    expect((await validatePolicies({ given: [], folder })).files).toHaveLength(1);
  });
});

describe('listPolicies', () => {
  it('lists them in the order in which they are asked, the floor last', async () => {
    const folder = folderOf({ 'a.yaml': policy('low'), 'b.yaml': policy('high', 50), 'c.yaml': policy('also-low') });
    const rows = await listPolicies({ given: [], folder });
    expect(rows.map(({ name, builtin }) => [name, builtin])).toEqual([
      ['high', false],
      ['also-low', false],
      ['low', false],
      ['default', true],
    ]);
    expect(rows[0]).toEqual({
      name: 'high',
      mode: 'enforce',
      priority: 50,
      agents: ['*'],
      servers: ['*'],
      rules: 1,
      file: join(folder, 'b.yaml'),
      builtin: false,
    });
  });

  it('lists nothing of a set that is not in force', async () => {
    const folder = folderOf({ 'a.yaml': policy('a'), 'b.yaml': 'x' });
    await expect(listPolicies({ given: [], folder })).rejects.toBeInstanceOf(InvalidPolicyError);
  });
});

describe('showPolicy', () => {
  it('shows a policy by its name, in full', async () => {
    const folder = folderOf({ 'a.yaml': policy('mine') });
    const shown = await showPolicy('mine', { given: [], folder });
    expect(shown.file).toBe(join(folder, 'a.yaml'));
    expect(shown.policy).toMatchObject({
      name: 'mine',
      servers: ['*'],
      rules: [{ id: 'mine#1', method: ['tools/call'] }],
    });
    expect(policyOf(shown.yaml)).toMatchObject({ name: 'mine' });
    expect(shown.yaml).toContain('method:');
  });

  it('shows a policy by its file, whether it is in force or not', async () => {
    const folder = folderOf({ 'a.yaml': policy('other') });
    expect((await showPolicy(join(folder, 'a.yaml'), { given: [], folder: '/nowhere' })).policy).toMatchObject({
      name: 'other',
    });
  });

  it.each(['builtin:read-only', 'builtin:default'])('shows %s with its comments, ready to be copied', async (which) => {
    const { yaml, policy: form } = await showPolicy(which, { given: [], folder: '/nowhere' });
    expect(yaml).toMatch(/^# /);
    expect(policyOf(yaml).name).toBe(form['name']);
    const folder = folderOf({ 'copy.yaml': yaml.replace('name: default', 'name: copy') });
    expect((await validatePolicies({ given: [], folder })).ok).toBe(true);
  });

  it.each(['nothing', 'builtin:nothing'])('says what can be shown instead of %s', async (which) => {
    await expect(showPolicy(which, { given: [], folder: '/nowhere' })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  it('does not choose among the policies of a folder', async () => {
    const folder = folderOf({ 'a.yaml': policy('a'), 'b.yaml': policy('b') });
    await expect(showPolicy(folder, { given: [], folder: '/nowhere' })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  it('reports the problems of a file that is not valid', async () => {
    const folder = folderOf({ 'a.yaml': 'name: a\n' });
    await expect(showPolicy(join(folder, 'a.yaml'), { given: [], folder: '/nowhere' })).rejects.toMatchObject({
      code: 'ERR_POLICY_INVALID',
    });
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PolicySet } from '../../src/authz/compile.ts';
import { builtinPolicies } from '../../src/edge/builtinPolicies.ts';
import { loadPolicies, loadPolicyFile, loadPolicySet } from '../../src/edge/policyFile.ts';
import { InvalidPolicyError } from '../../src/edge/policyProblems.ts';
import { requestOf } from '../support/policyOf.ts';
import { tempFolder } from '../support/tempHome.ts';

const environment = { cwd: '/data', home: '/home/ada', realpath: null };

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function policy(name: string, rule = '{ action: read, effect: allow, reason: r }'): string {
  return `name: ${name}\nagents: ["*"]\nrules:\n  - ${rule}\n`;
}

function load(given: readonly string[], folder = '/nowhere'): Promise<PolicySet> {
  return loadPolicySet({ given, folder }, environment);
}

async function problemsOf(given: readonly string[]): Promise<string[]> {
  const error = await load(given).catch((cause: unknown) => cause);
  if (!(error instanceof InvalidPolicyError)) throw new Error('expected the set to be invalid', { cause: error });
  return error.message.split('\n');
}

describe('loadPolicySet', () => {
  it('denies everything without a policy of the user', async () => {
    const set = await load([], '/nowhere');
    const authorizer = set.authorizerFor({ agent: 'a', server: 's', observe: false });
    expect(authorizer).toMatchObject({ hasUserPolicy: false, hint: '/nowhere', policySet: set.hash });
    expect(authorizer.authorize(requestOf())).toMatchObject({
      outcome: 'deny',
      determining: [{ policy: 'default', rule: 'deny-all' }],
    });
  });

  it('puts the policies of the default folder in force', async () => {
    const folder = tempFolder();
    write(folder, 'a.yaml', policy('a'));
    const authorizer = (await load([], folder)).authorizerFor({ agent: 'a', server: 's', observe: false });
    expect(authorizer).toMatchObject({ hasUserPolicy: true, hint: folder });
    expect(authorizer.authorize(requestOf()).outcome).toBe('allow');
    expect(authorizer.authorize(requestOf({ action: 'write' })).outcome).toBe('deny');
  });

  it('loads a regular expression only where one is used', async () => {
    const path = write(
      tempFolder(),
      'a.yaml',
      policy('a', '{ action: read, effect: allow, reason: r, args: { x: { matches: "[a-c]+" } } }'),
    );
    const authorizer = (await load([path])).authorizerFor({ agent: 'a', server: 's', observe: false });
    expect(authorizer.authorize(requestOf({ args: { x: 'abc' } })).outcome).toBe('allow');
    expect(authorizer.authorize(requestOf({ args: { x: 'abcd' } })).outcome).toBe('deny');
  });

  it.each<[string, readonly string[], string]>([
    ['the file', ['builtin:read-only', './team.yaml'], './team.yaml'],
    ['the default folder', [], '/nowhere'],
    [
      'the option, where only built-in policies were named',
      ['builtin:read-only'],
      'a file of your own, given with --policy',
    ],
    ['the option, where the floor was named', ['builtin:default'], 'a file of your own, given with --policy'],
  ])('hints at %s', async (_, given, hint) => {
    const builtins = given.filter((each) => each.startsWith('builtin:'));
    const folder = tempFolder();
    const own = given.filter((each) => !builtins.includes(each)).map(() => write(folder, 'team.yaml', policy('team')));
    const set = await load([...builtins, ...own]);
    const want = own[0] ?? hint;
    expect(set.authorizerFor({ agent: 'a', server: 's', observe: false }).hint).toBe(want);
  });

  it("takes the floor for the user's choice when it is named, and reads no folder then", async () => {
    const folder = tempFolder();
    write(folder, 'a.yaml', policy('a'));
    const set = await load(['builtin:default', builtinPolicies().get('default') ?? ''], folder);
    const authorizer = set.authorizerFor({ agent: 'a', server: 's', observe: false });
    expect(authorizer.hasUserPolicy).toBe(true);
    expect(authorizer.authorize(requestOf()).outcome).toBe('deny');
  });

  it('is invalid as a whole with one invalid file, and reports every problem of every file', async () => {
    const folder = tempFolder();
    write(folder, 'a.yaml', policy('a'));
    const b = write(folder, 'b.yaml', 'name: b\nagent: ["*"]\nrules: []\nname: c\n');
    const c = write(folder, 'c.yaml', '- [\n');
    expect(await problemsOf([folder])).toEqual([
      `${b}:4:1: duplicate key \`name\`; remove one of the two`,
      `${b}:2:1: unknown key \`agent\`, did you mean \`agents\`?`,
      `${b}:1:1: missing \`agents\`, expected a list of globs on the names of agents, \`["*"]\` for any`,
      `${b}:3:8: unexpected empty list, expected a list of rules`,
      expect.stringContaining(`${c}:`) as string,
    ]);
  });

  it('refuses two policies of one name, wherever they are', async () => {
    const folder = tempFolder();
    const a = write(folder, 'a.yaml', policy('same'));
    const b = write(folder, 'b.yaml', policy('same'));
    const c = write(folder, 'c.yaml', policy('default'));
    const floor = builtinPolicies().get('default') ?? '';
    expect(await problemsOf([folder])).toEqual([
      `${b}:1:1: the name \`same\` is taken by ${a}, expected another one`,
      `${c}:1:1: the name \`default\` is taken by ${floor}, expected another one`,
    ]);
  });

  it('refuses what was given and is not there', async () => {
    expect(await problemsOf(['/nowhere/p.yaml'])).toEqual([
      '/nowhere/p.yaml:1:1: cannot be read: no such file or folder',
    ]);
  });
});

describe('the hash of a set', () => {
  const text = policy('a', '{ action: read, effect: allow, reason: r, args: { x: 1, y: 2 } }');

  it('is a SHA-256', async () => {
    expect((await load([])).hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('depends neither on paths nor on order nor on how a policy is written', async () => {
    const [one, two] = [tempFolder(), tempFolder()];
    const first = await load([write(one, 'a.yaml', text), write(one, 'b.yaml', policy('b'))]);
    const rewritten =
      '# comment\nagents: ["*"]\nservers: ["*"]\nname: a\nrules:\n- args:\n    y: 2\n    x: 1\n  reason: r\n  effect: allow\n  action: [read]\n';
    const second = await load([write(two, '1.yml', policy('b')), write(two, '2.yml', rewritten)]);
    expect(second.hash).toBe(first.hash);
  });

  it.each([
    ['another effect', text.replace('allow', 'deny')],
    ['another reason', text.replace('reason: r', 'reason: s')],
    ['another argument', text.replace('x: 1', 'x: 2')],
    ['an argument of another type', text.replace('x: 1', 'x: "1"')],
    ['another name', text.replace('name: a', 'name: b')],
    ['another priority', `priority: 1\n${text}`],
    ['another mode', `mode: observe\n${text}`],
    ['another rule', `${text}  - { action: b, effect: deny, reason: r }\n`],
  ])('is another one with %s', async (_, changed) => {
    const folder = tempFolder();
    const before = await load([write(folder, 'a.yaml', text)]);
    const after = await load([write(folder, 'a.yaml', changed)]);
    expect(after.hash).not.toBe(before.hash);
  });

  it('is another one without the policy', async () => {
    expect((await load([write(tempFolder(), 'a.yaml', text)])).hash).not.toBe((await load([])).hash);
  });
});

describe('loadPolicies', () => {
  it('keeps the valid ones beside the invalid, and the floor apart', async () => {
    const folder = tempFolder();
    write(folder, 'a.yaml', policy('a'));
    write(folder, 'b.yaml', 'name: b\n');
    const { floor, loaded, problems } = await loadPolicies({ given: [folder], folder: '' });
    expect(floor.policy.name).toBe('default');
    expect(loaded.map(({ policy: each }) => each?.name ?? null)).toEqual(['a', null]);
    expect(problems).toHaveLength(2);
  });
});

it('loads every file of a folder of many, in order', async () => {
  const folder = tempFolder();
  for (let n = 0; n < 100; n++) write(folder, `p${n}.yaml`, policy(`p${n}`));
  const { loaded, problems } = await loadPolicies({ given: [folder], folder: '' });
  expect(problems).toEqual([]);
  const names = loaded.map(({ policy: each }) => each?.name ?? '');
  expect(names).toHaveLength(100);
  expect(names).toEqual([...names].sort());
});

describe('loadPolicyFile', () => {
  it('gives problems as a value', async () => {
    const folder = join(tempFolder(), 'x.yaml');
    mkdirSync(folder);
    expect(await loadPolicyFile({ path: folder, isBuiltin: false })).toMatchObject({
      policy: null,
      problems: [{ file: folder, message: 'not a file' }],
    });
  });

  it('gives warnings beside a valid policy', async () => {
    const path = write(
      tempFolder(),
      'a.yaml',
      policy('a', '{ action: a, effect: allow, reason: r, conditions: { env: x } }'),
    );
    expect(await loadPolicyFile({ path, isBuiltin: false })).toMatchObject({
      policy: { name: 'a' },
      warnings: [{ file: path }],
    });
  });
});

import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { addPolicy } from '../../src/app/policyAdd.ts';
import { loadRuleBook } from '../../src/app/ruleBook.ts';
import { locateHome } from '../../src/edge/home.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

const text = (name: string, rule = 'read'): string =>
  `# mine\nname: ${name}\nagents: ["*"]\nrules: [{ action: ${rule}, effect: allow, reason: r }]\n`;

function fileWith(content: string, name = 'team.yaml'): string {
  const file = join(tempFolder(), name);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

describe('addPolicy', () => {
  it('makes a home that was not there, with a built-in policy in force, word for word', async () => {
    const home = locateHome(join(tempFolder(), 'new/home'), {});
    const added = await addPolicy(home, 'builtin:read-only', false);
    const file = join(home.policies, 'read-only.yaml');
    expect(added).toMatchObject({ name: 'read-only', file, change: 'added' });
    expect([statSync(home.policies).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(readFileSync(file, 'utf8')).toBe(
      readFileSync(join(import.meta.dirname, '../../policies/read-only.yaml'), 'utf8'),
    );
    expect((await loadRuleBook({ given: [], folder: home.policies })).policies).toHaveLength(1);
    expect((await addPolicy(home, 'builtin:read-only', false)).change).toBe('same');
  });

  it('adds a file, comments included, beside what is there', async () => {
    const home = tempHome();
    await addPolicy(home, 'builtin:read-only', false);
    expect(await addPolicy(home, fileWith(text('mine')), false)).toMatchObject({
      name: 'mine',
      rules: 1,
      change: 'added',
    });
    expect(readFileSync(join(home.policies, 'team.yaml'), 'utf8')).toBe(text('mine'));
    expect(readdirSync(home.policies)).toEqual(['read-only.yaml', 'team.yaml']);
  });

  it('replaces a file only by force', async () => {
    const home = tempHome();
    await addPolicy(home, fileWith(text('mine')), false);
    await expect(addPolicy(home, fileWith(text('mine', 'write')), false)).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(readFileSync(join(home.policies, 'team.yaml'), 'utf8')).toBe(text('mine'));
    expect((await addPolicy(home, fileWith(text('mine', 'write')), true)).change).toBe('replaced');
    expect(readFileSync(join(home.policies, 'team.yaml'), 'utf8')).toBe(text('mine', 'write'));
  });

  it.each([
    ['not valid', 'name: mine\n', 'missing `agents`'],
    ['not YAML', '[', 'not valid YAML'],
    ['called as another one is', text('read-only'), 'is taken by'],
    ['called as the floor is', text('default'), 'is taken by'],
  ])('writes nothing that is %s', async (_, content, problem) => {
    const home = tempHome();
    await addPolicy(home, 'builtin:read-only', false);
    await expect(addPolicy(home, fileWith(content), true)).rejects.toThrow(problem);
    expect(readdirSync(home.policies)).toEqual(['read-only.yaml']);
  });

  it('mends a folder that is not valid by replacing what is wrong in it, and adds nothing to one that stays so', async () => {
    const home = tempHome();
    writeFileSync(join(home.policies, 'team.yaml'), 'broken', { mode: 0o600 });
    await expect(addPolicy(home, 'builtin:read-only', false)).rejects.toThrow('team.yaml:1:1');
    expect((await addPolicy(home, fileWith(text('mine')), true)).change).toBe('replaced');
    expect((await addPolicy(home, 'builtin:read-only', false)).change).toBe('added');
  });

  it.each([
    ['builtin:red-only', 'expected one of'],
    ['builtin:default', 'always in force'],
    ['builtin:../default', 'no policy of that name'],
    ['team.txt', 'ends in `.yaml`'],
    ['.team.yaml', 'ends in `.yaml`'],
    ['', 'ends in `.yaml`'],
  ])('takes no %j', async (which, problem) => {
    const home = tempHome();
    await expect(addPolicy(home, which, false)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: expect.stringContaining(problem) as string,
    });
  });

  it('takes no folder, no file that is not there, and none that is in the folder already', async () => {
    const home = tempHome();
    await expect(addPolicy(home, join(home.root, 'none.yaml'), false)).rejects.toMatchObject({
      code: 'ERR_POLICY_INVALID',
    });
    const own = join(home.policies, 'own.yaml');
    writeFileSync(own, text('own'), { mode: 0o600 });
    await expect(addPolicy(home, own, true)).rejects.toThrow('in the folder already');
    expect(existsSync(own)).toBe(true);
    rmSync(own);
  });
});

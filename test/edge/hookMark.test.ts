import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hookMark, policyPaths } from '../../src/edge/hookMark.ts';
import { tempHome } from '../support/tempHome.ts';

function grounds() {
  const home = tempHome();
  const program = join(home.root, 'program.js');
  const policy = join(home.policies, 'a.yaml');
  writeFileSync(program, 'one');
  writeFileSync(policy, 'name: a', { mode: 0o600 });
  return { home, program, policy };
}

describe('hookMark', () => {
  it('stays the same as long as nothing changes, whatever else lies in the home', () => {
    const { home, program } = grounds();
    const mark = hookMark({ home, policy: [], program });
    writeFileSync(join(home.root, 'notes.txt'), 'x');
    mkdirSync(home.run);
    expect(hookMark({ home, policy: [], program })).toBe(mark);
    expect(mark).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, (at: ReturnType<typeof grounds>) => void]>([
    ['a new version of the program', ({ program }) => writeFileSync(program, 'two')],
    ['settings', ({ home }) => writeFileSync(join(home.root, 'config.yaml'), '')],
    ['a stop of everything', ({ home }) => writeFileSync(join(home.root, 'stopped.json'), '{}')],
    ['a policy that is written over', ({ policy }) => writeFileSync(policy, 'name: b')],
    ['one more policy', ({ home }) => writeFileSync(join(home.policies, 'b.yml'), '')],
    ['a policy that goes', ({ policy }) => rmSync(policy)],
    ['a policy that others may write', ({ policy }) => chmodSync(policy, 0o666)],
    ['a folder that others may write', ({ home }) => chmodSync(home.policies, 0o777)],
    ['no policies at all', ({ home }) => rmSync(home.policies, { recursive: true })],
    ['a program that is gone', ({ program }) => rmSync(program)],
    [
      'a policy of the same length and time',
      ({ policy }) => {
        const before = new Date();
        utimesSync(policy, before, before);
      },
    ],
  ])('is another after %s', (_, change) => {
    const at = grounds();
    const look = () => hookMark({ home: at.home, policy: [], program: at.program });
    const mark = look();
    change(at);
    expect(look()).not.toBe(mark);
  });

  it('is another for other policies, and sees those that are named change', () => {
    const { home, program, policy } = grounds();
    const look = () => hookMark({ home, policy: [policy], program });
    const mark = look();
    expect(mark).not.toBe(hookMark({ home, policy: [], program }));
    expect(hookMark({ home, policy: ['builtin:a'], program })).not.toBe(
      hookMark({ home, policy: ['builtin:b'], program }),
    );
    writeFileSync(policy, 'name: b');
    expect(look()).not.toBe(mark);
  });
});

describe('policyPaths', () => {
  it('makes paths mean the same in every folder, and leaves what is built in', () => {
    expect(policyPaths(['a.yaml', '/b', 'builtin:observe'])).toEqual([resolve('a.yaml'), '/b', 'builtin:observe']);
  });
});

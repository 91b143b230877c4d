import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startDetached } from '../../src/edge/detached.ts';
import { tempFolder } from '../support/tempHome.ts';

it('starts a program in the root folder, in a group of its own, with nothing of this process but where things are', async () => {
  const folder = tempFolder();
  const [program, found] = [join(folder, 'program.mjs'), join(folder, 'found.json')];
  writeFileSync(
    program,
    `import { renameSync, writeFileSync } from 'node:fs';
     const found = { cwd: process.cwd(), words: process.argv.slice(3), env: Object.keys(process.env), ppid: process.ppid };
     writeFileSync(process.argv[2] + '.tmp', JSON.stringify(found));
     renameSync(process.argv[2] + '.tmp', process.argv[2]);`,
  );
  startDetached(program, [found, 'a b'], { HOME: '/home/ada', SECRET_TOKEN: 'x', NODE_OPTIONS: '--no-such-flag' });
  await vi.waitFor(() => expect(existsSync(found)).toBe(true), { timeout: 10_000 });
  expect(JSON.parse(readFileSync(found, 'utf8'))).toMatchObject({ cwd: '/', words: ['a b'], env: ['HOME'] });
});

it('says nothing where the program is not there', () => {
  expect(() => startDetached(join(tempFolder(), 'none.mjs'), [])).not.toThrow();
});

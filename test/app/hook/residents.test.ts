import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import { residentOf, startResident, stopResident } from '../../../src/app/hook/residents.ts';
import { tempHome } from '../../support/tempHome.ts';
import { writePolicy } from '../gate/support.ts';
import { ALLOW_LS, resident } from './residentSupport.ts';

it('starts the program with its home and its policies as paths, and not again at once', async () => {
  const home = tempHome();
  const program = join(home.root, 'program.mjs');
  writeFileSync(
    program,
    `import { renameSync, writeFileSync } from 'node:fs';
     writeFileSync('${home.root}/words.tmp', JSON.stringify(process.argv.slice(2)));
     renameSync('${home.root}/words.tmp', '${home.root}/words.json');`,
  );
  const words = join(home.root, 'words.json');
  startResident({ home: home.root, policy: ['a.yaml', 'builtin:observe'], program });
  await vi.waitFor(() => expect(existsSync(words)).toBe(true), 10_000);
  expect(JSON.parse(readFileSync(words, 'utf8'))).toEqual([
    'hook',
    '--resident',
    `--home=${home.root}`,
    `--policy=${resolve('a.yaml')}`,
    '--policy=builtin:observe',
  ]);
  renameSync(program, `${program}.first`);
  writeFileSync(program, `import { writeFileSync } from 'node:fs'; writeFileSync('${home.root}/again', '');`);
  startResident({ home: home.root, policy: [], program });
  expect(existsSync(join(home.root, 'again'))).toBe(false);
});

it('finds the resident that answers, and ends it', async () => {
  const home = tempHome();
  writePolicy(home, ALLOW_LS);
  expect([await residentOf(home), await stopResident(home)]).toEqual([null, null]);
  const { ended } = await resident(home);
  expect(await residentOf(home)).toMatchObject({ pid: process.pid });
  expect(await stopResident(home)).toMatchObject({ pid: process.pid });
  await ended;
  expect(await residentOf(home)).toBeNull();
});

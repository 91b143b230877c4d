import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mayStartResident } from '../../src/edge/hookAttempt.ts';
import { locateHome } from '../../src/edge/home.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';
import { join } from 'node:path';

it('lets a resident be started once in a while, and again when the clock was set back', () => {
  const home = tempHome();
  const now = Date.now();
  expect(mayStartResident(home)).toBe(true);
  expect(mayStartResident(home)).toBe(false);
  expect(mayStartResident(home, now + 10_000)).toBe(true);
  expect(mayStartResident(home, now - 3_600_000)).toBe(true);
});

it('starts none in a home that is none', () => {
  const file = join(tempFolder(), 'home');
  writeFileSync(file, '');
  expect(mayStartResident(locateHome(file, {}))).toBe(false);
});

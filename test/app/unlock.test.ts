import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { queryLog } from '../../src/app/auditQuery.ts';
import { assertUnlocked, homeLock, isLocked, lock, unlock } from '../../src/app/unlock.ts';
import type { Home } from '../../src/edge/home.ts';
import { tempHome } from '../support/tempHome.ts';

const RIGHT = 'correct horse';
const WRONG = { code: 'ERR_PASSPHRASE' };

async function told(home: Home): Promise<readonly string[]> {
  const { lines } = await queryLog(home, { limit: 100 });
  return lines.map(({ action }) => action).filter((action) => action.startsWith('passphrase'));
}

it('locks and unlocks a home for who knows the passphrase, and records both, and who does not', async () => {
  const home = tempHome();
  expect(await isLocked(home)).toBe(false);
  expect(await unlock(home, { passphrase: null, by: 'test' })).toBe(false);
  await assertUnlocked(home, { given: null, by: 'test', what: 'x' });
  await lock(home, { old: null, passphrase: RIGHT, by: 'test' });
  expect(await isLocked(home)).toBe(true);
  await expect(assertUnlocked(home, { given: null, by: 'test', what: 'x' })).rejects.toMatchObject(WRONG);
  await expect(lock(home, { old: null, passphrase: 'another one', by: 'test' })).rejects.toMatchObject(WRONG);
  await expect(unlock(home, { passphrase: 'another one', by: 'test' })).rejects.toMatchObject(WRONG);
  await lock(home, { old: RIGHT, passphrase: 'another one', by: 'test' });
  expect(await unlock(home, { passphrase: 'another one', by: 'test' })).toBe(true);
  expect(await isLocked(home)).toBe(false);
  expect((await told(home)).toReversed()).toEqual([
    'passphrase_set',
    'passphrase_refused',
    'passphrase_refused',
    'passphrase_refused',
    'passphrase_set',
    'passphrase_removed',
  ]);
});

it('sets nothing where the new passphrase is none', async () => {
  const home = tempHome();
  await expect(lock(home, { old: null, passphrase: 'short', by: 'test' })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  expect(await isLocked(home)).toBe(false);
});

it('counts a home whose passphrase cannot be read as locked, and unlocks it for nobody', async () => {
  const home = tempHome();
  writeFileSync(join(home.keys, 'approver.json'), 'nonsense', { mode: 0o600 });
  expect(await isLocked(home)).toBe(true);
  await expect(unlock(home, { passphrase: 'anything', by: 'test' })).rejects.toMatchObject(WRONG);
  expect(await (await homeLock(home)).open({ given: 'anything', by: 'test', what: 'x' })).toBe('unreadable');
});

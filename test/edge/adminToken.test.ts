import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adminToken, isSameSecret } from '../../src/edge/adminToken.ts';
import { tempHome } from '../support/tempHome.ts';

it('makes a token of 256 random bits for its user alone, and keeps it', async () => {
  const home = tempHome();
  const token = await adminToken(home);
  expect(token).toMatch(/^leash_admin_[\w-]{43}$/);
  const file = join(home.keys, 'admin.token');
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([`${token}\n`, 0o600]);
  expect(await adminToken(home)).toBe(token);
  expect(await adminToken(tempHome())).not.toBe(token);
});

it('makes one where many ask at once', async () => {
  const home = tempHome();
  const tokens = await Promise.all(Array.from({ length: 20 }, () => adminToken(home)));
  expect(new Set(tokens).size).toBe(1);
});

it.each([
  ['empty', ''],
  ['short', 'abc'],
  ['of several lines', `${'a'.repeat(40)}\n${'b'.repeat(40)}`],
])('refuses a file that is %s, rather than a token that anybody knows', async (_, text) => {
  const home = tempHome();
  writeFileSync(join(home.keys, 'admin.token'), text, { mode: 0o600 });
  await expect(adminToken(home)).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
});

it('refuses a file that others can read', async () => {
  const home = tempHome();
  await adminToken(home);
  chmodSync(join(home.keys, 'admin.token'), 0o644);
  await expect(adminToken(home)).rejects.toThrow(/chmod 600/);
});

it('compares secrets of any lengths', () => {
  expect(isSameSecret('secret', 'secret')).toBe(true);
  for (const other of ['', 'secre', 'secrets', 'Secret']) expect(isSameSecret(other, 'secret')).toBe(false);
});

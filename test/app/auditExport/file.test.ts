import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeExport } from '../../../src/app/auditExport/file.ts';
import { tempFolder } from '../../support/tempHome.ts';

async function* texts(...given: readonly (string | Error)[]): AsyncGenerator<string, void> {
  for (const text of given) {
    if (text instanceof Error) throw text;
    yield await Promise.resolve(text);
  }
}

it('writes a file that only its owner can read', async () => {
  const path = join(tempFolder(), 'out.csv');
  await writeExport(path, texts('a\n', 'b\n'));
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('leaves a file alone that is there already', async () => {
  const path = join(tempFolder(), 'out.csv');
  writeFileSync(path, 'mine');
  await expect(writeExport(path, texts('a'))).rejects.toMatchObject({ code: 'ERR_USAGE' });
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

it('keeps what was given before an error, and passes the error on', async () => {
  const path = join(tempFolder(), 'out.csv');
  const error = new Error('a part is missing');
  await expect(writeExport(path, texts('a\n', error))).rejects.toBe(error);
  expect(readFileSync(path, 'utf8')).toBe('a\n');
});

it('says so where nothing can be written', async () => {
  const path = join(tempFolder(), 'none', 'out.csv');
  await expect(writeExport(path, texts('a'))).rejects.toMatchObject({ code: 'ERR_USAGE' });
  expect(existsSync(path)).toBe(false);
});

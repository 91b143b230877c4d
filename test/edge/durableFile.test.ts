import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { createFile, moveFile, replaceFile } from '../../src/edge/durableFile.ts';
import { tempFolder } from '../support/tempHome.ts';

describe('replaceFile', () => {
  it('writes a file for its owner alone, and again over the old one', async () => {
    const path = join(tempFolder(), 'a');
    writeFileSync(path, 'old', { mode: 0o644 });
    await replaceFile(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves no scratch file behind', async () => {
    const folder = tempFolder();
    await replaceFile(join(folder, 'a'), 'text');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('fails where the folder is missing', async () => {
    await expect(replaceFile(join(tempFolder(), 'none/a'), 'text')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('createFile', () => {
  it('creates a file once, whoever of many comes first', async () => {
    const folder = tempFolder();
    const path = join(folder, 'a');
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const created = await Promise.all(texts.map((text) => createFile(path, text)));
    expect(created.filter(Boolean)).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(texts[created.indexOf(true)]);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('leaves a file that is there as it is', async () => {
    const path = join(tempFolder(), 'a');
    writeFileSync(path, 'first');
    expect(await createFile(path, 'second')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('first');
  });
});

describe('moveFile', () => {
  it('puts one file in the place of another', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a'), 'a');
    writeFileSync(join(folder, 'b'), 'b');
    await moveFile(join(folder, 'a'), join(folder, 'b'));
    expect(readdirSync(folder)).toEqual(['b']);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('a');
  });
});

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { writeNew } from '../../src/app/writeNew.ts';
import { tempFolder } from '../support/tempHome.ts';

const FILES = [
  { name: 'a.yaml', text: 'one' },
  { name: 'b.yaml', text: 'two' },
];

describe('writeNew', () => {
  it('makes the folder and the files', async () => {
    const folder = join(tempFolder(), 'x/y');
    expect(await writeNew(folder, FILES, false)).toEqual([join(folder, 'a.yaml'), join(folder, 'b.yaml')]);
    expect(readFileSync(join(folder, 'b.yaml'), 'utf8')).toBe('two');
  });

  it('writes none where one is there, unless by force', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'b.yaml'), 'mine');
    await expect(writeNew(folder, FILES, false)).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(readdirSync(folder)).toEqual(['b.yaml']);
    await writeNew(folder, FILES, true);
    expect(readFileSync(join(folder, 'b.yaml'), 'utf8')).toBe('two');
  });

  it('says where nothing can be written', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(writeNew(join(file, 'x'), FILES, false)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

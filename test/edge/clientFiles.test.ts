import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readClientText, textDigest, writeClientText, type ClientText } from '../../src/edge/clientFiles.ts';
import { tempFolder } from '../support/tempHome.ts';

const AT = new Date(Date.UTC(2026, 2, 1, 12, 30, 5, 123));

function fileWith(content: string | Buffer, mode = 0o644): string {
  const file = join(tempFolder(), 'mcp.json');
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

async function read(path: string): Promise<ClientText> {
  const file = await readClientText(path);
  if (file === null || 'why' in file) throw new Error(file?.why ?? 'not there');
  return file;
}

describe('readClientText', () => {
  it('reads a text as it is, with its byte order mark and line ends', async () => {
    const text = '\uFEFF{\r\n"ü": 1}\r\n';
    const path = fileWith(text);
    expect(await read(path)).toMatchObject({ path, text });
  });

  it('says of no file that there is none', async () => {
    const folder = tempFolder();
    expect(await readClientText(join(folder, 'no.json'))).toBeNull();
    expect(await readClientText(join(fileWith('x'), 'below'))).toBeNull();
  });

  it.each<[string, () => string, RegExp]>([
    ['what is not UTF-8', () => fileWith(Buffer.from([0x7b, 0xff, 0x7d])), /not UTF-8/],
    ['UTF-16', () => fileWith(Buffer.from('\uFEFF{}', 'utf16le')), /not UTF-8/],
    ['a folder', tempFolder, /no file/],
    ['what is larger than any settings', () => fileWith(Buffer.alloc(64 * 1024 * 1024 + 1, 0x20)), /larger than/],
  ])('does not read %s', async (_, make, why) => {
    expect(await readClientText(make())).toEqual({ why: expect.stringMatching(why) as string });
  });
});

describe('writeClientText', () => {
  it('replaces the text, keeps the mode, and keeps the old text for the owner alone', async () => {
    const path = fileWith('old', 0o640);
    const backup = await writeClientText(await read(path), 'new', AT);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(backup).toBe(`${path}.leash-backup-20260301T123005Z`);
    expect(readFileSync(backup, 'utf8')).toBe('old');
    expect(statSync(backup).mode & 0o777).toBe(0o600);
  });

  it('takes no other backup\u2019s place, and leaves nothing else behind', async () => {
    const path = fileWith('one');
    await writeClientText(await read(path), 'two', AT);
    const second = await writeClientText(await read(path), 'three', AT);
    expect(second.endsWith('Z-2')).toBe(true);
    expect(readFileSync(second, 'utf8')).toBe('two');
    expect(readdirSync(join(path, '..'))).toHaveLength(3);
  });

  it('writes through a link, which stays one', async () => {
    const target = fileWith('old');
    const link = join(tempFolder(), 'link.json');
    symlinkSync(target, link);
    await writeClientText(await read(link), 'new', AT);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('new');
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['was changed in between', (path) => writeFileSync(path, 'other'), /changed by another program/],
    ['was changed by the length of nothing', (path) => writeFileSync(path, 'olD'), /changed by another program/],
    ['is read-only', (path) => chmodSync(path, 0o444), /read-only|EACCES/],
    ['has another hard link', (path) => linkSync(path, `${path}.twin`), /hard link/],
  ])('writes nothing into a file that %s', async (_, change, why) => {
    const path = fileWith('old');
    const file = await read(path);
    change(path);
    const before = readFileSync(path, 'utf8');
    await expect(writeClientText(file, 'new', AT)).rejects.toMatchObject({
      code: 'ERR_CLIENT_CONFIG',
      message: expect.stringMatching(why) as string,
    });
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('backup') || name.endsWith('.tmp'))).toEqual(
      [],
    );
  });

  it('writes nothing where a link leads elsewhere by now', async () => {
    const link = join(tempFolder(), 'link.json');
    const [first, second] = [fileWith('old'), fileWith('old')];
    symlinkSync(first, link);
    const file = await read(link);
    mkdirSync(join(link, '..', 'x'));
    symlinkSync(second, join(link, '..', 'x', 'y'));
    await import('node:fs/promises').then(({ rename }) => rename(join(link, '..', 'x', 'y'), link));
    await expect(writeClientText(file, 'new', AT)).rejects.toThrow(/changed by another program/);
    expect([readFileSync(first, 'utf8'), readFileSync(second, 'utf8')]).toEqual(['old', 'old']);
  });
});

describe('textDigest', () => {
  it('is SHA-256', () => {
    expect(textDigest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { realPath } from '../../src/edge/realPath.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'leash-realpath-')));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'real'));
writeFileSync(join(folder, 'real', 'file'), '');
symlinkSync(join(folder, 'real'), join(folder, 'link'));
symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));

describe('realPath', () => {
  it('follows symbolic links', () => {
    expect(realPath(join(folder, 'link', 'file'))).toBe(join(folder, 'real', 'file'));
  });

  it('is null where nothing is there', () => expect(realPath(join(folder, 'none'))).toBeNull());

  it.each(['loop', 'dangling', 'real/file/below'])('throws where it cannot tell (%s)', (path) => {
    expect(() => realPath(join(folder, path))).toThrow();
  });
});

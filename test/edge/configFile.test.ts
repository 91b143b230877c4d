import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/edge/configFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'leash-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('readConfigFile', () => {
  it('reads the file', () => {
    writeFileSync(join(folder, 'config.yaml'), 'list: all\n');
    expect(Buffer.from(readConfigFile(join(folder, 'config.yaml')) ?? []).toString()).toBe('list: all\n');
  });

  it('is null where there is none, or no folder to hold one', () => {
    expect(readConfigFile(join(folder, 'none.yaml'))).toBeNull();
    writeFileSync(join(folder, 'file'), '');
    expect(readConfigFile(join(folder, 'file', 'config.yaml'))).toBeNull();
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe that nobody writes to', (path: string) => execFileSync('mkfifo', [path])],
  ])('throws, and waits for nobody, where %s stands in its place', (what, make) => {
    const path = join(folder, what);
    make(path);
    expect(() => readConfigFile(path)).toThrow('it is not a file');
  });
});

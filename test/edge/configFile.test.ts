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

  it('is null where there is none', () => expect(readConfigFile(join(folder, 'none.yaml'))).toBeNull());

  it('throws where something else stands in its place', () => {
    mkdirSync(join(folder, 'folder.yaml'));
    expect(() => readConfigFile(join(folder, 'folder.yaml'))).toThrow(/EISDIR/);
  });
});

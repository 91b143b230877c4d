import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dropWrapRecord, keepWrapRecord, readWrapRecords, type WrapRecord } from '../../src/edge/wrapRecords.ts';
import { tempHome } from '../support/tempHome.ts';

const RECORD: WrapRecord = {
  client: 'cursor',
  file: '/u/.cursor/mcp.json',
  path: ['mcpServers', '../../etc "\n'],
  offset: 4,
  before: '"npx"',
  after: '"/n"',
  became: [{ key: 'command', value: '/n' }],
  undo: [{ key: 'command', value: 'npx' }],
  fileBefore: 'a',
  fileAfter: 'b',
};

describe('the ways back', () => {
  it('are kept for the owner alone, one an entry, and are gone when they were gone', async () => {
    const home = tempHome();
    await keepWrapRecord(home, RECORD);
    await keepWrapRecord(home, { ...RECORD, before: 'second' });
    await keepWrapRecord(home, { ...RECORD, path: ['mcpServers', 'other'] });
    const folder = join(home.root, 'wrapped');
    const names = readdirSync(folder);
    expect(names).toHaveLength(2);
    expect(names.every((name) => /^[0-9a-f]{32}\.json$/.test(name))).toBe(true);
    expect(names.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect((await readWrapRecords(home)).map(({ before }) => before).sort()).toEqual(['"npx"', 'second']);
    await dropWrapRecord(home, RECORD);
    await dropWrapRecord(home, RECORD);
    expect((await readWrapRecords(home)).map(({ path }) => path)).toEqual([['mcpServers', 'other']]);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"client": "x"}',
    JSON.stringify({ ...RECORD, path: 'x' }),
    JSON.stringify({ ...RECORD, offset: 'x' }),
    JSON.stringify({ ...RECORD, undo: [{}] }),
  ])('are none where they cannot be read: %s', async (text) => {
    const home = tempHome();
    await keepWrapRecord(home, RECORD);
    writeFileSync(join(home.root, 'wrapped', 'damaged.json'), text);
    expect(await readWrapRecords(home)).toHaveLength(1);
  });

  it('are none in a home without any', async () => {
    expect(await readWrapRecords(tempHome())).toEqual([]);
  });
});

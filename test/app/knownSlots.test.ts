import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { countEntries, knownSlots } from '../../src/app/knownSlots.ts';
import { INDEX, shardPath } from '../../src/edge/openShardLog.ts';
import { calls, session } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

describe('knownSlots', () => {
  it('are those with a database, those with a head and those that were seen, each once and in order', async () => {
    const home = tempHome();
    writeFileSync(join(home.shards, '02.db'), '');
    writeFileSync(join(home.heads, '02.head'), '');
    writeFileSync(join(home.heads, '100.head'), '');
    expect(await knownSlots(home, ['07', '02'])).toEqual(['02', '07', '100']);
  });

  it('are never a path that somebody made up', async () => {
    expect(await knownSlots(tempHome(), ['../../etc', '..', '', 'index', '0', '00/..', '٠١'])).toEqual([]);
  });
});

describe('countEntries', () => {
  it('counts what can be read', async () => {
    const home = tempHome();
    await session(home, calls(3));
    writeFileSync(shardPath(home, '05'), 'damage'.repeat(2000));
    expect(await countEntries(home, [INDEX, '00', '05', '07'])).toBe(8);
  });
});

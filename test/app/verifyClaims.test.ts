import { describe, expect, it } from 'vitest';

import type { Claim } from '../../src/app/verifyClaims.ts';
import { claimOfIndex, judgeClaims } from '../../src/app/verifyClaims.ts';
import { parseCheckpoint } from '../../src/audit/checkpoint.ts';
import { INDEX } from '../../src/edge/openShardLog.ts';
import { readShard } from '../../src/edge/shardFiles.ts';
import { rowsFrom } from '../../src/edge/shardRows.ts';
import { decisions, wholeShard } from '../support/shards.ts';
import { calls, session } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

const OTHER = new Uint8Array(32).fill(1);

/** A shard of six entries, and what could be seen of it after each commit. */
async function seen() {
  const home = tempHome();
  const { log } = await wholeShard(home);
  const claims: Claim[] = [];
  for (const draft of decisions(5)) {
    await log.commit([draft]);
    const checkpoint = parseCheckpoint(log.position?.note ?? '')?.checkpoint;
    if (checkpoint !== undefined)
      claims.push({ slot: '00', size: checkpoint.size, root: checkpoint.root, by: 'a test' });
  }
  await log.close();
  return { home, claims };
}

async function judge(claims: (all: readonly Claim[]) => readonly Claim[]): Promise<string[]> {
  const { home, claims: all } = await seen();
  const shard = await readShard(home, '00');
  const findings = shard === null ? [] : await judgeClaims(shard, 6, claims(all));
  await shard?.close();
  return findings.map(({ kind, message }) => `${kind}: ${message}`);
}

describe('judgeClaims', () => {
  it('finds nothing wrong with what was seen and still is so', async () => {
    expect(await judge((all) => all)).toEqual([]);
  });

  it('finds entries that are gone', async () => {
    const [finding] = await judge(() => [{ slot: '00', size: 9, root: OTHER, by: 'the index' }]);
    expect(finding).toBe('rolled-back: the index saw 9 entries, the log has 6');
  });

  it.each([1, 3, 6])('finds another history of the first %i entries', async (size) => {
    const [finding] = await judge(() => [{ slot: '00', size, root: OTHER, by: 'the index' }]);
    expect(finding).toMatch(/^forked: the index saw another history/);
  });

  it('says the same only once', async () => {
    const claim = { slot: '00', size: 9, root: OTHER, by: 'the index' };
    expect(await judge(() => [claim, claim, { ...claim, by: 'somebody else' }])).toHaveLength(1);
  });
});

describe('claimOfIndex', () => {
  it('reads what the index says of a shard, and of nothing else', async () => {
    const home = tempHome();
    await session(home, calls(3));
    const index = await readShard(home, INDEX);
    const rows = index === null ? [] : await rowsFrom(index, 0, 10);
    await index?.close();
    const claims = rows.map(claimOfIndex);
    expect(claims).toMatchObject([null, { slot: '00', size: 6, by: 'entry 1 of the index' }]);
    const [, row] = rows;
    if (row === undefined) throw new Error('the index is empty');
    // What the words beside the note say does not count, and neither does a note of another slot.
    const bytes = row.bytes.replace('"size":6', '"size":99').replaceAll('\\n6\\n', '\\n6\\n');
    expect(claimOfIndex({ ...row, bytes })).toMatchObject({ size: 6 });
    expect(claimOfIndex({ ...row, bytes: row.bytes.replace('"slot":"00"', '"slot":"01"') })).toBeNull();
    expect(claimOfIndex({ ...row, bytes: 'damaged' })).toBeNull();
  });
});

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { parseHeldNotes } from '../../src/app/heldNotes.ts';
import { slotOf, strange, verifySlot } from '../../src/app/verifySlot.ts';
import { readHead } from '../../src/edge/head.ts';
import type { Home } from '../../src/edge/home.ts';
import { rootKey, rootVerifier } from '../../src/edge/keys.ts';
import { shardPath } from '../../src/edge/openShardLog.ts';
import { decisions, writeShard } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

async function shard() {
  const home = tempHome();
  await writeShard(home, decisions(3));
  return { home, expected: await expecting(home) };
}

async function expecting(home: Home) {
  return { home, slot: '00', rootKey: rootVerifier(await rootKey(home)), held: [], claims: [] };
}

function ignore(): void {
  // What is read does not matter here.
}

describe('verifySlot', () => {
  it('gives the verdict on a log that is there', async () => {
    const { expected } = await shard();
    expect(await verifySlot(expected, ignore)).toMatchObject([{ kind: 'verdict', verdict: { findings: [] } }]);
  });

  it('has nothing to say of a slot that nobody saw', async () => {
    const { expected } = await shard();
    expect(await verifySlot({ ...expected, slot: '07' }, ignore)).toEqual([]);
  });

  it('knows what is missing by the largest size that anybody saw', async () => {
    const { home, expected } = await shard();
    rmSync(shardPath(home, '00'));
    const claims = [{ slot: '00', size: 9, root: new Uint8Array(32), by: 'the index' }];
    expect(await verifySlot(expected, ignore)).toMatchObject([
      { kind: 'gap', gap: { shard: '00', message: expect.stringContaining('4 entries') as string } },
    ]);
    expect(await verifySlot({ ...expected, claims }, ignore)).toMatchObject([
      { kind: 'gap', gap: { message: expect.stringContaining('9 entries') as string } },
    ]);
  });

  it('tells a damaged database from one that cannot be read', async () => {
    const { home, expected } = await shard();
    writeFileSync(shardPath(home, '00'), 'damage'.repeat(2000));
    expect(await verifySlot(expected, ignore)).toMatchObject([{ kind: 'finding', finding: { kind: 'unreadable' } }]);
    rmSync(shardPath(home, '00'));
    mkdirSync(shardPath(home, '00'));
    expect(await verifySlot(expected, ignore)).toMatchObject([{ kind: 'gap', gap: { shard: '00' } }]);
  });

  it('takes no checkpoint of another home for one of this', async () => {
    const [{ expected }, other] = [await shard(), await shard()];
    const held = parseHeldNotes((await readHead(other.home, '00')) ?? '') ?? [];
    const results = await verifySlot({ ...expected, held }, ignore);
    expect(results.map(({ kind }) => kind)).toEqual(['finding', 'verdict']);
    expect(results[0]).toMatchObject({ finding: { kind: 'wrong-origin', shard: '00' } });
    const [note] = held;
    expect(note === undefined ? null : strange(note)).toEqual(results[0]);
  });
});

describe('slotOf', () => {
  it.each([
    ['leash/0011/00', '00'],
    ['leash/0011/index', 'index'],
    ['anything', 'anything'],
    ['a/../..', '..'],
  ])('of %s is %s', (origin, slot) => {
    expect(slotOf(origin)).toBe(slot);
  });
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { parseHeldNotes } from '../../src/app/heldNotes.ts';
import { verifyShard } from '../../src/app/verifyShard.ts';
import { rootKey, rootVerifier } from '../../src/edge/keys.ts';
import { originOf } from '../../src/edge/openShardLog.ts';
import { decision } from '../support/drafts.ts';
import { NOW, decisions, tamper, wholeShard, writeShard } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

async function shard(count: number) {
  const home = tempHome();
  await writeShard(home, decisions(count));
  const key = rootVerifier(await rootKey(home));
  return { home, expected: { slot: '00', rootKey: key, origin: originOf(key, '00'), held: [], claims: [] } };
}

describe('verifyShard', () => {
  it.each([1, 999, 2_500])('reads all of a shard of %i decisions, in order', async (count) => {
    const home = tempHome();
    const { log } = await wholeShard(home);
    const all = decisions(count);
    for (let at = 0; at < count; at += 500) await log.commit(all.slice(at, at + 500));
    await log.close();
    const seqs: number[] = [];
    const verdict = await verifyShard(home, { slot: '00', rootKey: null, origin: null, held: [], claims: [] }, (rows) =>
      seqs.push(...rows.map((row) => row.seq)),
    );
    expect(seqs).toEqual(Array.from({ length: count + 1 }, (_, index) => index));
    expect(verdict).toMatchObject({ findings: [], headless: false, report: { entries: count + 1 } });
  });

  it('says when there is no head', async () => {
    const { home, expected } = await shard(3);
    rmSync(join(home.heads, '00.head'));
    expect(await verifyShard(home, expected, () => undefined)).toMatchObject({ findings: [], headless: true });
  });

  it('is null where there is no shard', async () => {
    const { home, expected } = await shard(3);
    expect(await verifyShard(home, { ...expected, slot: '01' }, () => undefined)).toBeNull();
  });

  it('counts as held only what the shard confirms', async () => {
    const { home, expected } = await shard(3);
    const { log } = await wholeShard(home);
    const held = parseHeldNotes(log.position?.note ?? '') ?? [];
    await log.commit([decision({ at: { ms: NOW.ms + 5, monoNs: 0 } })]);
    await log.close();
    const sound = await verifyShard(home, { ...expected, held }, () => undefined);
    expect(sound?.window).toEqual({ entries: 1, since: NOW.ms + 5 });
    await tamper(home, "UPDATE entry SET bytes = replace(bytes, 'decision 1', 'decision 7')");
    const damaged = await verifyShard(home, { ...expected, held }, () => undefined);
    expect(damaged?.window.entries).toBe(5);
    expect(damaged?.findings.length).toBeGreaterThan(0);
  });
});

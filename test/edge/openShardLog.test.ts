import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { parseEntry } from '../../src/audit/parseEntry.ts';
import type { Home } from '../../src/edge/home.ts';
import { homeId, rootKey } from '../../src/edge/keys.ts';
import { originOf, shardPath } from '../../src/edge/openShardLog.ts';
import { ask, decisions, openShard, shardOptions, tamper, wholeShard, writeShard } from '../support/shards.ts';
import { openShardLog } from '../../src/edge/openShardLog.ts';
import { decision } from '../support/drafts.ts';
import { tempHome } from '../support/tempHome.ts';

async function written(count: number): Promise<Home> {
  const home = tempHome();
  await writeShard(home, decisions(count));
  return home;
}

describe('openShardLog', () => {
  it('begins a log with what a verifier needs to know of it', async () => {
    const home = await written(1);
    const [first] = await ask(home, 'SELECT bytes FROM entry WHERE seq = 0');
    const entry = parseEntry(String(first?.['bytes']));
    expect(entry?.action_detail).toMatchObject({
      event: 'log_start',
      detail: { durability: 'full', origin: `leash/${homeId(await rootKey(home))}/00` },
    });
  });

  it('writes nothing until something is to be recorded', async () => {
    const home = tempHome();
    await (await wholeShard(home)).log.close();
    expect(await ask(home, 'SELECT count(*) AS n FROM entry')).toEqual([{ n: 0 }]);
    await writeShard(home, decisions(1));
    expect(await ask(home, 'SELECT count(*) AS n FROM entry')).toEqual([{ n: 2 }]);
  });

  it('continues a log where it stood', async () => {
    const home = await written(3);
    const { log, notices } = await wholeShard(home);
    expect(notices).toEqual([]);
    expect(await log.commit([decision()])).toMatchObject([{ index: 4 }]);
    await log.close();
  });

  it.each([
    ['is missing', (path: string) => rmSync(path)],
    ['cannot be read', (path: string) => writeFileSync(path, '\0'.repeat(1024))],
  ])('goes on when the head %s, but says so and records it', async (_, damage) => {
    const home = await written(3);
    damage(join(home.heads, '00.head'));
    const warnings: string[] = [];
    const { log, notices } = await wholeShard(home, { warn: (message) => warnings.push(message) });
    expect(notices).toMatchObject([{ event: 'rollback_detected', detail: { finding: 'head-lost', slot: '00' } }]);
    expect(warnings).toHaveLength(1);
    await log.commit(notices);
    await log.close();
    const again = await wholeShard(home);
    expect(again.notices).toEqual([]);
    await again.log.close();
  });

  it.each<[string, string, (home: Home) => Promise<void> | void]>([
    ['rolled-back', 'entries were deleted', (home) => tamper(home, 'DELETE FROM entry WHERE seq > 2')],
    ['rolled-back', 'the database was deleted', (home) => rmSync(shardPath(home, '00'))],
    ['tampered', 'the last entry was changed', (home) => tamper(home, "UPDATE entry SET bytes = '{}' WHERE seq = 3")],
    ['damaged', 'it is no database', (home) => writeFileSync(shardPath(home, '00'), 'damage'.repeat(2000))],
    ['damaged', 'it has another table', (home) => tamper(home, 'CREATE TABLE more (a)')],
    ['foreign', 'the root key is another', (home) => rmSync(join(home.keys, 'root.jwk'))],
    ['key-lost', 'its key is gone', (home) => rmSync(join(home.keys, 'epoch-00.jwk'))],
  ])('leaves a log alone (%s) when %s', async (finding, _, damage) => {
    const home = await written(3);
    await damage(home);
    expect(await openShard(home)).toMatchObject({ kind: 'unusable', finding });
    // Whatever it was, looking at it did not repair it.
    expect(await openShard(home)).toMatchObject({ kind: 'unusable', finding });
  });

  it('takes up a key that was rotated in the last commit', async () => {
    const home = tempHome();
    const settings = { rotateEntries: 2 };
    await writeShard(home, decisions(2), { settings });
    expect(await ask(home, "SELECT max(seq) AS last FROM entry WHERE action = 'key_rotated'")).toEqual([{ last: 3 }]);
    const { log } = await wholeShard(home);
    expect(await log.commit([decision()])).toMatchObject([{ index: 4 }]);
    await log.close();
  });

  it('keeps no openings when it is told to keep them for no days', async () => {
    const home = tempHome();
    await writeShard(home, decisions(1), { settings: { openingsDays: 0 } });
    expect(readdirSync(home.openings)).toEqual([]);
    await writeShard(home, decisions(1), { settings: { openingsDays: 1 } });
    expect(readdirSync(home.openings)).toEqual(['00']);
  });

  it('fails with the way out where nothing can be written', async () => {
    const options = await shardOptions(tempHome());
    const nowhere = { ...options, home: { ...options.home, shards: '/nonexistent' } };
    await expect(openShardLog(nowhere)).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  });

  it('fails when the key in force is there and cannot be used', async () => {
    const home = await written(1);
    writeFileSync(join(home.keys, 'epoch-00.jwk'), 'no key');
    await expect(openShard(home)).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
  });
});

describe('originOf', () => {
  it('names the home and the slot', async () => {
    const root = await rootKey(tempHome());
    expect(originOf(root, '07')).toBe(`leash/${homeId(root)}/07`);
  });
});

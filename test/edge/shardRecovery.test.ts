import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { noteSigner } from '../../src/audit/note.ts';
import { signCheckpoint } from '../../src/audit/checkpoint.ts';
import { readHead } from '../../src/edge/head.ts';
import type { Home } from '../../src/edge/home.ts';
import { readEpochKeys, rootKey } from '../../src/edge/keys.ts';
import { originOf, shardPath } from '../../src/edge/openShardLog.ts';
import type { Recovered } from '../../src/edge/shardRecovery.ts';
import { recoverShard } from '../../src/edge/shardRecovery.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { decisions, tamper, wholeShard, writeShard } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

async function recovered(home: Home, head?: string | null): Promise<Recovered> {
  const db = await openDatabase(shardPath(home, '00'), { access: 'readwrite', busyMs: 0 });
  const given = head === undefined ? await readHead(home, '00') : head;
  const result = await recoverShard(db, originOf(await rootKey(home), '00'), given);
  await db.close();
  return result;
}

async function written(count: number): Promise<Home> {
  const home = tempHome();
  await writeShard(home, decisions(count));
  return home;
}

describe('recoverShard', () => {
  it.each([1, 2, 3, 4, 7, 8, 20, 33])('finds where a log of %i calls stands', async (count) => {
    const home = tempHome();
    const { log } = await wholeShard(home);
    for (const draft of decisions(count)) await log.commit([draft]);
    const { position } = log;
    await log.close();
    const found = await recovered(home);
    expect(found).toMatchObject({ kind: 'ready', note: position?.note, epoch: 0, since: { seq: 0 } });
    expect(found.kind === 'ready' && found.chain.frontier.size).toBe(count + 1);
    expect(found.kind === 'ready' && found.epochKey).toEqual((await readEpochKeys(home, '00')).current?.publicKey);
  });

  it('takes a log without entries and without a head for a new one', async () => {
    const home = tempHome();
    await (await wholeShard(home)).log.close();
    expect(await recovered(home, null)).toEqual({ kind: 'empty' });
    expect(await recovered(home, '')).toEqual({ kind: 'empty' });
  });

  it.each([
    ['missing', null],
    ['empty', ''],
    ['garbled', '\0\0garbled'],
  ])('goes on when the head is %s', async (_, head) => {
    expect(await recovered(await written(5), head)).toMatchObject({ kind: 'ready' });
  });

  it('goes on when the head is behind, as after a crash', async () => {
    const home = await written(3);
    const head = readFileSync(join(home.heads, '00.head'), 'utf8').trimEnd();
    await writeShard(home, decisions(4));
    expect(await recovered(home, `${head}\n`)).toMatchObject({ kind: 'ready' });
  });

  it('ignores the head of another log', async () => {
    const [home, other] = [await written(3), await written(8)];
    expect(await recovered(home, await readHead(other, '00'))).toMatchObject({ kind: 'ready' });
  });
});

describe('a log that lost entries', () => {
  it('is known by its head', async () => {
    const home = await written(5);
    const head = await readHead(home, '00');
    await tamper(home, 'DELETE FROM entry WHERE seq > 3');
    expect(await recovered(home, head)).toMatchObject({ kind: 'unusable', finding: 'rolled-back' });
  });

  it('is known by its head when it lost all of them', async () => {
    const home = await written(5);
    rmSync(shardPath(home, '00'));
    await (await openDatabase(shardPath(home, '00'), { access: 'readwrite', busyMs: 0 })).close();
    await tamper(
      home,
      'CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes, nodes, note, ts, phase, agent, server, session, action, effect, parent)',
    );
    const found = await recovered(home);
    expect(found).toMatchObject({ kind: 'unusable', finding: 'rolled-back' });
    expect(found.kind === 'unusable' && found.why).toContain('there were 6');
  });

  it('is known by its last checkpoint when it has no head', async () => {
    const home = await written(5);
    await tamper(home, 'DELETE FROM entry WHERE seq = 3');
    // The tree of six entries is rebuilt from rows 3 and 5.
    expect(await recovered(home, null)).toMatchObject({ kind: 'unusable', finding: 'tampered' });
  });
});

describe('a log that was changed at its end', () => {
  it.each([
    ["the last entry's text", `UPDATE entry SET bytes = replace(bytes, 'decision 4', 'decision 9') WHERE seq = 5`],
    ["the last entry's text and hash", `UPDATE entry SET bytes = '{}', nodes = zeroblob(32) WHERE seq = 5`],
    ['a node of the tree', `UPDATE entry SET nodes = zeroblob(length(nodes)) WHERE seq = 3`],
    ['the checkpoint taken away', `UPDATE entry SET note = NULL WHERE seq = 5`],
    [
      'the checkpoint of an entry before',
      `UPDATE entry SET note = (SELECT note FROM entry WHERE seq = 4) WHERE seq = 5`,
    ],
    [
      'the checkpoint garbled',
      `UPDATE entry SET note = replace(note, char(10) || '6' || char(10), char(10) || '7' || char(10))`,
    ],
    [
      'an entry added',
      `INSERT INTO entry SELECT 6, bytes, nodes, note, ts, phase, agent, server, session, action, effect, parent FROM entry WHERE seq = 5`,
    ],
    ['the first entry taken away', `DELETE FROM entry WHERE seq = 0`],
    ['the first entry emptied', `UPDATE entry SET bytes = '{}' WHERE seq = 0`],
  ])('is left alone: %s', async (_, sql) => {
    const home = await written(5);
    expect(await recovered(home)).toMatchObject({ kind: 'ready' });
    await tamper(home, sql);
    expect(await recovered(home)).toMatchObject({ kind: 'unusable', finding: 'tampered' });
  });

  it('is left alone when its checkpoint is signed by another key', async () => {
    const home = await written(5);
    const before = await recovered(home);
    if (before.kind !== 'ready') throw new Error('the log is not whole');
    const origin = originOf(await rootKey(home), '00');
    const stranger = noteSigner(origin, (await rootKey(tempHome())).privateKey);
    const [, , root = ''] = before.note.split('\n');
    const forged = signCheckpoint({ size: 6, root: Buffer.from(root, 'base64') }, stranger);
    await tamper(home, `UPDATE entry SET note = '${forged}' WHERE seq = 5`);
    expect(await recovered(home, null)).toMatchObject({ kind: 'unusable', finding: 'tampered' });
  });

  it('is left alone when the head names another history of the same length, or of a shorter one', async () => {
    const home = await written(5);
    const origin = originOf(await rootKey(home), '00');
    const { current } = await readEpochKeys(home, '00');
    if (current === null) throw new Error('the log has no key');
    for (const size of [3, 6]) {
      const head = signCheckpoint({ size, root: new Uint8Array(32) }, noteSigner(origin, current.privateKey));
      expect(await recovered(home, head)).toMatchObject({ kind: 'unusable', finding: 'tampered' });
    }
  });
});

describe('a log of another root key', () => {
  it('is left alone', async () => {
    const home = await written(5);
    rmSync(join(home.keys, 'root.jwk'));
    expect(await recovered(home)).toMatchObject({ kind: 'unusable', finding: 'foreign' });
  });
});

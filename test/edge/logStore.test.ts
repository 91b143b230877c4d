import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { loadSecretTest } from '../../src/app/secretTest.ts';
import { parseEntry } from '../../src/audit/parseEntry.ts';
import { createVerifier } from '../../src/audit/verify.ts';
import { readHead } from '../../src/edge/head.ts';
import type { Home } from '../../src/edge/home.ts';
import { rootKey, rootVerifier } from '../../src/edge/keys.ts';
import type { AuditLogOptions } from '../../src/edge/logStore.ts';
import { openAuditLog } from '../../src/edge/logStore.ts';
import { originOf, shardPath } from '../../src/edge/openShardLog.ts';
import { readShard, shardSlots } from '../../src/edge/shardFiles.ts';
import { rowsFrom } from '../../src/edge/shardRows.ts';
import { appended, decision, event, outcome, recorded } from '../support/drafts.ts';
import { buildProgram, start } from '../support/programs.ts';
import { tamper } from '../support/shards.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

function open(home: Home, more: Partial<AuditLogOptions> = {}) {
  return openAuditLog({ home, loadSecretTest, warn: () => undefined, ...more });
}

/** What a slot holds, after verification against the root key and the head. */
async function held(home: Home, slot = '00'): Promise<string[]> {
  const root = await rootKey(home);
  const head = await readHead(home, slot);
  const origin = originOf(root, slot);
  const verifier = createVerifier({ shard: slot, rootKey: rootVerifier(root), origin, held: [], head });
  const shard = await readShard(home, slot);
  if (shard === null) throw new Error(`there is no log ${slot}`);
  const rows = await rowsFrom(shard, 0, 1_000_000);
  await shard.close();
  for (const row of rows) verifier.push(row);
  expect(verifier.finish().findings).toEqual([]);
  return rows.map((row) => row.action);
}

describe('the audit log', () => {
  it('gives a receipt for what is durable, and keeps the order of notes and decisions', async () => {
    const home = tempHome();
    const log = await open(home);
    log.note(event());
    const receipt = await recorded(log, decision());
    expect(receipt).toMatchObject({ shard: '00', index: 2 });
    log.note(outcome(receipt));
    await log.close();
    expect(await held(home)).toEqual(['log_start', 'session_start', 'read_file', 'read_file']);
  });

  it('puts all calls of one turn into one commit', async () => {
    const home = tempHome();
    const log = await open(home);
    await Promise.all(Array.from({ length: 64 }, () => recorded(log, decision())));
    await log.close();
    const shard = await readShard(home, '00');
    const rows = await shard?.all('SELECT seq FROM entry WHERE note IS NOT NULL');
    await shard?.close();
    expect(rows).toEqual([{ seq: 64 }]);
  });

  it('writes notes that nobody waits for', async () => {
    const home = tempHome();
    const log = await open(home, { limits: { idleMs: 1 } });
    log.note(event());
    await expect.poll(() => log.backlog).toBe(0);
    await log.close();
    expect(await held(home)).toEqual(['log_start', 'session_start']);
  });

  it('continues the log of the session before', async () => {
    const home = tempHome();
    for (const index of [1, 2, 3]) {
      const log = await open(home);
      expect(log.slot).toBe('00');
      expect(await recorded(log, decision())).toMatchObject({ index });
      await log.close();
    }
    expect(await held(home)).toHaveLength(4);
  });

  it('leaves in the index where its shard ended', async () => {
    const home = tempHome();
    const log = await open(home);
    await recorded(log, decision());
    await log.close();
    const index = await readShard(home, 'index');
    const rows = index === null ? [] : await rowsFrom(index, 0, 10);
    await index?.close();
    const entry = parseEntry(rows.at(-1)?.bytes ?? '');
    expect(entry?.action_detail).toMatchObject({ event: 'shard_checkpoint', detail: { slot: '00', size: 2 } });
  });

  it('closes once, however often it is told to, and takes nothing afterwards', async () => {
    const log = await open(tempHome());
    await Promise.all([log.close(), log.close()]);
    expect(await appended(log, decision())).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  });

  it('rotates its key and verifies across the rotation and the next start', async () => {
    const home = tempHome();
    const settings = { rotateEntries: 5 };
    for (let session = 0; session < 3; session += 1) {
      const log = await open(home, { settings });
      for (let call = 0; call < 7; call += 1) await recorded(log, decision());
      await log.close();
    }
    expect((await held(home)).filter((action) => action === 'key_rotated').length).toBeGreaterThan(2);
  });

  it('removes openings that are too old, and keeps the others', async () => {
    const home = tempHome();
    const at = { ms: Date.parse('2026-03-01T12:00:00Z'), monoNs: 0 };
    const first = await open(home);
    await recorded(first, decision({ at }));
    await recorded(first, decision({ at: { ...at, ms: at.ms + 86_400_000 } }));
    await first.close();
    expect(readdirSync(join(home.openings, '00'))).toHaveLength(2);
    const clock = () => ({ ms: at.ms + 31 * 86_400_000, monoNs: 0 });
    const second = await open(home, { clock });
    await expect.poll(() => readdirSync(join(home.openings, '00'))).toEqual(['2026-03-02.jsonl']);
    await second.close();
  });
});

describe('a home in which nothing can be written', () => {
  it('is said to be so', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    const home = { ...tempHome(), root: join(file, 'home') };
    await expect(open(home)).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  });

  it('for a key that cannot be used is said to be so, and its slot is free again', async () => {
    const home = tempHome();
    await (await open(home)).close();
    const path = join(home.keys, 'epoch-00.jwk');
    const log = await open(home);
    await recorded(log, decision());
    await log.close();
    const key = readFileSync(path);
    writeFileSync(path, 'no key');
    await expect(open(home)).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
    writeFileSync(path, key);
    const again = await open(home);
    expect(again.slot).toBe('00');
    await again.close();
  });
});

describe('a log that was rolled back', () => {
  it('is left alone for ever, and the next slot tells of it', async () => {
    const home = tempHome();
    const first = await open(home);
    await recorded(first, decision());
    await first.close();
    const copy = join(tempFolder(), 'old.db');
    cpSync(shardPath(home, '00'), copy);
    const second = await open(home);
    await recorded(second, decision());
    await second.close();
    cpSync(copy, shardPath(home, '00'));
    const before = readFileSync(shardPath(home, '00'));

    for (const expected of [1, 2]) {
      const warnings: string[] = [];
      const third = await open(home, { warn: (message) => warnings.push(message) });
      expect(third.slot).toBe('01');
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('log 00 is left as it is');
      await recorded(third, decision());
      await third.close();
      const told = (await held(home, '01')).filter((action) => action === 'rollback_detected');
      expect(told).toHaveLength(expected);
    }
    expect(readFileSync(shardPath(home, '00'))).toEqual(before);
  });

  it('is not mistaken for one whose last head was not written', async () => {
    const home = tempHome();
    const first = await open(home);
    await recorded(first, decision());
    await first.close();
    const head = readFileSync(join(home.heads, '00.head'));
    const second = await open(home);
    await recorded(second, decision());
    await second.close();
    writeFileSync(join(home.heads, '00.head'), head);
    const third = await open(home);
    expect(third.slot).toBe('00');
    await third.close();
  });

  it('passes over as many as there are', async () => {
    const home = tempHome();
    // One after the other: those that start at once may leave a slot to each other.
    const logs = [await open(home), await open(home), await open(home)];
    for (const log of logs) await recorded(log, decision());
    for (const log of logs) await log.close();
    for (const slot of ['00', '01', '02']) await tamper(home, 'DELETE FROM entry', slot);
    const log = await open(home);
    expect(log.slot).toBe('03');
    await log.close();
    expect((await held(home, '03')).filter((action) => action === 'rollback_detected')).toHaveLength(3);
  });
});

describe('many logs in one home', () => {
  it('of one process have slots of their own, and each verifies', async () => {
    const home = tempHome();
    const logs = await Promise.all([open(home), open(home), open(home), open(home)]);
    expect(new Set(logs.map((log) => log.slot)).size).toBe(4);
    const calls = logs.flatMap((log) => Array.from({ length: 50 }, () => recorded(log, decision())));
    await Promise.all(calls);
    await Promise.all(logs.map((log) => log.close()));
    for (const { slot } of logs) expect(await held(home, slot)).toHaveLength(51);
    expect(await held(home, 'index')).toHaveLength(5);
  });

  it('of four processes that start at once on an empty home verify, under one root key', async () => {
    const home = { ...tempHome() };
    rmSync(home.root, { recursive: true });
    const program = await buildProgram('loggers/writer');
    const writers = Array.from({ length: 4 }, () => start(program, [home.root, '200']));
    expect(await Promise.all(writers.map((writer) => writer.end))).toEqual([0, 0, 0, 0]);
    const slots = writers.map((writer) => writer.lines[0]?.replace('open ', '') ?? '');
    expect(new Set(slots).size).toBe(4);
    for (const writer of writers) {
      expect(writer.lines.filter((line) => line.startsWith('ack'))).toHaveLength(200);
      expect(writer.lines.filter((line) => /^(warn|refused)/.test(line))).toEqual([]);
    }
    for (const slot of await shardSlots(home)) expect(await held(home, slot)).toHaveLength(401);
    expect((await held(home, 'index')).length).toBeGreaterThanOrEqual(5);
  });
});

describe('a process that is killed', () => {
  it('has every acknowledged entry in the log, whenever that happens, and the next one goes on', async () => {
    const home = tempHome();
    const program = await buildProgram('loggers/writer');
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < 10; round += 1) {
      // A key that rotates all the time: the kill may come in the middle of that, too.
      const writer = start(program, [home.root, 'Infinity', '{"rotateEntries":40}']);
      const stop = 1 + round * 37;
      await writer.line((line) => line.startsWith('ack') && Number(line.split(' ')[2]) >= acknowledged.size + stop);
      writer.kill('SIGKILL');
      await writer.end;
      expect(writer.lines[0]).toBe('open 00');
      for (const line of writer.lines) {
        const [word, , index, id = ''] = line.split(' ');
        if (word === 'ack') acknowledged.set(Number(index), id);
      }
    }
    const shard = await readShard(home, '00');
    const rows = shard === null ? [] : await rowsFrom(shard, 0, 1_000_000);
    await shard?.close();
    const stored = new Map(rows.map((row) => [row.seq, parseEntry(row.bytes)?.record_id]));
    expect(acknowledged.size).toBeGreaterThan(300);
    for (const [index, id] of acknowledged) expect(stored.get(index)).toBe(id);
    await held(home);
  });
});

describe.runIf(existsSync('/bin/sh'))('a disk that is full', () => {
  it('denies with the reason, and the process lives', async () => {
    const home = tempHome();
    await (await open(home)).close();
    const program = await buildProgram('loggers/writer');
    // No file of this process may grow beyond this many blocks of 512 bytes (1,024 in some shells).
    const limited = ['/bin/sh', '-c', 'ulimit -f 400 && exec "$0" "$@"'];
    const writer = start(program, [home.root, '2000'], limited);
    expect(await writer.end).toBe(0);
    const refused = writer.lines.filter((line) => line.startsWith('refused'));
    expect(refused.length).toBeGreaterThan(0);
    for (const line of refused) expect(line).toMatch(/^refused ERR_LOG_UNAVAILABLE /);
    const acknowledged = writer.lines.filter((line) => line.startsWith('ack'));
    expect(acknowledged.length).toBeGreaterThan(0);
    const again = await open(home);
    await recorded(again, decision());
    await again.close();
    const actions = await held(home, again.slot);
    expect(actions.filter((action) => action === 'read_file').length).toBeGreaterThan(acknowledged.length);
  });
});

describe('a secret argument', () => {
  const CANARY = 'canary-7f3a9c51-do-not-store';

  it.each(['committed', 'none'] as const)('is in no file of the log itself, with arguments %s', async (setting) => {
    const home = tempHome();
    const log = await open(home, { settings: { arguments: setting } });
    const args = { path: CANARY, password: CANARY, nested: { list: [CANARY] }, [CANARY]: 1 };
    for (let call = 0; call < 20; call += 1) {
      const receipt = await recorded(log, decision({ args }));
      log.note(outcome(receipt, { body: Buffer.from(JSON.stringify({ content: CANARY })) }));
    }
    // While the log is open its write-ahead log is there to be searched, too.
    const searched = () => readdirSync(home.shards).map((name) => join(home.shards, name));
    expect(searched().some((path) => path.endsWith('-wal'))).toBe(true);
    for (const path of searched()) expect(readFileSync(path).includes(CANARY)).toBe(false);
    await log.close();
    for (const path of [...searched(), join(home.audit, 'index.db'), join(home.heads, '00.head')]) {
      expect(readFileSync(path).includes(CANARY)).toBe(false);
      expect(readFileSync(path).includes(Buffer.from(CANARY).toString('base64url').slice(4, 30))).toBe(false);
    }
  });

  it('is in the openings of the log unless it is named as a credential', async () => {
    const home = tempHome();
    const log = await open(home);
    await recorded(log, decision({ args: { path: 'plain', password: CANARY } }));
    await log.close();
    const [day = ''] = readdirSync(join(home.openings, '00'));
    const lines = readFileSync(join(home.openings, '00', day), 'utf8')
      .trim()
      .split('\n');
    const openings = lines.flatMap((line) => (JSON.parse(line) as { disclosures: string[] }).disclosures);
    const revealed = openings.map((opening) => Buffer.from(opening, 'base64url').toString());
    expect(revealed.some((text) => text.includes('plain'))).toBe(true);
    expect(revealed.some((text) => text.includes(CANARY))).toBe(false);
  });
});

import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { takeCheckpoint } from '../../src/app/auditCheckpoint.ts';
import type { LogReport, VerifyRequest } from '../../src/app/auditVerify.ts';
import { verifyLog } from '../../src/app/auditVerify.ts';
import { memoryPath } from '../../src/app/verifyMemory.ts';
import { encodeVkey } from '../../src/audit/vkey.ts';
import type { Home } from '../../src/edge/home.ts';
import { rootKey, rootVerifier } from '../../src/edge/keys.ts';
import { openAuditLog } from '../../src/edge/logStore.ts';
import { INDEX, shardPath } from '../../src/edge/openShardLog.ts';
import { decision, recorded } from '../support/drafts.ts';
import { START, calls, openLog, record, session } from '../support/logs.ts';
import { tamper } from '../support/shards.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

function verify(home: Home, request: Partial<VerifyRequest> = {}): Promise<LogReport> {
  return verifyLog({ home, key: null, checkpoints: null, ...request });
}

async function vkey(home: Home): Promise<string> {
  return encodeVkey(rootVerifier(await rootKey(home)));
}

/** Two shards, with a session each. */
async function logged(): Promise<Home> {
  const home = tempHome();
  const logs = [await openLog(home), await openLog(home)];
  for (const log of logs) await record(log, calls(5));
  for (const log of logs) await log.close();
  return home;
}

/** Puts aside all of a home but the verifier's memory. */
function copyOf(home: Home): string {
  const copy = join(tempFolder(), 'copy');
  cpSync(home.root, copy, { recursive: true });
  return copy;
}

function restore(home: Home, copy: string): void {
  const memory = existsSync(memoryPath(home)) ? readFileSync(memoryPath(home)) : null;
  rmSync(home.root, { recursive: true });
  cpSync(copy, home.root, { recursive: true });
  rmSync(memoryPath(home), { force: true });
  if (memory !== null) writeFileSync(memoryPath(home), memory, { mode: 0o600 });
}

describe('verifyLog', () => {
  it('verifies what it may only read, and says that it remembers nothing', async () => {
    const home = await logged();
    const key = await vkey(home);
    const gone = { ...home, root: join(tempFolder(), 'not there') };
    expect(await verify(gone, { key })).toMatchObject({ status: 'verified', remembered: false });
    expect(await verify(home, { key })).toMatchObject({ status: 'verified', remembered: true });
  });

  it('verifies a log that nobody touched, again and again', async () => {
    const home = await logged();
    const first = await verify(home, { key: await vkey(home) });
    expect(first).toMatchObject({ status: 'verified', findings: [], gaps: [], entries: 23 });
    expect(first.logs.map(({ slot }) => slot)).toEqual(['index', '00', '01']);
    expect(await verify(home)).toMatchObject({ status: 'verified', rootKey: { source: 'remembered' } });
  });

  it('verifies a log while it is written', async () => {
    const home = tempHome();
    const log = await openLog(home);
    await record(log, calls(20));
    const writing = record(log, calls(50));
    for (let times = 0; times < 5; times += 1) expect((await verify(home)).findings).toEqual([]);
    await writing;
    await log.close();
    expect((await verify(home)).status).toBe('verified');
  });

  it('verifies across rotations of the key', async () => {
    const home = tempHome();
    await session(home, calls(30), { settings: { rotateEntries: 10 } });
    const report = await verify(home);
    expect(report.status).toBe('verified');
    expect(report.logs.find(({ slot }) => slot === '00')?.report.epochs).toBeGreaterThan(3);
  });

  it('has nothing to say of a home without a log', async () => {
    expect(await verify(tempHome())).toMatchObject({ status: 'verified', entries: 0, logs: [] });
  });

  it('tells how far it is', async () => {
    const home = await logged();
    const seen: { done: number; total: number }[] = [];
    await verify(home, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ done: 23, total: 23 });
    for (const { done, total } of seen) expect(done).toBeLessThanOrEqual(total);
  });

  it.each(['not a key', ''])('refuses %j for a root key', async (key) => {
    await expect(verify(tempHome(), { key })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  it.each(['not a checkpoint', ''])('refuses %j for checkpoints', async (checkpoints) => {
    await expect(verify(tempHome(), { checkpoints })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

describe('the window that nobody outside covers', () => {
  it('is the whole log without a checkpoint', async () => {
    const report = await verify(await logged());
    expect(report.window).toEqual({ entries: 23, since: expect.any(Number) as number });
  });

  it('is what came after the checkpoint that is held', async () => {
    const home = await logged();
    const { text } = await takeCheckpoint(home, () => undefined);
    expect((await verify(home, { checkpoints: text })).window).toEqual({ entries: 0, since: null });
    const at = { ms: START + 777_000, monoNs: 1 };
    await session(home, [decision({ at, effect: 'deny' })]);
    const report = await verify(home, { checkpoints: text });
    // The decision, and what the session's end left in the index.
    expect(report.window.entries).toBe(2);
    expect(report.logs.find(({ slot }) => slot === '00')?.window).toEqual({ entries: 1, since: at.ms });
  });
});

describe('damage to a log', () => {
  it.each<[string, string, (home: Home) => Promise<void> | void]>([
    [
      'edited',
      'an entry changed',
      (home) => tamper(home, "UPDATE entry SET bytes = replace(bytes, 'call 1', 'call 9')"),
    ],
    ['missing', 'an entry deleted', (home) => tamper(home, 'DELETE FROM entry WHERE seq = 3')],
    [
      'column-mismatch',
      'a query column changed alone',
      (home) => tamper(home, "UPDATE entry SET effect = 'allow' WHERE seq = 5"),
    ],
    ['rolled-back', 'the tail cut off', (home) => tamper(home, 'DELETE FROM entry WHERE seq > 4')],
    ['rolled-back', 'all entries deleted', (home) => tamper(home, 'DELETE FROM entry')],
    ['unreadable', 'the file overwritten', (home) => writeFileSync(shardPath(home, '00'), 'damage'.repeat(2000))],
    [
      'unreadable',
      'a trigger added',
      (home) => tamper(home, 'CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END'),
    ],
    [
      'missing-checkpoint',
      'the last checkpoint taken away',
      (home) => tamper(home, 'UPDATE entry SET note = NULL WHERE seq = 9'),
    ],
    [
      'edited',
      'the index changed',
      (home) => tamper(home, 'UPDATE entry SET bytes = replace(bytes, \'"slot":"00"\', \'"slot":"07"\')', INDEX),
    ],
    ['rolled-back', 'the tail of the index cut off', (home) => tamper(home, 'DELETE FROM entry WHERE seq > 1', INDEX)],
    [
      'rolled-back',
      'the tail cut off, and the head removed',
      async (home) => {
        await tamper(home, 'DELETE FROM entry WHERE seq > 4');
        rmSync(join(home.heads, '00.head'));
      },
    ],
  ])('is found as %s: %s', async (kind, _, damage) => {
    const home = await logged();
    expect((await verify(home)).status).toBe('verified');
    rmSync(memoryPath(home));
    await damage(home);
    const report = await verify(home);
    expect(report.status).toBe('tampered');
    expect(report.findings.map((finding) => finding.kind)).toContain(kind);
    expect(existsSync(memoryPath(home))).toBe(false);
  });

  it('is found in an entry that hides under a number which no entry can have', async () => {
    for (const seq of ['9223372036854775807', '-9223372036854775808']) {
      const home = await logged();
      await tamper(
        home,
        `INSERT INTO entry SELECT ${seq}, bytes, nodes, note, ts, phase, agent, server, session, action, effect, parent FROM entry WHERE seq = 5`,
      );
      expect((await verify(home)).status).toBe('tampered');
    }
  });

  it('is found by what the index saw: a copy restored with its head, and continued', async () => {
    const home = await logged();
    const [shard, head] = [readFileSync(shardPath(home, '00')), readFileSync(join(home.heads, '00.head'))];
    await session(home, calls(2));
    expect((await verify(home)).status).toBe('verified');
    rmSync(memoryPath(home));
    writeFileSync(shardPath(home, '00'), shard);
    writeFileSync(join(home.heads, '00.head'), head);
    const restored = await verify(home);
    expect(restored.findings).toMatchObject([{ kind: 'rolled-back', shard: '00' }]);
    expect(restored.findings[0]?.message).toContain('of the index');
    await session(home, calls(9));
    const continued = await verify(home);
    expect(continued.status).toBe('tampered');
    expect(continued.findings.map(({ kind }) => kind)).toContain('forked');
  });
});

describe('what is missing', () => {
  it.each<[string, (home: Home) => void]>([
    ['a shard, with its head', (home) => rmSync(join(home.heads, '00.head'))],
    ['a shard alone', () => undefined],
  ])('is known by the index: %s', async (_, alsoRemove) => {
    const home = await logged();
    rmSync(shardPath(home, '00'));
    alsoRemove(home);
    const report = await verify(home);
    expect(report).toMatchObject({ status: 'incomplete', findings: [], gaps: [{ shard: '00' }] });
    expect(report.gaps[0]?.message).toContain('it had 10 entries');
  });

  it('is known by the head where there is no index', async () => {
    const home = await logged();
    for (const path of [shardPath(home, '00'), shardPath(home, INDEX), join(home.heads, 'index.head')]) rmSync(path);
    expect(await verify(home)).toMatchObject({ status: 'incomplete', gaps: [{ shard: '00' }] });
  });

  it('is the index, where it was ever seen', async () => {
    const home = await logged();
    await verify(home);
    rmSync(shardPath(home, INDEX));
    rmSync(join(home.heads, 'index.head'));
    expect(await verify(home)).toMatchObject({ status: 'incomplete', gaps: [{ shard: 'index' }] });
    rmSync(memoryPath(home));
    expect(await verify(home)).toMatchObject({ status: 'verified' });
  });

  it('stays known', async () => {
    const home = await logged();
    await verify(home);
    for (const path of [
      shardPath(home, '00'),
      shardPath(home, INDEX),
      join(home.heads, '00.head'),
      join(home.heads, 'index.head'),
    ]) {
      rmSync(path);
    }
    for (let times = 0; times < 2; times += 1) {
      const report = await verify(home);
      expect(report.gaps.map(({ shard }) => shard).sort()).toEqual(['00', 'index']);
    }
  });
});

describe('what was seen before', () => {
  it('tells of a whole home that was restored from an old copy', async () => {
    const home = await logged();
    const copy = copyOf(home);
    await session(home, calls(4));
    expect((await verify(home)).status).toBe('verified');
    restore(home, copy);
    const report = await verify(home);
    expect(report.status).toBe('tampered');
    expect(report.findings.map(({ kind, shard }) => `${kind} ${shard}`)).toEqual([
      'rolled-back index',
      'rolled-back 00',
    ]);
    rmSync(memoryPath(home));
    expect((await verify(home)).status).toBe('verified');
  });

  it('tells of an old copy that was continued', async () => {
    const home = await logged();
    const copy = copyOf(home);
    await session(home, calls(4));
    await verify(home);
    restore(home, copy);
    await session(home, calls(9));
    await session(home, calls(9));
    const report = await verify(home);
    expect(report.findings.map(({ kind }) => kind)).toContain('forked');
  });

  it('tells of a log that was written anew under another root key', async () => {
    const home = await logged();
    await verify(home);
    const forged = await logged();
    for (const folder of ['audit', 'keys']) {
      rmSync(join(home.root, folder), { recursive: true });
      cpSync(join(forged.root, folder), join(home.root, folder), { recursive: true });
    }
    const report = await verify(home);
    expect(report).toMatchObject({ status: 'tampered', rootKey: { source: 'remembered' } });
    expect(report.findings.map(({ kind }) => kind)).toContain('wrong-root-key');
    rmSync(memoryPath(home));
    expect(await verify(home)).toMatchObject({ status: 'verified', rootKey: { source: 'home' } });
  });

  it('is not remembered of a log that does not verify', async () => {
    const home = await logged();
    await verify(home);
    const before = readFileSync(memoryPath(home), 'utf8');
    await session(home, calls(2));
    await tamper(home, "UPDATE entry SET bytes = replace(bytes, 'call 1', 'call 9')");
    expect((await verify(home)).remembered).toBe(false);
    expect(readFileSync(memoryPath(home), 'utf8')).toBe(before);
  });

  it('that cannot be read leaves the verification incomplete, and is kept for people to see', async () => {
    const home = await logged();
    writeFileSync(memoryPath(home), 'damaged');
    expect(await verify(home)).toMatchObject({ status: 'incomplete', gaps: [{ shard: null }] });
    expect(readFileSync(memoryPath(home), 'utf8')).toBe('damaged');
  });
});

describe('a checkpoint that is held outside', () => {
  it('tells of an old copy of everything, the memory included', async () => {
    const home = await logged();
    const copy = copyOf(home);
    await session(home, calls(4));
    const { text } = await takeCheckpoint(home, () => undefined);
    expect((await verify(home, { checkpoints: text })).status).toBe('verified');
    rmSync(memoryPath(home));
    restore(home, copy);
    expect((await verify(home)).status).toBe('verified');
    rmSync(memoryPath(home));
    const report = await verify(home, { checkpoints: text });
    expect(report.findings.map(({ kind, shard }) => `${kind} ${shard}`)).toEqual(['truncated index', 'truncated 00']);
  });

  it('tells of an old copy that was continued beyond it', async () => {
    const home = await logged();
    const copy = copyOf(home);
    await session(home, calls(4));
    const { text } = await takeCheckpoint(home, () => undefined);
    restore(home, copy);
    rmSync(memoryPath(home), { force: true });
    for (let times = 0; times < 3; times += 1) await session(home, calls(9));
    expect((await verify(home)).status).toBe('verified');
    const report = await verify(home, { checkpoints: text });
    expect(report.findings.map(({ kind }) => kind)).toContain('forked');
  });

  it('tells of a shard and an index that are gone without a trace', async () => {
    const home = await logged();
    const { text } = await takeCheckpoint(home, () => undefined);
    for (const slot of ['00', INDEX]) {
      rmSync(shardPath(home, slot));
      rmSync(join(home.heads, `${slot}.head`));
    }
    expect((await verify(home)).status).toBe('verified');
    const report = await verify(home, { checkpoints: text });
    expect(report.gaps.map(({ shard }) => shard)).toEqual(['index', '00']);
  });

  it('of another home is a finding, whatever log it names', async () => {
    const [home, other] = [await logged(), await logged()];
    const { text } = await takeCheckpoint(other, () => undefined);
    const report = await verify(home, { checkpoints: text });
    expect(report.findings.map(({ kind, shard }) => `${kind} ${shard}`)).toEqual([
      'wrong-origin index',
      'wrong-origin 00',
      'wrong-origin 01',
    ]);
    const strange = text.replaceAll(/\/(index|00|01)\b/g, '/..');
    expect((await verify(home, { checkpoints: strange })).status).toBe('tampered');
  });
});

describe('the root key', () => {
  it('must be the one of the caller', async () => {
    const [home, other] = [await logged(), await logged()];
    const report = await verify(home, { key: await vkey(other) });
    expect(report).toMatchObject({ status: 'tampered', rootKey: { vkey: await vkey(other), source: 'given' } });
    expect((await verify(home, { key: await vkey(home) })).status).toBe('verified');
  });

  it('is what the log claims where there is nothing else, and then must be one', async () => {
    const [home, other] = [await logged(), await logged()];
    const key = await vkey(home);
    rmSync(home.keys, { recursive: true });
    expect(await verify(home)).toMatchObject({ status: 'verified', rootKey: { vkey: key, source: 'log' } });
    rmSync(memoryPath(home));
    cpSync(shardPath(other, '01'), shardPath(home, '02'));
    await tamper(home, 'DELETE FROM entry WHERE seq > 100', '02');
    const report = await verify(home);
    expect(report.findings.map(({ kind }) => kind)).toContain('wrong-root-key');
  });
});

describe('a slot that was left alone', () => {
  it('stays a finding, while the log goes on in another', async () => {
    const home = await logged();
    await tamper(home, 'DELETE FROM entry WHERE seq > 4');
    const log = await openAuditLog({ home, warn: () => undefined });
    expect(log.slot).toBe('01');
    await recorded(log, decision());
    await log.close();
    const report = await verify(home);
    expect(new Set(report.findings.map(({ shard }) => shard))).toEqual(new Set(['00']));
    expect(report.logs.map(({ slot, findings }) => [slot, findings.length > 0])).toEqual([
      ['index', false],
      ['00', true],
      ['01', false],
    ]);
  });
});

describe('a verified home', () => {
  it('holds no more than before but what the verifier remembers', async () => {
    const home = await logged();
    const before = readdirSync(home.root, { recursive: true }).sort();
    await verify(home);
    const after = readdirSync(home.root, { recursive: true }).filter(
      (name) => !/-(wal|shm)$|^verify\.json$/.test(String(name)),
    );
    expect(after.sort()).toEqual(before.filter((name) => !/-(wal|shm)$/.test(String(name))));
  });
});

import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { EMPTY_CHAIN } from '../../src/audit/chain.ts';
import type { EntryDraft, Instant } from '../../src/audit/entry.ts';
import { createVerifier } from '../../src/audit/verify.ts';
import { encodeVkey } from '../../src/audit/vkey.ts';
import { LeashError } from '../../src/errors.ts';
import type { Written } from '../../src/edge/commitQueue.ts';
import { beginSigner } from '../../src/edge/epochSigner.ts';
import { openHead, readHead } from '../../src/edge/head.ts';
import type { Home } from '../../src/edge/home.ts';
import { rootKey, rootVerifier } from '../../src/edge/keys.ts';
import { originOf, shardPath } from '../../src/edge/openShardLog.ts';
import { openOpenings } from '../../src/edge/openings.ts';
import { ownEvent } from '../../src/edge/ownEvent.ts';
import { ShardLog, placeOf } from '../../src/edge/shardLog.ts';
import type { ShardParts } from '../../src/edge/shardLog.ts';
import { rowsFrom } from '../../src/edge/shardRows.ts';
import type { ShardTable } from '../../src/edge/shardTable.ts';
import { openShardTable } from '../../src/edge/shardTable.ts';
import { decision, event } from '../support/drafts.ts';
import { NOW, decisions } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

/** What the next insert does instead of what it should; `after` fails although the rows were written. */
type Fault = 'before' | 'after' | null;

interface Bench {
  readonly home: Home;
  readonly log: ShardLog;
  readonly table: ShardTable;
  readonly late: { readonly drafts: readonly EntryDraft[]; readonly written: readonly Written[] }[];
  fault: Fault;
  now: Instant;
}

async function bench(rotateEntries = 1_000): Promise<Bench> {
  const home = tempHome();
  const root = await rootKey(home);
  const origin = originOf(root, '00');
  const settings = { rotateEntries, rotateMs: 86_400_000 };
  const { signer, certificate } = await beginSigner({ home, slot: '00', origin, settings, warn: fail }, root, NOW);
  const table = await openShardTable(shardPath(home, '00'), 'full');
  if (typeof table === 'string') throw new Error(table);
  const faulty: ShardTable = {
    ...table,
    async insert(rows) {
      const { fault } = at;
      at.fault = null;
      if (fault === 'before') throw ioError();
      await table.insert(rows);
      if (fault === 'after') throw ioError();
    },
  };
  const parts: ShardParts = {
    slot: '00',
    path: shardPath(home, '00'),
    table: faulty,
    signer,
    head: await openHead(home, '00', fail),
    openings: openOpenings(home, '00', { failed: fail, loadSecretTest: () => Promise.resolve(() => false) }),
    args: 'committed',
    random: randomBytes,
    clock: () => at.now,
    first: ownEvent('log_start', NOW, { certificate, origin, root_key: encodeVkey(rootVerifier(root)) }),
    chain: EMPTY_CHAIN,
    note: null,
  };
  const log = new ShardLog(parts, await placeOf(parts.path));
  const at: Bench = { home, log, table, late: [], fault: null, now: NOW };
  log.onLate = (drafts, written) => void at.late.push({ drafts, written });
  return at;
}

function ioError(): Error {
  return Object.assign(new Error('SQLITE_IOERR: disk I/O error'), { code: 'SQLITE_IOERR', errno: 10 });
}

function fail(what: unknown): never {
  throw new Error(String(what));
}

/** What the log holds: each entry's reason or event, after all of it has been verified. */
async function held({ table, home }: Bench): Promise<string[]> {
  const root = await rootKey(home);
  const verifier = createVerifier({
    shard: '00',
    rootKey: rootVerifier(root),
    origin: originOf(root, '00'),
    held: [],
    head: null,
  });
  const rows = await rowsFrom(table.db, 0, 10_000);
  for (const row of rows) verifier.push(row);
  expect(verifier.finish().findings).toEqual([]);
  return rows.map((row) => /"reason":"([^"]*)"/.exec(row.bytes)?.[1] ?? row.action);
}

function call(name: string): EntryDraft {
  return decision({ reason: name });
}

describe('a shard', () => {
  it('begins with the certificate of its key, and gives each draft its receipt', async () => {
    const at = await bench();
    expect(at.log.position).toBeNull();
    const written = await at.log.commit([call('a'), event(), call('b')]);
    expect(written).toMatchObject([
      { shard: '00', index: 1 },
      { shard: '00', index: 2 },
      { shard: '00', index: 3 },
    ]);
    expect(await at.log.commit([call('c')])).toMatchObject([{ index: 4 }]);
    expect(await held(at)).toEqual(['log_start', 'a', 'session_start', 'b', 'c']);
    await at.log.close();
  });

  it('names the record that each receipt stands for', async () => {
    const at = await bench();
    const written = await at.log.commit([call('a'), call('b')]);
    const rows = await rowsFrom(at.table.db, 1, 10);
    for (const [index, receipt] of written.entries()) {
      if (receipt instanceof LeashError) throw receipt;
      expect(rows[index]?.bytes).toContain(`"record_id":"${receipt.recordId}"`);
    }
    await at.log.close();
  });

  it('knows its position, and leaves it in the head', async () => {
    const at = await bench();
    await at.log.commit([call('a')]);
    await at.log.commit([call('b')]);
    const { position } = at.log;
    expect(position).toMatchObject({ slot: '00', size: 3 });
    await at.log.close();
    expect(await readHead(at.home, '00')).toBe(position?.note);
  });
});

describe('a commit that fails', () => {
  it('leaves nothing behind, and the next continues where the log stands', async () => {
    const at = await bench();
    await at.log.commit([call('a')]);
    at.fault = 'before';
    await expect(at.log.commit([call('b')])).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    expect(await at.log.commit([call('c')])).toMatchObject([{ index: 2 }]);
    expect(await held(at)).toEqual(['log_start', 'a', 'c']);
    expect(at.late).toEqual([]);
    await at.log.close();
  });

  it('but was written all the same is found, kept and disowned', async () => {
    const at = await bench();
    await at.log.commit([call('a')]);
    at.fault = 'after';
    const drafts = [call('b'), call('c')];
    await expect(at.log.commit(drafts)).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    expect(await at.log.commit([call('d')])).toMatchObject([{ index: 4 }]);
    expect(await held(at)).toEqual(['log_start', 'a', 'b', 'c', 'd']);
    expect(at.late).toMatchObject([{ drafts, written: [{ index: 2 }, { index: 3 }] }]);
    await at.log.close();
  });

  it.each(['before', 'after'] as const)('may be the first of the log (%s it is written)', async (fault) => {
    const at = await bench();
    at.fault = fault;
    await expect(at.log.commit([call('a')])).rejects.toBeInstanceOf(LeashError);
    await at.log.commit([call('b')]);
    expect(await held(at)).toEqual(fault === 'before' ? ['log_start', 'b'] : ['log_start', 'a', 'b']);
    await at.log.close();
  });

  it('may fail again and again', async () => {
    const at = await bench();
    for (const name of ['a', 'b', 'c']) {
      at.fault = 'before';
      await expect(at.log.commit([call(name)])).rejects.toBeInstanceOf(LeashError);
    }
    await at.log.commit([call('d')]);
    expect(await held(at)).toEqual(['log_start', 'd']);
    await at.log.close();
  });

  it('for a full disk says so, and succeeds when there is room', async () => {
    const at = await bench();
    await at.log.commit([call('a')]);
    const [row] = await at.table.db.all('PRAGMA page_count');
    await at.table.db.exec(`PRAGMA max_page_count = ${String(row?.['page_count'])}`);
    const failures: unknown[] = [];
    for (let times = 0; failures.length === 0 && times < 50; times += 1) {
      await at.log.commit([call('more')]).catch((error: unknown) => failures.push(error));
    }
    expect(failures).toMatchObject([{ code: 'ERR_LOG_UNAVAILABLE', cause: { code: 'SQLITE_FULL' } }]);
    expect(String(failures[0])).toContain('disk is full');
    await at.table.db.exec('PRAGMA max_page_count = 1000000');
    await at.log.commit([call('b')]);
    expect((await held(at)).at(-1)).toBe('b');
    await at.log.close();
  });

  it('is not taken for written when the log cannot be asked', async () => {
    const at = await bench();
    await at.log.commit([call('a')]);
    await at.log.close();
    await expect(at.log.commit([call('b')])).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    await expect(at.log.commit([call('c')])).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  });
});

describe('a log that changes under its writer', () => {
  it('is not continued when it no longer holds the last entry', async () => {
    const at = await bench();
    await at.log.commit(decisions(5));
    at.fault = 'before';
    await expect(at.log.commit([call('b')])).rejects.toBeInstanceOf(LeashError);
    await at.table.db.exec('DELETE FROM entry WHERE seq > 3');
    await expect(at.log.commit([call('c')])).rejects.toMatchObject({ code: 'ERR_LOG_TAMPERED' });
    await expect(at.log.commit([call('d')])).rejects.toMatchObject({ code: 'ERR_LOG_TAMPERED' });
    await at.log.close();
  });

  it('is not continued when another writer appended to it', async () => {
    const at = await bench();
    await at.log.commit([call('a')]);
    await at.table.db.exec(
      'INSERT INTO entry SELECT 2, bytes, nodes, note, ts, phase, agent, server, session, action, effect, parent FROM entry WHERE seq = 1',
    );
    await expect(at.log.commit([call('b')])).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    await expect(at.log.commit([call('c')])).rejects.toMatchObject({ code: 'ERR_LOG_TAMPERED' });
    await at.log.close();
  });

  it.runIf(process.platform !== 'win32').each(['removed', 'replaced'])(
    'is not continued when its file was %s',
    async (what) => {
      const at = await bench();
      await at.log.commit([call('a')]);
      const path = shardPath(at.home, '00');
      if (what === 'removed') rmSync(path);
      else {
        await writeOther(at.home);
        renameSync(shardPath(at.home, '01'), path);
      }
      at.now = { ...NOW, monoNs: NOW.monoNs + 1e9 };
      await expect(at.log.commit([call('b')])).rejects.toMatchObject({ code: 'ERR_LOG_TAMPERED' });
      await expect(at.log.commit([call('c')])).rejects.toMatchObject({ code: 'ERR_LOG_TAMPERED' });
      await at.log.close();
    },
  );
});

async function writeOther(home: Home): Promise<void> {
  const table = await openShardTable(shardPath(home, '01'), 'full');
  if (typeof table !== 'string') await table.close();
}

describe('rotation', () => {
  it('happens with the commit in which it is due, and the log verifies under both keys', async () => {
    const at = await bench(3);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) expect(await at.log.commit([call(name)])).toHaveLength(1);
    const entries = await held(at);
    expect(entries.filter((entry) => entry === 'key_rotated')).toHaveLength(2);
    expect(entries.filter((entry) => entry !== 'key_rotated')).toEqual([
      'log_start',
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'g',
    ]);
    await at.log.close();
  });

  it.each(['before', 'after'] as const)('survives the failure of its commit (%s it is written)', async (fault) => {
    const at = await bench(3);
    await at.log.commit([call('a'), call('b')]);
    at.fault = fault;
    await expect(at.log.commit([call('c')])).rejects.toBeInstanceOf(LeashError);
    for (const name of ['d', 'e', 'f']) await at.log.commit([call(name)]);
    expect(await held(at)).toContain('key_rotated');
    await at.log.close();
  });
});

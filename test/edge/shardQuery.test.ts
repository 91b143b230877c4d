import { describe, expect, it } from 'vitest';

import type { Receipt } from '../../src/audit/entry.ts';
import { LeashError } from '../../src/errors.ts';
import type { Home } from '../../src/edge/home.ts';
import { readShard } from '../../src/edge/shardFiles.ts';
import type { EntryFilter } from '../../src/edge/shardQuery.ts';
import { findEntries, outcomesOf } from '../../src/edge/shardQuery.ts';
import type { Database } from '../../src/edge/sqlite.ts';
import { decision, event, outcome } from '../support/drafts.ts';
import { wholeShard } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

const START = 1_760_000_000_000;

/** Twelve decisions, a second apart, by two agents on two servers; every third is denied; each allowed one has an outcome. */
async function filled(): Promise<{ home: Home; receipts: Receipt[] }> {
  const home = tempHome();
  const { log } = await wholeShard(home);
  const receipts: Receipt[] = [];
  for (let index = 0; index < 12; index += 1) {
    const draft = decision({
      at: { ms: START + index * 1_000, monoNs: index },
      agent: index % 2 === 0 ? 'claude' : 'cursor',
      server: index < 6 ? 'filesystem' : 'git',
      session: `session-${Math.floor(index / 4)}`,
      action: `tool-${index % 4}`,
      effect: index % 3 === 0 ? 'deny' : 'allow',
      reason: `decision ${index}`,
    });
    const [receipt] = await log.commit([draft]);
    if (receipt === undefined || receipt instanceof LeashError) throw new Error('no receipt');
    receipts.push(receipt);
    if (draft.effect === 'allow') await log.commit([outcome(receipt, { at: draft.at, agent: draft.agent })]);
  }
  await log.commit([event({ agent: 'other', server: 'other', at: { ms: START + 20_000, monoNs: 20 } })]);
  await log.close();
  return { home, receipts };
}

async function reading<T>(home: Home, read: (shard: Database) => Promise<T>): Promise<T> {
  const shard = await readShard(home, '00');
  if (shard === null) throw new Error('there is no shard');
  try {
    return await read(shard);
  } finally {
    await shard.close();
  }
}

async function found(home: Home, filter: EntryFilter, limit = 100): Promise<string[]> {
  const rows = await reading(home, (shard) => findEntries(shard, filter, limit));
  return rows.map((row) => /"reason":"decision (\d+)"/.exec(row.bytes)?.[1] ?? row.action);
}

describe('findEntries', () => {
  it.each<[string, EntryFilter, string[]]>([
    ['of one agent', { agent: 'cursor' }, ['11', '9', '7', '5', '3', '1']],
    ['of one server', { server: 'git' }, ['11', '10', '9', '8', '7', '6']],
    ['that were denied', { effect: 'deny' }, ['9', '6', '3', '0']],
    ['of one tool', { action: 'tool-1' }, ['9', '5', '1']],
    ['of one session', { session: 'session-1', effect: 'allow' }, ['7', '5', '4']],
    ['since a moment', { agent: 'claude', since: START + 8_000 }, ['10', '8']],
    ['until a moment', { agent: 'claude', until: START + 2_000 }, ['2', '0']],
    ['between two moments', { since: START + 3_000, until: START + 5_000 }, ['5', '4', '3']],
    ['that fit all of it', { agent: 'cursor', server: 'git', effect: 'deny' }, ['9']],
    ['that are events', { effect: 'event', action: 'session_start' }, ['session_start']],
    ['of nobody', { agent: 'nobody' }, []],
    ['of a name that looks like SQL', { agent: "' OR 1=1 --" }, []],
  ])('finds entries %s, newest first', async (_, filter, want) => {
    const { home } = await filled();
    expect(await found(home, filter)).toEqual(want);
  });

  it('finds everything but outcomes when nothing is asked', async () => {
    const { home } = await filled();
    const all = await found(home, {});
    // The log began at the time of the test's clock, which is that of the first decision.
    expect(all).toHaveLength(14);
    expect(all.slice(0, 3)).toEqual(['session_start', '11', '10']);
  });

  it('stops at the limit', async () => {
    const { home } = await filled();
    expect(await found(home, { agent: 'claude' }, 2)).toEqual(['10', '8']);
    expect(await found(home, {}, 1)).toEqual(['session_start']);
  });
});

describe('outcomesOf', () => {
  it('gives the outcomes of those decisions that have one', async () => {
    const { home, receipts } = await filled();
    const seqs = receipts.map((receipt) => receipt.index);
    const outcomes = await reading(home, (shard) => outcomesOf(shard, seqs));
    expect([...outcomes.keys()]).toEqual(seqs.filter((_, index) => index % 3 !== 0));
    expect(await reading(home, (shard) => outcomesOf(shard, []))).toEqual(new Map());
  });

  it('takes any number of decisions', async () => {
    const { home, receipts } = await filled();
    const seqs = [...Array.from({ length: 5_000 }, (_, index) => 1_000 + index), ...receipts.map(({ index }) => index)];
    expect((await reading(home, (shard) => outcomesOf(shard, seqs))).size).toBe(8);
  });
});

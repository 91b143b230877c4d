import { describe, expect, it } from 'vitest';

import type { Home } from '../../src/edge/home.ts';
import { decisionPages, extentOf, type DecisionPeriod } from '../../src/edge/shardDecisions.ts';
import { readShard } from '../../src/edge/shardFiles.ts';
import { calls, openLog, record, session, START } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

async function read(home: Home, period: DecisionPeriod = {}) {
  const shard = await readShard(home, '00');
  if (shard === null) throw new Error('no shard');
  const pages: string[][] = [];
  for await (const page of decisionPages(shard, period))
    pages.push(page.map(({ bytes }) => /call \d+/.exec(bytes)?.[0] ?? ''));
  const extent = await extentOf(shard, period);
  await shard.close();
  return { pages, extent };
}

describe('decisionPages', () => {
  it('gives the decisions in their order, and neither outcomes nor events', async () => {
    const home = tempHome();
    await session(home, calls(5));
    const { pages, extent } = await read(home);
    expect(pages).toEqual([['call 0', 'call 1', 'call 2', 'call 3', 'call 4']]);
    expect(extent).toEqual({ first: 1, count: 5 });
  });

  it('gives those of a period, both ends included, although the clock was set back', async () => {
    const home = tempHome();
    const log = await openLog(home);
    await record(log, calls(4));
    await record(log, calls(3, { reason: 'call 9' }));
    await log.close();
    const period = { since: START + 1000, until: START + 2000 };
    expect((await read(home, period)).pages).toEqual([['call 1', 'call 2', 'call 9', 'call 9']]);
    expect((await read(home, { since: START + 10_000 })).pages).toEqual([]);
    expect((await read(home, { since: START + 10_000 })).extent).toEqual({ first: null, count: 0 });
  });

  it('gives many in pages', async () => {
    const home = tempHome();
    const log = await openLog(home, { settings: { durability: 'process' } });
    const drafts = calls(1001, { effect: 'deny' });
    await Promise.all(drafts.map((draft) => new Promise((done) => log.append(draft, done))));
    await log.close();
    const { pages, extent } = await read(home);
    expect(pages.map(({ length }) => length)).toEqual([500, 500, 1]);
    expect(new Set(pages.flat()).size).toBe(1001);
    expect(extent.count).toBe(1001);
  });
});

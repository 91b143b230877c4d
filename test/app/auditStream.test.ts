import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { UnreadableShard } from '../../src/app/auditShards.ts';
import { streamEntries } from '../../src/app/auditStream.ts';
import { shardPath } from '../../src/edge/openShardLog.ts';
import type { Home } from '../../src/edge/home.ts';
import { decision, recorded } from '../support/drafts.ts';
import { openLog, START } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

/** A home with two logs whose entries alternate in time, so many each; both begin with `log_start`. */
async function alternating(count: number): Promise<Home> {
  const home = tempHome();
  const clock = () => ({ ms: START, monoNs: 0 });
  const logs = [await openLog(home, { clock }), await openLog(home, { clock })];
  const waiting: Promise<unknown>[] = [];
  for (let n = 0; n < count; n += 1) {
    for (const [index, log] of logs.entries()) {
      const at = { ms: START + 1 + 2 * n + index, monoNs: n };
      waiting.push(recorded(log, decision({ at, args: { n } })));
    }
  }
  await Promise.all(waiting);
  for (const log of logs) await log.close();
  return home;
}

async function all(home: Home, period = {}) {
  const unreadable: UnreadableShard[] = [];
  const progress: string[] = [];
  const places: string[] = [];
  const hooks = {
    onUnreadable: (shard: UnreadableShard) => unreadable.push(shard),
    onProgress: ({ done, total }: { done: number; total: number }) => progress.push(`${done}/${total}`),
  };
  for await (const { shard, row, openings } of streamEntries(home, period, hooks)) {
    places.push(`${shard}:${row.seq}`);
    if (row.phase === 'decision') expect(await openings()).toHaveLength(1);
  }
  return { places, progress, unreadable };
}

it('merges the entries of all logs by time, over many pages, each with its openings', async () => {
  const { places, progress, unreadable } = await all(await alternating(300));
  const want = Array.from({ length: 300 }, (_, n) => [`00:${n + 1}`, `01:${n + 1}`]).flat();
  expect(places).toEqual(['00:0', '01:0', ...want]);
  expect([progress[0], progress.at(-1)]).toEqual(['1/602', '602/602']);
  expect(unreadable).toEqual([]);
});

it('gives a period alone, both ends included', async () => {
  const home = await alternating(5);
  expect((await all(home, { since: START + 3, until: START + 5 })).places).toEqual(['00:2', '01:2', '00:3']);
  expect((await all(home, { since: START + 100 })).places).toEqual([]);
});

it('tells of a log that cannot be read, and gives the others', async () => {
  const home = await alternating(2);
  writeFileSync(shardPath(home, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
  const { places, unreadable } = await all(home);
  expect(places).toEqual(['00:0', '00:1', '00:2']);
  expect(unreadable).toMatchObject([{ shard: '01' }]);
});

it('closes what it opened where nobody wants the rest', async () => {
  const stream = streamEntries(await alternating(3), {}, { onUnreadable: () => undefined });
  expect((await stream.next()).done).toBe(false);
  await stream.return();
  expect((await stream.next()).done).toBe(true);
});

it('gives nothing of a home without a log', async () => expect((await all(tempHome())).places).toEqual([]));

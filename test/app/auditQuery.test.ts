import { describe, expect, it } from 'vitest';

import { queryLog } from '../../src/app/auditQuery.ts';
import { START, calls, openLog, record, session } from '../support/logs.ts';
import { decision, recorded } from '../support/drafts.ts';
import { tempHome } from '../support/tempHome.ts';

describe('queryLog', () => {
  it('merges the shards, newest first, with outcomes', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home)];
    const all = calls(8);
    for (const [index, call] of all.entries()) {
      const log = logs[index % 2];
      if (log !== undefined) await record(log, [call]);
    }
    for (const log of logs) await log.close();
    const { lines, unreadable } = await queryLog(home, { agent: 'claude', limit: 5 });
    expect(unreadable).toEqual([]);
    expect(lines.map((line) => [line.shard, line.ts - START])).toEqual([
      ['01', 7000],
      ['00', 6000],
      ['01', 5000],
      ['00', 4000],
      ['01', 3000],
    ]);
    expect(lines.map((line) => line.effect)).toEqual(['allow', 'allow', 'deny', 'allow', 'allow']);
    expect(lines[2]?.outcome).toBeNull();
    expect(lines[0]?.outcome).toMatchObject({ leash: { effect: 'success' } });
  });

  it('keeps the order of a shard within one moment', async () => {
    const home = tempHome();
    await session(home, calls(5, { at: { ms: START, monoNs: 0 } }));
    const { lines } = await queryLog(home, { agent: 'claude', limit: 10 });
    expect(lines.map((line) => line.seq)).toEqual(lines.map((line) => line.seq).toSorted((a, b) => b - a));
  });

  it('reads a log while it is written, the last call with its outcome unknown', async () => {
    const home = tempHome();
    const log = await openLog(home);
    await recorded(log, decision());
    const { lines } = await queryLog(home, { agent: 'claude', limit: 10 });
    expect(lines).toMatchObject([{ effect: 'allow', outcome: 'unknown' }]);
    await log.close();
  });

  it('finds nothing in a home without a log', async () => {
    expect(await queryLog(tempHome(), { limit: 10 })).toEqual({ lines: [], unreadable: [] });
  });
});

import { describe, expect, it } from 'vitest';

import { summarizeLog } from '../../src/app/auditSummary.ts';
import { START, calls, openLog, record } from '../support/logs.ts';
import { tamper } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

async function filled() {
  const home = tempHome();
  const logs = [await openLog(home), await openLog(home)];
  const [one, other] = logs;
  if (one !== undefined) await record(one, calls(6));
  if (other !== undefined) {
    await record(
      other,
      calls(3, { agent: 'cursor', server: 'git', action: 'push', rules: [{ policy: 'git', rule: 'all' }] }),
    );
  }
  for (const log of logs) await log.close();
  return home;
}

describe('summarizeLog', () => {
  it('counts what all shards hold', async () => {
    const summary = await summarizeLog(await filled(), { since: 0, until: START + 60_000 });
    expect(summary.counts).toMatchObject({
      effect: [
        { value: 'allow', count: 6 },
        { value: 'deny', count: 3 },
      ],
      status: [{ value: 'success', count: 6 }],
      agent: [
        { value: 'claude', count: 6 },
        { value: 'cursor', count: 3 },
      ],
      server: [
        { value: 'filesystem', count: 6 },
        { value: 'git', count: 3 },
      ],
      action: [
        { value: 'read_file', count: 6 },
        { value: 'push', count: 3 },
      ],
      rule: [
        { value: 'team/reads', count: 6 },
        { value: 'git/all', count: 3 },
      ],
    });
    expect(summary).toMatchObject({ entries: 15, from: START, to: START + 5_000, unreadable: [] });
    expect(summary.shards).toEqual([
      { shard: '00', entries: 10, to: START + 5_000 },
      { shard: '01', entries: 5, to: START + 2_000 },
    ]);
  });

  it('counts all of the log where no period is given', async () => {
    const summary = await summarizeLog(await filled(), {});
    expect(summary.entries).toBe(17);
    expect(summary.counts.event).toEqual([{ value: 'log_start', count: 2 }]);
  });

  it('counts a period', async () => {
    const summary = await summarizeLog(await filled(), { since: START + 4_000, until: START + 5_000 });
    expect(summary.counts.effect).toEqual([
      { value: 'allow', count: 1 },
      { value: 'deny', count: 1 },
    ]);
  });

  it('counts on when an entry is damaged', async () => {
    const home = await filled();
    await tamper(home, "UPDATE entry SET bytes = 'damaged' WHERE phase = 'decision'");
    const summary = await summarizeLog(home, {});
    expect(summary.entries).toBe(17);
    expect(summary.counts.rule).toEqual([{ value: 'git/all', count: 3 }]);
  });

  it('is empty for a home without a log', async () => {
    expect(await summarizeLog(tempHome(), {})).toMatchObject({ entries: 0, from: null, to: null, shards: [] });
  });
});

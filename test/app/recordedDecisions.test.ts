import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { readDecisions, type DecisionQuery, type RecordedDecision } from '../../src/app/recordedDecisions.ts';
import type { Home } from '../../src/edge/home.ts';
import { openLog, record, START } from '../support/logs.ts';
import { tamper } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';
import { call, denied, homeWith } from './recorded.ts';

async function read(home: Home, query: DecisionQuery = {}) {
  const found: RecordedDecision[] = [];
  const progress: string[] = [];
  const unreadable = await readDecisions(home, query, {
    visit: (decision) => void found.push(decision),
    onProgress: ({ done, total }) => void progress.push(`${done}/${total}`),
  });
  return { found, progress, unreadable };
}

describe('readDecisions', () => {
  it('gives each decision with its request, its place and its working directory', async () => {
    const home = await homeWith([call(), denied({ action: 'write_file', args: { path: '/x', n: [1] } })]);
    const { found, progress, unreadable } = await read(home);
    expect(
      found.map(({ shard, entry, cwd, request, gap }) => [
        shard,
        entry.leash.seq,
        cwd,
        request.action,
        request.args,
        gap,
      ]),
    ).toEqual([
      ['00', 2, '/data', 'read_file', { path: '/data/p/a.txt' }, null],
      ['00', 4, '/data', 'write_file', { path: '/x', n: [1] }, null],
    ]);
    expect(progress).toEqual(['1/2', '2/2']);
    expect(unreadable).toEqual([]);
  });

  it('gives those of one agent, one server, or a period', async () => {
    const home = await homeWith([call(), call({ agent: 'b' }), call({ server: 'git' })]);
    const count = async (query: DecisionQuery) => (await read(home, query)).found.length;
    expect(await count({ agent: 'b' })).toBe(1);
    expect(await count({ server: 'fs' })).toBe(2);
    expect(await count({ agent: 'b', server: 'git' })).toBe(0);
    expect(await count({ since: START + 1000, until: START + 1500 })).toBe(1);
  });

  it('goes through every shard, and says which cannot be read', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, [call(), call()]);
    for (const log of logs) await log.close();
    await tamper(home, 'DROP TABLE entry; CREATE TABLE entry (seq INTEGER)');
    const { found, unreadable } = await read(home);
    expect(found.map(({ shard }) => shard)).toEqual(['01', '01']);
    expect(unreadable.map(({ shard }) => shard)).toEqual(['00']);
  });

  it('says what is missing where openings are gone', async () => {
    const home = await homeWith([call()]);
    rmSync(home.openings, { recursive: true });
    expect((await read(home)).found[0]).toMatchObject({
      gap: { kind: 'args' },
      request: { action: 'read_file', args: {} },
    });
  });

  it('passes over what is damaged, and goes by the entry where only a column was changed', async () => {
    const home = await homeWith([call(), call(), call()]);
    await tamper(
      home,
      "UPDATE entry SET bytes = 'x' WHERE seq = 2; UPDATE entry SET agent = 'z', ts = ts + 1 WHERE seq = 4",
    );
    const { found, progress } = await read(home, { agent: 'default' });
    expect(found.map(({ entry }) => entry.leash.seq)).toEqual([4, 6]);
    expect(progress.at(-1)).toBe('3/3');
  });

  it('gives nothing of a home without a log', async () => {
    const home = await homeWith([]);
    rmSync(home.audit, { recursive: true });
    expect(await read(home)).toEqual({ found: [], progress: [], unreadable: [] });
  });
});

import { describe, expect, it } from 'vitest';

import { readShard } from '../../src/edge/shardFiles.ts';
import { sessionFolders } from '../../src/edge/sessionFolders.ts';
import { event } from '../support/drafts.ts';
import { openLog } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

describe('sessionFolders', () => {
  it('gives the working directory of each session whose start names one', async () => {
    const home = tempHome();
    const log = await openLog(home);
    log.note(event({ session: 'a', detail: { cwd: '/data' } }));
    log.note(event({ session: 'b', detail: {} }));
    log.note(event({ session: 'c', detail: { cwd: 'relative' } }));
    log.note(event({ session: 'd', detail: { cwd: 7 } }));
    log.note(event({ session: 'e', event: 'session_end', detail: { cwd: '/other' } }));
    for (let i = 0; i < 600; i++) log.note(event({ session: `s${i}`, detail: { cwd: `/${i}` } }));
    await log.close();
    const shard = await readShard(home, '00');
    if (shard === null) throw new Error('no shard');
    const folders = await sessionFolders(shard);
    await shard.close();
    expect(folders.size).toBe(601);
    expect([folders.get('a'), folders.get('b'), folders.get('c'), folders.get('s599')]).toEqual([
      '/data',
      undefined,
      undefined,
      '/599',
    ]);
  });
});

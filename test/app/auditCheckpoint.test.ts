import { describe, expect, it } from 'vitest';

import { takeCheckpoint } from '../../src/app/auditCheckpoint.ts';
import { verifyLog } from '../../src/app/auditVerify.ts';
import { parseHeldNotes } from '../../src/app/heldNotes.ts';
import { calls, openLog, record, session } from '../support/logs.ts';
import { tamper } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

function fail(message: string): never {
  throw new Error(message);
}

describe('takeCheckpoint', () => {
  it('gives the notes of the index and of every shard, also of one that is being written', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, calls(3));
    const taken = await takeCheckpoint(home, fail);
    expect(taken.shards.map(({ slot }) => slot)).toEqual(['00', '01']);
    expect(taken.text).toBe([taken.index, ...taken.shards].map(({ note }) => note).join(''));
    const held = parseHeldNotes(taken.text);
    expect(held?.map(({ checkpoint }) => checkpoint.origin.split('/').at(-1))).toEqual(['index', '00', '01']);
    for (const log of logs) await log.close();
    expect(await verifyLog({ home, key: null, checkpoints: taken.text })).toMatchObject({ status: 'verified' });
  });

  it('records them in the index, so that it knows the shards later', async () => {
    const home = tempHome();
    await session(home, calls(3));
    const first = await takeCheckpoint(home, fail);
    const second = await takeCheckpoint(home, fail);
    expect(second.index.size).toBe(first.index.size + 1);
  });

  it('passes over a shard whose end is damaged, and says so', async () => {
    const home = tempHome();
    await session(home, calls(3));
    await tamper(home, 'UPDATE entry SET note = NULL');
    const taken = await takeCheckpoint(home, fail);
    expect(taken.shards).toEqual([]);
    expect(taken.unreadable).toMatchObject([{ shard: '00' }]);
  });

  it('has nothing to give in a home without a log', async () => {
    await expect(takeCheckpoint(tempHome(), fail)).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  });
});

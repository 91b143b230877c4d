import { describe, expect, it } from 'vitest';

import { lineOf } from '../../src/app/auditLine.ts';
import type { EntryRow } from '../../src/audit/row.ts';
import { readShard } from '../../src/edge/shardFiles.ts';
import { rowsFrom } from '../../src/edge/shardRows.ts';
import { decision, event } from '../support/drafts.ts';
import { session } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

/** An allowed decision with its outcome, a denied one, an event. */
async function rows(): Promise<Record<'allowed' | 'outcome' | 'denied' | 'event', EntryRow>> {
  const home = tempHome();
  await session(home, [decision(), decision({ effect: 'deny' }), event()]);
  const shard = await readShard(home, '00');
  const all = shard === null ? [] : await rowsFrom(shard, 0, 10);
  await shard?.close();
  const find = (phase: EntryRow['phase'], effect: string): EntryRow => {
    const found = all.findLast((row) => row.phase === phase && row.effect === effect);
    if (found === undefined) throw new Error(`no ${phase} ${effect}`);
    return found;
  };
  return {
    allowed: find('decision', 'allow'),
    outcome: find('outcome', 'success'),
    denied: find('decision', 'deny'),
    event: find('event', 'event'),
  };
}

describe('lineOf', () => {
  it('gives a decision its outcome', async () => {
    const { allowed, outcome } = await rows();
    const line = lineOf('00', allowed, outcome);
    expect(line).toMatchObject({ shard: '00', seq: 1, phase: 'decision', action: 'read_file', effect: 'allow' });
    expect(line.outcome).toMatchObject({ record_phase: 'post_execution', leash: { effect: 'success' } });
  });

  it('calls the outcome of an allowed decision unknown as long as there is none, and never a success', async () => {
    const { allowed, denied } = await rows();
    expect(lineOf('00', allowed, undefined).outcome).toBe('unknown');
    expect(lineOf('00', allowed, { ...denied }).outcome).toBe('unknown');
    expect(lineOf('00', allowed, { ...denied, bytes: 'damaged' }).outcome).toBe('unknown');
  });

  it('expects no outcome of a denial or an event', async () => {
    const { denied, event: happened } = await rows();
    expect(lineOf('00', denied, undefined).outcome).toBeNull();
    expect(lineOf('00', happened, undefined).outcome).toBeNull();
  });

  it('tells what the entry says, not what the columns say', async () => {
    const { denied } = await rows();
    const line = lineOf('00', { ...denied, effect: 'allow', agent: 'somebody else', ts: 5 }, undefined);
    expect(line).toMatchObject({ effect: 'deny', agent: 'claude' });
    expect(line.ts).not.toBe(5);
  });

  it('tells what the columns say of an entry that cannot be read', async () => {
    const { allowed } = await rows();
    const line = lineOf('00', { ...allowed, bytes: 'damaged' }, undefined);
    expect(line).toMatchObject({ entry: null, agent: 'claude', effect: 'allow', outcome: 'unknown' });
  });
});

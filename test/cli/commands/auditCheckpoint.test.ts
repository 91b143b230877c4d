import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';

import { parseHeldNotes } from '../../../src/app/heldNotes.ts';
import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import { copyOf, emptyHome, expectHarmless, filledHome, jsonOf, run } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

describe('leash audit checkpoint', () => {
  it('prints the signed notes of the index and of each log, and nothing else', async () => {
    const { exitCode, out, err } = await run(copyOf(home), ['audit', 'checkpoint']);
    expect([exitCode, err]).toEqual([0, '']);
    const notes = parseHeldNotes(out)?.map(({ checkpoint }) => [checkpoint.origin.split('/').at(-1), checkpoint.size]);
    expect(notes).toEqual([
      ['index', expect.any(Number)],
      ['00', 9],
    ]);
  });

  it('prints the same on a terminal', async () => {
    const place = copyOf(home);
    const { out } = await run(place, ['audit', 'checkpoint'], { outColumns: 80 });
    expect(parseHeldNotes(out)).toHaveLength(2);
    expectHarmless(out);
  });

  it('prints JSON with stable keys', async () => {
    const taken = jsonOf(await run(copyOf(home), ['audit', 'checkpoint', '--json']));
    expect(Object.keys(taken)).toEqual(['text', 'index', 'shards', 'unreadable']);
    expect(taken).toMatchObject({ index: { shard: 'index' }, shards: [{ shard: '00', size: 9 }], unreadable: [] });
  });

  it('ends with 3 where there is no log, and says how there comes to be one', async () => {
    const { exitCode, out, err } = await run(emptyHome(), ['audit', 'checkpoint']);
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toContain('run a server behind leash-mcp first');
  });

  it('ends with 3 where a log is left out', async () => {
    const place = copyOf(home);
    writeFileSync(shardPath(place, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const { exitCode, out, err } = await run(place, ['audit', 'checkpoint']);
    expect(exitCode).toBe(3);
    expect(parseHeldNotes(out)).toHaveLength(2);
    expect(err).toContain('log 01 cannot be read');
  });

  it('writes to no home that others can reach', async () => {
    const place = copyOf(home);
    chmodSync(place.root, 0o755);
    const { exitCode, out, err } = await run(place, ['audit', 'checkpoint']);
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toContain(`chmod 700 ${place.root}`);
  });

  it('ends with 3 where its key is gone', async () => {
    const place = copyOf(home);
    rmSync(place.keys, { recursive: true });
    expect((await run(place, ['audit', 'checkpoint'])).exitCode).toBe(3);
  });
});

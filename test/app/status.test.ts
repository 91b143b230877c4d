import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { statusOf } from '../../src/app/status.ts';
import { locateHome, type Home } from '../../src/edge/home.ts';
import { shardPath } from '../../src/edge/openShardLog.ts';
import { calls, openLog, record, session, START } from '../support/logs.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

const POLICY = 'name: a\nagents: ["*"]\nrules:\n  - { action: x, effect: allow, reason: r }\n';

describe('statusOf', () => {
  it('of a home that is not there makes none', async () => {
    const home = locateHome(join(tempFolder(), 'none'), {});
    expect(await statusOf(home)).toEqual({
      home: home.root,
      exists: false,
      key: null,
      policies: { folder: home.policies, files: 0, rules: 0, problems: 0 },
      problems: [],
      logs: [],
      stopped: null,
      proxies: [],
      silent: [],
      resident: null,
      unreadable: [],
    });
    expect((await statusOf(home)).exists).toBe(false);
  });

  it('counts policies and what is wrong with them', async () => {
    const home = tempHome();
    writeFileSync(join(home.policies, 'a.yaml'), POLICY);
    expect((await statusOf(home)).policies).toEqual({ folder: home.policies, files: 1, rules: 1, problems: 0 });
    writeFileSync(join(home.policies, 'b.yaml'), POLICY);
    expect((await statusOf(home)).policies).toMatchObject({ files: 2, rules: 2, problems: 1 });
  });

  it('tells logs that are written from those that rest', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, calls(2));
    await logs[1]?.close();
    const at = { last: START + 1000, server: 'filesystem' };
    expect((await statusOf(home)).logs).toEqual([
      { shard: '00', state: 'running', entries: expect.any(Number) as number, ...at },
      { shard: '01', state: 'idle', entries: 5, ...at },
    ]);
    await logs[0]?.close();
    expect((await statusOf(home)).logs.map(({ state }) => state)).toEqual(['idle', 'idle']);
  });

  it('leaves the slot of a log free for the next proxy', async () => {
    const home = tempHome();
    await session(home, calls(1));
    await statusOf(home);
    expect(await session(home, calls(1))).toBe('00');
  });

  it('knows of a log that is gone by its head', async () => {
    const home = tempHome();
    await session(home, calls(1));
    rmSync(shardPath(home, '00'));
    expect((await statusOf(home)).logs).toEqual([
      { shard: '00', state: 'missing', entries: null, last: null, server: null },
    ]);
  });

  it('shows the other logs where one cannot be read', async () => {
    const home = tempHome();
    await session(home, calls(1));
    writeFileSync(shardPath(home, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const { logs, unreadable } = await statusOf(home);
    expect(logs.map(({ shard }) => shard)).toEqual(['00']);
    expect(unreadable.map(({ shard }) => shard)).toEqual(['01']);
  });

  it.each<[string, (home: Home) => unknown, RegExp]>([
    ['others can reach the home', ({ root }) => chmodSync(root, 0o755), /chmod 700/],
    ['others can reach its keys', ({ keys }) => chmodSync(keys, 0o755), /chmod 700/],
    ['others can read a key', ({ keys }) => chmodSync(join(keys, 'root.jwk'), 0o644), /chmod 600/],
    ['a key is damaged', ({ keys }) => writeFileSync(join(keys, 'root.jwk'), 'x'), /root\.jwk/],
    ['the settings are wrong', ({ root }) => writeFileSync(join(root, 'config.yaml'), 'x: 1'), /config\.yaml:1:1/],
    ['the settings cannot be read', ({ root }) => mkdirSync(join(root, 'config.yaml')), /cannot be read/],
  ])('names what makes every proxy deny: %s', async (_, damage, why) => {
    const home = tempHome();
    await session(home, calls(1));
    expect((await statusOf(home)).problems).toEqual([]);
    damage(home);
    const { problems, logs } = await statusOf(home);
    expect(problems).toEqual([expect.stringMatching(why)]);
    expect(logs).toHaveLength(1);
  });

  it('adds nothing to a home, beside what SQLite needs to read', async () => {
    const home = tempHome();
    await session(home, calls(1));
    const all = (): string[] => {
      const names = readdirSync(home.root, { recursive: true }).map(String);
      return names.filter((name) => !/\.db-(wal|shm)$/.test(name)).sort();
    };
    const before = all();
    await statusOf(home);
    expect(all()).toEqual(before);
  });
});

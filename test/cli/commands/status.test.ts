import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import { addPolicy, copyOf, emptyFolder, expectHarmless, filledHome, jsonOf, openLog, run, START } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

const status = (place: Home, ...words: string[]) => run(place, ['status', ...words]);

describe('leash status', () => {
  it('shows the home, its policies, its key and its logs', async () => {
    const place = copyOf(home);
    addPolicy(place, 'a.yaml', 'name: a\nagents: ["*"]\nrules:\n  - { action: x, effect: allow, reason: r }\n');
    const { exitCode, out, err } = await status(place);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain(`home      ${place.root}\n`);
    expect(out).toContain(`policies  1 file in ${place.policies}, 1 rule\n`);
    expect(out).toMatch(/^root key {2}leash-root\//m);
    expect(out).toMatch(/^00 +idle +9 .* filesystem$/m);
  });

  it('prints JSON with stable keys', async () => {
    const found = jsonOf(await status(home, '--json'));
    expect(Object.keys(found)).toEqual([
      'home',
      'exists',
      'key',
      'policies',
      'problems',
      'silent',
      'unreadable',
      'resident',
      'logs',
      'stopped',
      'proxies',
    ]);
    expect(found).toMatchObject({
      exists: true,
      policies: { files: 0, rules: 0, problems: 0 },
      problems: [],
      logs: [
        {
          shard: '00',
          state: 'idle',
          entries: 9,
          last: new Date(START + 8 * 60_000).toISOString(),
          server: 'filesystem',
        },
      ],
    });
  });

  it('tells a running proxy from one that has ended', async () => {
    const place = copyOf(home);
    const log = await openLog(place);
    expect(jsonOf(await status(place, '--json'))).toMatchObject({ logs: [{ state: 'running' }] });
    expect((await status(place)).out).toMatch(/^00 +running /m);
    await log.close();
    expect(jsonOf(await status(place, '--json'))).toMatchObject({ logs: [{ state: 'idle' }] });
  });

  it('says what comes about by itself where there is no home yet', async () => {
    const place = { ...home, root: join(emptyFolder(), 'none') };
    const { exitCode, out, err } = await status(place);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('(made when the first server runs behind leash-mcp)');
    expect(out).toContain('a proxy without --policy denies everything');
    expect(out).toMatch(/\n\nno log yet\n$/);
  });

  it('ends with 1 for policies that are not valid', async () => {
    const place = copyOf(home);
    addPolicy(place, 'a.yaml', 'name: a\n');
    const { exitCode, out } = await status(place);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^policies {2}2 problems in .*, see `leash policy validate`$/m);
  });

  it.each([
    ['a home that others can reach', (place: Home) => chmodSync(place.root, 0o755), /chmod 700/],
    ['a key that cannot be used', (place: Home) => writeFileSync(join(place.keys, 'root.jwk'), '{'), /root\.jwk/],
    [
      'settings that are wrong',
      (place: Home) => writeFileSync(join(place.root, 'config.yaml'), 'lst: 1'),
      /:1:1: .*`list`/,
    ],
  ])('ends with 3 for %s, says so, and shows the rest', async (_, damage, why) => {
    const place = copyOf(home);
    damage(place);
    const { exitCode, out } = await status(place);
    expect(exitCode).toBe(3);
    expect(/^problem +(.*)$/m.exec(out)?.[1]).toMatch(why);
    expect(out).toMatch(/^00 +idle +9 /m);
    expect(jsonOf(await status(place, '--json'))['problems']).toHaveLength(1);
  });

  it('ends with 3 where a log is gone or cannot be read', async () => {
    const place = copyOf(home);
    rmSync(shardPath(place, '00'));
    const gone = await status(place);
    expect(gone.exitCode).toBe(3);
    expect(gone.out).toMatch(/^00 +missing$/m);
    expect(gone.out).toContain('`leash audit verify` tells more');
    writeFileSync(shardPath(place, '00'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const unreadable = await status(place);
    expect(unreadable.exitCode).toBe(3);
    expect(unreadable.err).toContain('log 00 cannot be read');
  });

  it('never lets the path of a home reach the terminal', async () => {
    const place = { ...home, root: join(emptyFolder(), 'a\u001b[31m\u202Eb') };
    for (const words of [[], ['--json']]) expectHarmless((await status(place, ...words)).out);
  });

  it.each([
    ['a file', () => join(home.keys, 'root.jwk')],
    ['a path below a file', () => join(home.keys, 'root.jwk', 'x')],
  ])('refuses %s as a home', async (_, root) => {
    const { exitCode, out, err } = await status({ ...home, root: root() });
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toContain('is not a folder');
  });

  it('refuses an empty text as a home', async () => {
    expect(await status({ ...home, root: '' })).toMatchObject({ exitCode: 2, out: '' });
  });
});

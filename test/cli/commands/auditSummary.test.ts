import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';

import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import { copyOf, emptyHome, expectHarmless, filledHome, jsonOf, run, START } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

const summary = (...words: string[]) => run(home, ['audit', 'summary', ...words]);

describe('leash audit summary', () => {
  it('counts decisions by effect, agent, server, action and rule, and outcomes and events', async () => {
    const { exitCode, out, err } = await summary();
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^9 entries in 1 log, from /);
    const [, decisions = '', outcomes = ''] = out.split('\n\n');
    expect(decisions.split('\n').slice(1).sort()).toEqual([
      '        1  observe_deny',
      '        2  allow',
      '        2  deny',
    ]);
    expect(outcomes).toBe('outcomes\n        1  success');
    expect(out).toContain('\n        2  team/reads\n');
    expect(out).toContain('\n        1  session_end');
    expectHarmless(out);
  });

  it('prints JSON with stable keys and times that machines read', async () => {
    const counted = jsonOf(await summary('--json'));
    expect(Object.keys(counted)).toEqual(['entries', 'counts', 'unreadable', 'from', 'to', 'shards']);
    expect(counted).toMatchObject({
      entries: 9,
      from: new Date(START).toISOString(),
      to: new Date(START + 8 * 60_000).toISOString(),
      shards: [{ shard: '00', entries: 9, to: new Date(START + 8 * 60_000).toISOString() }],
    });
    expectHarmless((await summary('--json')).out);
  });

  it('counts a period', async () => {
    const since = new Date(START + 4 * 60_000).toISOString();
    expect(jsonOf(await summary('--since', since, '--until', since, '--json'))).toMatchObject({
      entries: 1,
      counts: { effect: [{ value: 'deny', count: 1 }], agent: [{ value: 'claude', count: 1 }] },
    });
  });

  it('cuts each list where it is told to, and says so', async () => {
    const { out } = await summary('--top', '1');
    expect(out).toMatch(/decisions\n +2 {2}\w+\n +and 2 more\n/);
  });

  it.each([
    ['--top x', '--top takes a whole number, not `x`'],
    ['--since never', '--since takes a time'],
    ['--agent claude', 'unknown option `--agent`'],
  ])('refuses %s', async (words, why) => {
    const { exitCode, out, err } = await summary(...words.split(' '));
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(why);
  });

  it('says so where there is nothing', async () => {
    const place = emptyHome();
    expect(await run(place, ['audit', 'summary'])).toEqual({
      exitCode: 0,
      out: `no such entries in ${place.audit}\n`,
      err: '',
    });
    expect(jsonOf(await run(place, ['audit', 'summary', '--json']))).toMatchObject({
      entries: 0,
      from: null,
      to: null,
    });
  });

  it('ends with 3 where a log cannot be counted', async () => {
    const place = copyOf(home);
    writeFileSync(shardPath(place, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const { exitCode, out, err } = await run(place, ['audit', 'summary']);
    expect(exitCode).toBe(3);
    expect(out).toContain('9 entries in 1 log');
    expect(err).toContain('log 01 cannot be read');
  });
});

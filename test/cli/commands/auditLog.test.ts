import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import {
  copyOf,
  emptyFolder,
  emptyHome,
  expectHarmless,
  filledHome,
  linesOf,
  recordMore,
  run,
  START,
} from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

const log = (...words: string[]) => run(home, ['audit', 'log', ...words]);

/** The entries that were listed, as their places. */
async function listed(...words: string[]): Promise<unknown[]> {
  const ran = await log(...words, '--json');
  expect(ran.exitCode).toBe(0);
  return ran.out === '' ? [] : linesOf(ran).map(({ seq }) => seq);
}

describe('leash audit log', () => {
  it('lists decisions and events, newest first, each with what became of it', async () => {
    const { exitCode, out, err } = await log();
    expect([exitCode, err]).toEqual([0, '']);
    const [head = '', ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^time +entry +effect +agent +server +action +outcome +rule or reason$/);
    expect(rows.map((row) => row.slice(head.indexOf('entry')).split(' ')[0])).toEqual([
      '00:8',
      '00:7',
      '00:6',
      '00:5',
      '00:4',
      '00:2',
      '00:1',
      '00:0',
    ]);
    const row = (place: string) => rows.find((each) => each.includes(` ${place} `)) ?? '';
    expect(row('00:2')).toMatch(/allow +claude +filesystem +read_file +success +team\/reads$/);
    expect(row('00:4')).toMatch(/deny +claude +filesystem +write_file +nothing allows writing$/);
    expect(row('00:5')).toMatch(/observe_deny .* delete_file +unknown +careful\/no-deletes$/);
    expect(row('00:7')).toMatch(/allow .* file:\/\/\/data\/b.txt +unknown +team\/reads$/);
    expect(row('00:1')).toMatch(/event .* session_start +mode=enforce version=0.1.0$/);
  });

  it('never lets foreign text reach the terminal, in a table or in JSON', async () => {
    for (const words of [[], ['--json']]) {
      const { out } = await run(home, ['audit', 'log', ...words], { env: {} });
      expectHarmless(out);
      expect(out).toContain('red');
    }
  });

  it('prints one JSON object a line, with stable keys', async () => {
    const lines = linesOf(await log('--json'));
    expect(Object.keys(lines[0] ?? {})).toEqual([
      'id',
      'shard',
      'seq',
      'time',
      'phase',
      'agent',
      'server',
      'session',
      'action',
      'effect',
      'reason',
      'rules',
      'outcome',
      'parent',
      'entry',
    ]);
    expect(lines.find(({ seq }) => seq === 2)).toMatchObject({
      shard: '00',
      time: new Date(START + 120_000).toISOString(),
      phase: 'decision',
      effect: 'allow',
      reason: 'reads are allowed',
      rules: [{ policy: 'team', rule: 'reads' }],
      outcome: 'success',
      parent: null,
      entry: { record_phase: 'pre_execution' },
    });
  });

  it.each([
    ['--effect deny', [6, 4]],
    ['--effect observe_deny', [5]],
    ['--effect event', [8, 1, 0]],
    ['--action read_file', [2]],
    ['--agent claude --effect deny', [4]],
    ['--agent nobody', []],
    ['--server filesystem --action write_file', [4]],
    ['--session leash', [0]],
    ['--limit 2', [8, 7]],
    ['--limit 0', []],
    [`--since ${new Date(START + 6 * 60_000).toISOString()}`, [8, 7, 6]],
    [`--until ${new Date(START + 2 * 60_000).toISOString()}`, [2, 1, 0]],
  ])('picks with %s', async (words, want) => expect(await listed(...words.split(' '))).toEqual(want));

  it('counts back from now', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START + 8 * 60_000 });
    try {
      expect(await listed('--since', '2m')).toEqual([8, 7, 6]);
      expect(await listed('--since', '1h', '--until', '5m')).toEqual([2, 1, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes what looks like SQL or a pattern as a text', async () => {
    for (const text of ["' OR 1=1 --", '%', '*', '.*']) expect(await listed('--action', text)).toEqual([]);
  });

  it.each([
    ['--effect maybe', 'allow, deny, observe_deny or event, not `maybe`'],
    ['--since yesterday', 'not `yesterday`'],
    ['--since 5', 'not `5`'],
    ['--limit -1', '--limit'],
    ['--limit 1e3', 'a whole number, not `1e3`'],
    ['--limit', 'missing value'],
    ['--since 1h --until 2h', '--since lies behind --until'],
    ['extra', 'expected 0, got 1'],
    ['--lmit 5', 'did you mean `--limit`?'],
  ])('refuses %s', async (words, why) => {
    const { exitCode, out, err } = await log(...words.split(' '));
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect(err).toMatch(/^leash: [^\n]+\n$/);
  });

  it('says so where nothing fits, and where there is no log', async () => {
    for (const place of [emptyHome(), { ...home, root: join(emptyFolder(), 'none') }]) {
      const { exitCode, out, err } = await run(place, ['audit', 'log']);
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toBe(`no such entries in ${join(place.root, 'audit')}\n`);
      expect(await run(place, ['audit', 'log', '--json'])).toEqual({ exitCode: 0, out: '', err: '' });
    }
  });

  it('shows what can be read, and ends with 3 where a log cannot be', async () => {
    const place = copyOf(home);
    writeFileSync(shardPath(place, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const { exitCode, out, err } = await run(place, ['audit', 'log']);
    expect(exitCode).toBe(3);
    expect(out).toContain('read_file');
    expect(err).toMatch(/^leash: log 01 cannot be read \(.*\); `leash audit verify` tells more\n$/);
    rmSync(shardPath(place, '00'));
    expect((await run(place, ['audit', 'log'])).out).toBe('');
  });

  it('merges the logs of several proxies by time', async () => {
    const place = copyOf(home);
    await recordMore(place, { at: { ms: START + 6.5 * 60_000, monoNs: 0 }, action: 'late' });
    const actions = linesOf(await run(place, ['audit', 'log', '--json', '--limit', '3'])).map(({ action }) => action);
    expect(actions).toEqual(['session_end', 'file:///data/b.txt', 'late']);
  });

  it('colours effects on a terminal only, and not under NO_COLOR', async () => {
    const on = { outColumns: 200 };
    expect((await run(home, ['audit', 'log'], on)).out).toContain('\u001b[31mdeny');
    expect((await run(home, ['audit', 'log'], { ...on, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
    expect((await run(home, ['audit', 'log', '--json'], on)).out).not.toContain('\u001b');
    // Only colours: nothing of the log's own.
    expectHarmless((await run(home, ['audit', 'log'], on)).out.replaceAll(/\u001b\[\d+m/g, ''));
  });
});

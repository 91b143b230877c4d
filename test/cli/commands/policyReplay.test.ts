import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { call, denied, homeWith, policyOf } from '../../app/recorded.ts';
import { openLog, record, START } from '../../support/logs.ts';
import { tamper } from '../../support/shards.ts';
import { tempHome } from '../../support/tempHome.ts';
import { addPolicy, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const READS = '{ id: reads, action: read_file, effect: allow, reason: r, args: { path: { under: ["/data/p"] } } }';
const OTHER = '{ id: reads, action: read_file, effect: allow, reason: r, args: { path: { under: ["/data/q"] } } }';
const WRITES = '{ id: writes, action: write_file, effect: allow, reason: writes are fine }';

/** A home in which two reads were allowed and a write was denied, with these rules in force now. */
async function setUp(...rules: string[]) {
  const home = await homeWith([call(), call(), denied({ action: 'write_file' })]);
  addPolicy(home, 'team.yaml', policyOf(...rules));
  return home;
}

const replay = async (home: Awaited<ReturnType<typeof setUp>>, ...more: string[]) =>
  run(home, ['policy', 'replay', ...more]);
const squeezed = (out: string): string[] => out.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));

describe('leash policy replay', () => {
  it('ends with 0 where everything comes out the same', async () => {
    expect(await replay(await setUp(READS))).toEqual({
      exitCode: 0,
      out: '3 decisions: 3 the same, none changed\n',
      err: '',
    });
  });

  it('ends with 1 where something would change, what would no longer go through first', async () => {
    const { exitCode, out, err } = await replay(await setUp(OTHER, WRITES));
    expect([exitCode, err]).toEqual([1, '']);
    const [head, first, second, ...rest] = squeezed(out);
    expect(head).toBe('change | times | agent | server | action | entries | would be decided by');
    expect(first).toMatch(/^allow -> deny \| 2 \| default \| fs \| read_file \| 00:2 00:4 \| default\/deny-all: /);
    expect(first).toContain('`team/reads` would allow this if `path` were under `/data/q`');
    expect(second).toBe('deny -> allow | 1 | default | fs | write_file | 00:6 | team/writes: writes are fine');
    expect(rest).toEqual(['', '3 decisions: 0 the same, 3 changed', '']);
  });

  it('tries other policies than those in force', async () => {
    const home = await setUp(READS);
    const file = addPolicy(emptyHome(), 'new.yaml', policyOf(OTHER));
    expect((await replay(home, '--policy', file)).exitCode).toBe(1);
    const { exitCode, out } = await replay(home, '--policy', 'builtin:allow-all');
    expect(exitCode).toBe(1);
    expect(out).toContain('deny -> allow');
    expect(out).not.toContain('allow -> deny');
  });

  it('replays one agent, one server, or a period', async () => {
    const home = await homeWith([call(), call({ agent: 'b' }), call({ server: 'git' })]);
    const count = async (...more: string[]) => jsonOf(await replay(home, '--json', ...more))['decisions'];
    expect(await count()).toBe(3);
    expect(await count('--agent', 'b')).toBe(1);
    expect(await count('--server', 'fs')).toBe(2);
    expect(await count('--agent', 'b', '--server', 'git')).toBe(0);
    const at = (ms: number): string => new Date(ms).toISOString();
    expect(await count('--since', at(START + 1000), '--until', at(START + 1500))).toBe(1);
    expect(await count('--since', '1d')).toBe(0);
  });

  it('counts what cannot be decided again, and changes nothing by it', async () => {
    const home = await setUp(READS);
    rmSync(home.openings, { recursive: true });
    const { exitCode, out } = await replay(home);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^3 decisions: 1 the same, none changed\n2 cannot be decided again: an argument was withheld/);
  });

  it('sets aside what no policy decided', async () => {
    const home = await homeWith([denied({ policySet: null, reason: 'not JSON' })]);
    const { exitCode, out } = await replay(home);
    expect([exitCode, out]).toEqual([0, '1 decision: 0 the same, none changed\n1 was not up to the policies\n']);
  });

  it('prints JSON with stable keys, and ends as without', async () => {
    const ran = await replay(await setUp(READS, WRITES), '--json');
    expect([ran.exitCode, ran.err]).toEqual([1, '']);
    expect(jsonOf(ran)).toEqual({
      policySet: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      decisions: 3,
      same: 2,
      aside: 0,
      changed: 1,
      undecidable: [],
      changes: [
        {
          from: 'deny',
          to: 'through',
          agent: 'default',
          server: 'fs',
          method: 'tools/call',
          name: 'write_file',
          before: [],
          after: ['team/writes'],
          reason: 'writes are fine',
          nearMiss: null,
          count: 1,
          examples: ['00:6'],
        },
      ],
      unreadable: [],
    });
  });

  it('cuts a table that nobody would read to its end, and counts the rest', async () => {
    const home = await homeWith(Array.from({ length: 103 }, (_, index) => call({ action: `tool-${index}` })));
    const { exitCode, out } = await replay(home);
    expect(exitCode).toBe(1);
    expect(out.match(/^allow -> deny/gm)).toHaveLength(100);
    expect(out).toContain('\nand 3 kinds more; --json has them\n');
    expect(jsonOf(await replay(home, '--json'))['changes']).toHaveLength(103);
  });

  it('draws its progress where a person watches, and nowhere else', async () => {
    const home = await setUp(READS);
    expect((await run(home, ['policy', 'replay'], { errColumns: 80 })).err).toContain('replaying');
    expect((await run(home, ['policy', 'replay', '--json'], { errColumns: 80 })).err).toBe('');
  });

  it('sends nothing that a terminal obeys', async () => {
    const home = await homeWith([call({ agent: HOSTILE, server: HOSTILE, action: HOSTILE, args: { [HOSTILE]: 1 } })]);
    for (const more of [[], ['--json']]) {
      const { exitCode, out } = await replay(home, ...more);
      expect(exitCode).toBe(1);
      expectHarmless(out);
    }
  });

  it('ends with 3 where it cannot read a log, unless something would change in another', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, [call()]);
    for (const log of logs) await log.close();
    await tamper(home, 'DROP TABLE entry; CREATE TABLE entry (seq INTEGER)');
    addPolicy(home, 'team.yaml', policyOf(READS));
    const unread = await replay(home);
    expect([unread.exitCode, unread.out]).toEqual([3, '1 decision: 1 the same, none changed\n']);
    expect(unread.err).toContain('log 00 cannot be read');
    addPolicy(home, 'team.yaml', policyOf(OTHER));
    const changed = await replay(home);
    expect([changed.exitCode, changed.err]).toEqual([1, unread.err]);
  });

  it('ends with 1 for policies that are not valid, and with 2 for words that are none', async () => {
    const home = await setUp(READS);
    const file = addPolicy(emptyHome(), 'new.yaml', 'name: a\n');
    const invalid = await replay(home, '--policy', file);
    expect([invalid.exitCode, invalid.out]).toEqual([1, '']);
    expect(invalid.err).toContain(`${file}:1:1: missing \`agents\``);
    expect((await replay(home, '--since', 'ever')).exitCode).toBe(2);
    expect((await replay(home, '--since', '1d', '--until', '2d')).exitCode).toBe(2);
    expect((await replay(home, 'team.yaml')).exitCode).toBe(2);
  });
});

import { rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';

import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import { tamper } from '../../support/shards.ts';
import { copyOf, emptyHome, expectHarmless, filledHome, HOSTILE, jsonOf, run, START } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

const show = (...words: string[]) => run(home, ['audit', 'show', ...words]);

describe('leash audit show', () => {
  it('shows a decision with its arguments, its outcome and its signed bytes', async () => {
    const { exitCode, out, err } = await show('00:2');
    expect([exitCode, err]).toEqual([0, '']);
    const [fields = '', bytes = ''] = out.split('\n\nas it is hashed and signed:\n');
    expect(fields.split('\n').map((line) => line.replace(/ {2,}/, ' '))).toEqual([
      'entry 00:2',
      expect.stringMatching(/^id [0-9a-f-]{36}$/),
      expect.stringContaining(new Date(START + 120_000).toISOString()),
      'session session-1',
      'agent claude',
      'server filesystem',
      'action read_file',
      'effect allow',
      'method tools/call  (id 1)',
      'rule team/reads',
      'reason reads are allowed',
      'mode enforce',
      'policy set sha256:00',
      'outcome success  (1.0 ms, 14 bytes)',
      'argument /path = "/data/a.txt"',
    ]);
    expect(JSON.parse(bytes)).toMatchObject({ record_phase: 'pre_execution' });
  });

  it('hides what was never kept, and counts it', async () => {
    const { out } = await show('00:4');
    expect(out).toContain('argument    /path = "/data/a.txt"');
    expect(out).toMatch(/hidden +1 value whose opening is gone/);
    expect(out).not.toContain('hunter2');
    expect((await show('00:4', '--json')).out).not.toContain('hunter2');
  });

  it('shows an outcome with its decision', async () => {
    const { out } = await show('00:3');
    expect(out).toMatch(/^decision +00:2$/m);
    expect(out).toMatch(/^outcome +success {2}\(1\.0 ms, 14 bytes\)$/m);
    expect(out).not.toMatch(/^(effect|argument|hidden)/m);
  });

  it('says that an allowed call without an outcome is unknown, not that it went well', async () => {
    const { out } = await show('00:7');
    expect(out).toMatch(/^outcome +unknown$/m);
    expect(out).toMatch(/^action +file:\/\/\/data\/b\.txt$/m);
  });

  it('shows an event with its details', async () => {
    expect((await show('00:1')).out).toMatch(/^detail +mode = enforce\ndetail +version = 0\.1\.0$/m);
  });

  it('finds an entry by its id, in either case, as by its place', async () => {
    const byPlace = await show('00:2', '--json');
    const id = String(jsonOf(byPlace)['id']);
    for (const word of [id, id.toUpperCase()]) expect(await show(word, '--json')).toEqual(byPlace);
  });

  it('prints JSON with stable keys', async () => {
    const shown = jsonOf(await show('00:2', '--json'));
    expect(Object.keys(shown).slice(-5)).toEqual(['parent', 'entry', 'opened', 'outcomeOpened', 'decision']);
    expect(shown).toMatchObject({
      seq: 2,
      opened: { opened: [{ path: '/path', value: '/data/a.txt', kind: 'value' }], hidden: 0, unmatched: 0 },
      decision: null,
    });
    expect(jsonOf(await show('00:3', '--json'))).toMatchObject({ parent: 2, decision: { seq: 2 } });
  });

  it('never lets foreign text reach the terminal', async () => {
    const { out } = await show('00:6');
    expectHarmless(out);
    expect(out).toMatch(/^agent +\\x1b\[31mred/m);
    expect(out).toMatch(/^argument .*\\u001b\[31mred/m);
    const json = await show('00:6', '--json');
    expectHarmless(json.out);
    // Escaped, and still the same text.
    expect(jsonOf(json)['reason']).toBe(HOSTILE);
  });

  it('shows the columns of an entry whose bytes are none any more', async () => {
    const place = copyOf(home);
    await tamper(place, "UPDATE entry SET bytes = 'x' || char(27) || '[31m' WHERE seq = 2");
    const { exitCode, out } = await run(place, ['audit', 'show', '00:2']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^id +its bytes are no entry/m);
    expect(out).toMatch(/^action +read_file$/m);
    expect(out).toContain('x\\x1b[31m');
    expectHarmless(out);
  });

  it.each(['42', 'x', '', '00:-1', '0:1', '../../etc:1', '00:1 OR 1=1', '01987a5e-7b00-4c3d-8a50-0123456789ab'])(
    'refuses `%s`, which is no entry',
    async (id) => {
      const { exitCode, out, err } = await show(id);
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toContain('expected an id or a place such as 00:42');
    },
  );

  it('refuses no id at all, and two', async () => {
    expect((await show()).err).toBe('leash: missing argument, expected <id>; see `leash audit show --help`\n');
    expect((await show('00:1', '00:2')).exitCode).toBe(2);
  });

  it.each(['00:99', '07:0', 'index:99', '01987a5e-7b00-7c3d-8a50-0123456789ab'])(
    'ends with 1 where there is no entry %s',
    async (id) => {
      expect(await show(id)).toEqual({ exitCode: 1, out: '', err: `leash: there is no entry ${id}\n` });
      expect((await run(emptyHome(), ['audit', 'show', id])).exitCode).toBe(1);
    },
  );

  it('ends with 3 where it cannot know', async () => {
    const place = copyOf(home);
    rmSync(shardPath(place, '00'));
    writeFileSync(shardPath(place, '00'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const byPlace = await run(place, ['audit', 'show', '00:2']);
    expect([byPlace.exitCode, byPlace.out]).toEqual([3, '']);
    expect(byPlace.err).toContain('entry 00:2 cannot be read (');
    const byId = await run(place, ['audit', 'show', '01987a5e-7b00-7c3d-8a50-0123456789ab']);
    expect([byId.exitCode, byId.out]).toEqual([3, '']);
    expect(byId.err).toContain('log 00 cannot be read');
  });
});

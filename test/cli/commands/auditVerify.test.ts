import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import { memoryPath } from '../../../src/app/verifyMemory.ts';
import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import { tamper } from '../../support/shards.ts';
import { copyOf, emptyFolder, emptyHome, expectHarmless, filledHome, jsonOf, recordMore, run } from '../home.ts';

let home: Home;
let other: Home;
beforeAll(async () => {
  home = await filledHome();
  other = await filledHome();
});

const verify = (place: Home, ...words: string[]) => run(place, ['audit', 'verify', ...words]);

async function rootKeyOf(place: Home): Promise<string> {
  return String(jsonOf(await run(place, ['keys', 'show', '--json']))['root']);
}

/** Keeps a checkpoint outside the home; returns its file. */
async function keep(place: Home): Promise<string> {
  const file = join(emptyFolder(), 'checkpoint.txt');
  writeFileSync(file, (await run(place, ['audit', 'checkpoint'])).out);
  return file;
}

describe('leash audit verify', () => {
  it('says what it verified, under which key, and what nobody else could prove', async () => {
    const place = copyOf(home);
    const { exitCode, out, err } = await verify(place);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^index +verified /m);
    expect(out).toMatch(/^00 +verified +9 /m);
    expect(out).toMatch(/^verified: \d+ entries, each in its place and as it was signed$/m);
    expect(out).toContain(`root key: ${await rootKeyOf(place)} (from this home: keep it elsewhere`);
    expect(out).toMatch(/^not covered by a kept checkpoint: \d+ entries since .*; they could be cut off unseen/m);
    expect(out).toContain(`what was seen is remembered in ${memoryPath(place)}`);
    expect((await verify(place)).out).toContain('(remembered from the last verification)');
    expectHarmless(out);
  });

  it('prints JSON with stable keys', async () => {
    const report = jsonOf(await verify(copyOf(home), '--json'));
    expect(Object.keys(report)).toEqual([
      'status',
      'rootKey',
      'memory',
      'findings',
      'gaps',
      'entries',
      'remembered',
      'window',
      'logs',
    ]);
    expect(report).toMatchObject({ status: 'verified', findings: [], gaps: [], rootKey: { source: 'home' } });
    const [, log] = report['logs'] as Record<string, unknown>[];
    expect(Object.keys(log ?? {})).toEqual([
      'shard',
      'origin',
      'entries',
      'commits',
      'epochs',
      'verified',
      'anchored',
      'rootKey',
      'pinned',
      'more',
      'window',
      'headless',
    ]);
    expect(log).toMatchObject({
      shard: '00',
      entries: 9,
      verified: { size: 9, time: expect.stringMatching(/Z$/) as string },
    });
  });

  it.each([
    ['EDITED', "UPDATE entry SET bytes = replace(bytes, 'nothing allows', 'somebody allows') WHERE seq = 4"],
    ['COLUMN-MISMATCH', "UPDATE entry SET effect = 'allow' WHERE seq = 4"],
    ['MISSING', 'DELETE FROM entry WHERE seq = 4'],
  ])('names the damage %s and the entry, and ends with 1', async (kind, sql) => {
    const place = copyOf(home);
    await tamper(place, sql);
    const { exitCode, out } = await verify(place);
    expect(exitCode).toBe(1);
    expect(out).toMatch(new RegExp(`^${kind} 00:4\\b`, 'm'));
    expect(out).toMatch(/^00 +tampered /m);
    expect(out).toMatch(/^tampered: \d+ findings?$/m);
    expect(out).not.toContain('remembered in');
    const report = jsonOf(await verify(place, '--json'));
    expect(report).toMatchObject({ status: 'tampered' });
    expect(report['findings']).toContainEqual(
      expect.objectContaining({ kind: kind.toLowerCase(), shard: '00', seq: 4 }),
    );
  });

  it('counts what it does not list', async () => {
    const place = copyOf(home);
    for (let call = 0; call < 3; call += 1) await recordMore(place);
    await tamper(
      place,
      `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 260)
       INSERT INTO entry SELECT i, bytes, nodes, note, ts, phase, agent, server, session, action, effect, parent
       FROM n, entry WHERE seq = 2`,
    );
    const { exitCode, out } = await verify(place);
    expect(exitCode).toBe(1);
    const [, more = ''] = /^and (\d+) more in log 00$/m.exec(out) ?? [];
    const [, all = ''] = /^tampered: (\d+) findings$/m.exec(out) ?? [];
    expect(Number(more)).toBeGreaterThan(0);
    expect(Number(all)).toBeGreaterThanOrEqual(100 + Number(more));
  });

  it('shows foreign text of a damaged log escaped', async () => {
    const place = copyOf(home);
    await tamper(place, "UPDATE entry SET note = '\u001b[2J\u202E' || note WHERE note IS NOT NULL");
    for (const words of [[], ['--json']]) {
      const { exitCode, out } = await verify(place, ...words);
      expect(exitCode).toBe(1);
      expectHarmless(out);
    }
  });

  it('ends with 3 where a log is missing that was there', async () => {
    const place = copyOf(home);
    rmSync(shardPath(place, '00'));
    const { exitCode, out } = await verify(place);
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^MISSING log 00 is missing: it had 9 entries$/m);
    expect(out).toMatch(/^00 +unverified$/m);
    expect(out).toMatch(/^incomplete: 1 part could not be verified/m);
    expect(jsonOf(await verify(place, '--json'))).toMatchObject({ status: 'incomplete', gaps: [{ shard: '00' }] });
  });

  it('ends with 1 where the file of a log is no database any more', async () => {
    const place = copyOf(home);
    writeFileSync(shardPath(place, '00'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const { exitCode, out } = await verify(place);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^UNREADABLE log 00: /m);
    expect(out).toMatch(/^00 +tampered$/m);
  });

  it.each([
    ['a home without a log', () => emptyHome().root],
    ['a home that is not there', () => join(emptyFolder(), 'none')],
  ])('does not call %s verified', async (_, root) => {
    const place = { ...home, root: root() };
    for (const words of [[], ['--json']]) {
      const { exitCode, out, err } = await verify(place, ...words);
      expect([exitCode, out]).toEqual([3, '']);
      expect(err).toContain('nothing was verified');
    }
  });

  it('says that a rollback would not show where a head is missing', async () => {
    const place = copyOf(home);
    rmSync(join(place.heads, '00.head'));
    const { exitCode, out } = await verify(place);
    expect(exitCode).toBe(0);
    expect(out).toContain('log 00 has no head file');
  });
});

describe('leash audit verify --checkpoint', () => {
  it('confirms what a kept checkpoint covers, and says how much it does not', async () => {
    const place = copyOf(home);
    const file = await keep(place);
    const covered = await verify(place, '--checkpoint', file, '--strict');
    expect(covered.out).toContain('kept checkpoints cover all of it');
    expect(covered.exitCode).toBe(0);
    await recordMore(place);
    const more = await verify(place, '--checkpoint', file);
    expect(more.exitCode).toBe(0);
    expect(more.out).toMatch(/^not covered by a kept checkpoint: \d+ entries/m);
    const strict = await verify(place, '--checkpoint', file, '--strict');
    expect(strict.exitCode).toBe(3);
    expect(strict.out).toContain('not all anchored (--strict)');
  });

  it('finds a log that was cut off, with its head, its index and its memory', async () => {
    const place = copyOf(home);
    const old = join(emptyFolder(), 'old');
    cpSync(place.root, old, { recursive: true });
    await recordMore(place);
    const file = await keep(place);
    rmSync(place.root, { recursive: true });
    cpSync(old, place.root, { recursive: true });
    expect((await verify(place)).exitCode).toBe(0);
    const { exitCode, out } = await verify(place, '--checkpoint', file);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^(ROLLED-BACK|TRUNCATED) /m);
  });

  it('finds a log that was taken away as a whole', async () => {
    const place = copyOf(home);
    const file = await keep(place);
    rmSync(place.audit, { recursive: true });
    const { exitCode, out } = await verify(place, '--checkpoint', file);
    expect(exitCode).toBe(3);
    expect(out).toContain('MISSING log 00');
  });

  it('does not take the checkpoint of another home', async () => {
    const { exitCode, out } = await verify(copyOf(home), '--checkpoint', await keep(copyOf(other)));
    expect(exitCode).toBe(1);
    expect(out).toContain('which is no log of this home');
  });

  it.each([
    ['a file that is not there', () => join(emptyFolder(), 'none.txt'), 'cannot be read'],
    ['a folder', () => emptyFolder(), 'cannot be read'],
    ['a file of something else', () => other.root + '/keys/root.jwk', 'not what `leash audit checkpoint` writes'],
    ['an empty file', () => emptyFile(), 'not what `leash audit checkpoint` writes'],
  ])('refuses %s', async (_, file, why) => {
    const { exitCode, out, err } = await verify(home, '--checkpoint', file());
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect(err).not.toContain('Error:');
  });

  function emptyFile(): string {
    const file = join(emptyFolder(), 'empty.txt');
    writeFileSync(file, '');
    return file;
  }
});

describe('leash audit verify --key', () => {
  it('trusts the key that it is given', async () => {
    const { exitCode, out } = await verify(copyOf(home), '--key', await rootKeyOf(home));
    expect(exitCode).toBe(0);
    expect(out).toContain('(given with --key)');
  });

  it('refuses a log under the key of another home', async () => {
    const { exitCode, out } = await verify(copyOf(home), '--key', await rootKeyOf(other));
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^WRONG-ROOT-KEY 00:0 /m);
  });

  it('refuses what is no key', async () => {
    const { exitCode, out, err } = await verify(home, '--key', 'abc');
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('as `leash keys show` prints it');
  });

  it('says that a key which the log names itself proves nothing', async () => {
    const place = copyOf(home);
    rmSync(place.keys, { recursive: true });
    mkdirSync(place.keys, { mode: 0o700 });
    const { exitCode, out } = await verify(place);
    expect(exitCode).toBe(0);
    expect(out).toContain('(named by the log itself, which proves nothing');
  });
});

describe('the progress of leash audit verify', () => {
  it('is drawn on a terminal, and wiped away', async () => {
    const { err } = await run(copyOf(home), ['audit', 'verify'], { errColumns: 80 });
    expect(err).toMatch(/^\r\u001b\[2Kverifying .*%.*\r\u001b\[2K$/s);
  });

  it('is not drawn beside JSON', async () => {
    expect((await run(copyOf(home), ['audit', 'verify', '--json'], { errColumns: 80 })).err).toBe('');
  });
});

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLock } from '../../src/app/lock.ts';
import { removePassphrase, setPassphrase } from '../../src/edge/passphrase.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { tempHome } from '../support/tempHome.ts';

const RIGHT = 'correct horse';

async function lockOf(home = tempHome()) {
  const notes: JsonObject[] = [];
  const clock = { at: 0 };
  const lock = await openLock({ home, note: (detail) => void notes.push(detail), now: () => clock.at });
  const open = (given: string | null) => lock.open({ given, by: 'test', what: 'something' });
  return { home, lock, notes, clock, open };
}

async function locked() {
  const home = tempHome();
  await setPassphrase(home, RIGHT);
  return lockOf(home);
}

describe('a lock', () => {
  it('is open to everybody where no passphrase is set', async () => {
    const { lock, open, notes } = await lockOf();
    expect([lock.isSet, await open(null), await open('anything')]).toEqual([false, 'open', 'open']);
    expect(notes).toEqual([]);
  });

  it('opens for the passphrase and for nothing else, and records who was refused', async () => {
    const { lock, open, notes } = await locked();
    expect([lock.isSet, await open(RIGHT), await open(null), await open(`${RIGHT} `)]).toEqual([
      true,
      'open',
      'missing',
      'wrong',
    ]);
    expect(notes).toEqual([
      { why: 'missing', what: 'something', by: 'test' },
      { why: 'wrong', what: 'something', by: 'test' },
    ]);
    expect(JSON.stringify(notes)).not.toContain('horse');
  });

  it('takes a few wrong ones in a minute, also of many that come at once, and then not even the right one', async () => {
    const { lock, open, clock } = await locked();
    const tried = await Promise.all(Array.from({ length: 10 }, () => open('wrong one')));
    expect(tried.filter((each) => each === 'wrong')).toHaveLength(3);
    expect(await open(RIGHT)).toBe('too-often');
    expect(lock.wait()).toBeGreaterThan(0);
    clock.at += 20_000;
    expect([await open(RIGHT), await open('wrong one'), await open(RIGHT)]).toEqual(['open', 'wrong', 'too-often']);
  });

  it('takes the right one as often as it comes', async () => {
    const { open } = await locked();
    const opened = await Promise.all(Array.from({ length: 5 }, () => open(RIGHT)));
    expect(new Set(opened)).toEqual(new Set(['open']));
  });

  it('records no flood one by one, and says how many it left out', async () => {
    const { open, notes, clock } = await locked();
    for (let i = 0; i < 50; i++) await open(null);
    expect(notes).toHaveLength(20);
    clock.at += 10_000;
    await open(null);
    expect(notes.at(-1)).toMatchObject({ why: 'missing', unrecorded_before: 30 });
  });

  it('stays closed whatever becomes of the file, and asks for the passphrase that it knew', async () => {
    const { home, open } = await locked();
    await removePassphrase(home);
    expect([await open(null), await open(RIGHT)]).toEqual(['missing', 'open']);
    await setPassphrase(home, 'chosen by somebody else');
    expect([await open('chosen by somebody else'), await open(RIGHT)]).toEqual(['wrong', 'open']);
  });

  it('closes at once where a passphrase is set later', async () => {
    const { home, lock, open } = await lockOf();
    await setPassphrase(home, RIGHT);
    expect([await open(null), await open(RIGHT), lock.isSet]).toEqual(['missing', 'open', true]);
  });

  it('opens for nobody while its file is broken, nor where that is then taken away, but once it is mended', async () => {
    const home = tempHome();
    const file = join(home.keys, 'approver.json');
    writeFileSync(file, '{}', { mode: 0o600 });
    const { lock, open, notes } = await lockOf(home);
    expect([lock.isSet, await open(null), await open('')]).toEqual([true, 'unreadable', 'unreadable']);
    rmSync(file);
    expect(await open(null)).toBe('unreadable');
    await setPassphrase(home, RIGHT);
    expect([await open('wrong one'), await open(RIGHT)]).toEqual(['wrong', 'open']);
    expect(notes[0]).toMatchObject({ why: 'unreadable' });
  });
});

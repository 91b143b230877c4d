import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPassphrase, removePassphrase, setPassphrase } from '../../src/edge/passphrase.ts';
import { tempHome } from '../support/tempHome.ts';

describe('the passphrase', () => {
  it('is asked for only where one is set', async () => {
    const home = tempHome();
    const none = await readPassphrase(home);
    expect([none.isSet, await none.matches(null), await none.matches('anything')]).toEqual([false, true, true]);
    await setPassphrase(home, 'correct horse');
    const one = await readPassphrase(home);
    expect(one.isSet).toBe(true);
    expect(await one.matches('correct horse')).toBe(true);
  });

  it.each([null, '', 'correct hors', 'correct horse ', 'Correct horse', 'x'.repeat(5000)])(
    'takes nothing else: %j',
    async (given) => {
      const home = tempHome();
      await setPassphrase(home, 'correct horse');
      expect(await (await readPassphrase(home)).matches(given)).toBe(false);
    },
  );

  it('is one, however it was typed', async () => {
    const home = tempHome();
    await setPassphrase(home, 'caf\u00e9 au lait');
    expect(await (await readPassphrase(home)).matches('cafe\u0301 au lait')).toBe(true);
  });

  it('goes on being asked for by who has read it, whatever becomes of the file', async () => {
    const home = tempHome();
    await setPassphrase(home, 'correct horse');
    const read = await readPassphrase(home);
    expect(await removePassphrase(home)).toBe(true);
    expect(await removePassphrase(home)).toBe(false);
    expect(await read.matches(null)).toBe(false);
    expect(await read.matches('correct horse')).toBe(true);
  });

  it('is kept for its owner alone, and not in clear', async () => {
    const home = tempHome();
    await setPassphrase(home, 'correct horse');
    const path = join(home.keys, 'approver.json');
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toContain('horse');
  });

  it.each(['', '{}', '{"salt":"00","key":"00"}', 'null', '{"salt":1,"key":2}'])(
    'is no reason to ask for none where its file is broken: %j',
    async (text) => {
      const home = tempHome();
      writeFileSync(join(home.keys, 'approver.json'), text);
      await expect(readPassphrase(home)).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
    },
  );

  it.each(['', 'short', 'x'.repeat(2000)])('has a length: %j', async (passphrase) => {
    await expect(setPassphrase(tempHome(), passphrase)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { openHead, readHead } from '../../src/edge/head.ts';
import { tempHome } from '../support/tempHome.ts';

const NOTE = 'leash/0011223344556677/00\n12\nAAAA\n\n— leash/0011223344556677/00 BBBB\n';

function unexpected(error: unknown): never {
  throw error;
}

describe('a head', () => {
  it('is none before the first is written', async () => {
    expect(await readHead(tempHome(), '00')).toBeNull();
  });

  it('gives back the newest note', async () => {
    const home = tempHome();
    const head = await openHead(home, '00', unexpected);
    for (let size = 1; size <= 50; size += 1) head.put(NOTE.replace('12', String(size)));
    await head.close();
    expect(await readHead(home, '00')).toBe(NOTE.replace('12', '50'));
  });

  it('gives back a note that is shorter than the one before', async () => {
    const home = tempHome();
    const head = await openHead(home, '00', unexpected);
    head.put(NOTE.replace('12', '1234567'));
    head.put(NOTE);
    await head.close();
    expect(await readHead(home, '00')).toBe(NOTE);
  });

  it('keeps the old note until a new one is written', async () => {
    const home = tempHome();
    const first = await openHead(home, '00', unexpected);
    first.put(NOTE);
    await first.close();
    const second = await openHead(home, '00', unexpected);
    expect(await readHead(home, '00')).toBe(NOTE);
    await second.close();
  });

  it('always takes the same room, for its owner alone', async () => {
    const home = tempHome();
    const head = await openHead(home, '00', unexpected);
    head.put(NOTE);
    await head.close();
    const path = join(home.heads, '00.head');
    const { size, mode } = statSync(path);
    expect(size).toBe(1024);
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8').trimEnd()).toBe(NOTE.trimEnd());
  });

  it.each([
    ['empty', ''],
    ['zeros, as after a power cut', '\0'.repeat(1024)],
    ['far too large', 'x'.repeat(5000)],
  ])('reads as garbled when it is %s', async (_, text) => {
    const home = tempHome();
    writeFileSync(join(home.heads, '00.head'), text);
    expect((await readHead(home, '00'))?.trim()).toBe('');
  });

  it('tells of a write that failed', async () => {
    const home = tempHome();
    let tell: (error: unknown) => void = unexpected;
    const failure = new Promise<unknown>((resolve) => {
      tell = resolve;
    });
    const head = await openHead(home, '00', tell);
    await head.close();
    head.put(NOTE);
    expect(await failure).toMatchObject({ code: 'EBADF' });
  });
});

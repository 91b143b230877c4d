import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Home } from '../../src/edge/home.ts';
import { dropHookNote, isOwn, isPipe, notePath, readHookNote } from '../../src/edge/hookNote.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';
import { hookServer } from './hookSupport.ts';

describe('readHookNote', () => {
  it('finds none where there is no resident, and the one of the resident that there is', async () => {
    const home = tempHome();
    expect(readHookNote(home)).toBeNull();
    const { note } = await hookServer(home);
    expect(note).toMatchObject({ pid: process.pid, socket: join(home.run, 'hook.sock'), mark: 'mark' });
  });

  it.each<[string, (home: Home) => void]>([
    ['a home that others can reach', (home) => chmodSync(home.root, 0o755)],
    ['a folder that others can reach', (home) => chmodSync(home.run, 0o770)],
    ['a note that others can read', (home) => chmodSync(notePath(home), 0o640)],
    ['a socket that others can reach', (home) => chmodSync(join(home.run, 'hook.sock'), 0o666)],
    ['a socket that is none any more', (home) => replaced(join(home.run, 'hook.sock'), 'x')],
    ['a socket that is gone', (home) => unlinkSync(join(home.run, 'hook.sock'))],
    ['a note that is a link', (home) => linked(notePath(home))],
    ['a folder that is a link', (home) => linked(home.run)],
    ['a socket that is a link', (home) => linked(join(home.run, 'hook.sock'))],
    ['a note that is cut off', (home) => replaced(notePath(home), '{"pid":1')],
    ['a note without a key', (home) => replaced(notePath(home), '{"pid":1,"startedAt":1,"socket":"/s","mark":"m"}')],
    [
      'a note with a weak key',
      (home) => replaced(notePath(home), '{"pid":1,"startedAt":1,"socket":"/s","mark":"m","key":""}'),
    ],
    ['a note that is no object', (home) => replaced(notePath(home), 'null')],
  ])('believes none with %s', async (_, change) => {
    const home = tempHome();
    await hookServer(home);
    change(home);
    expect(readHookNote(home)).toBeNull();
    chmodSync(home.root, 0o700);
  });

  it('believes none that somebody else owns', async () => {
    const home = tempHome();
    await hookServer(home);
    const { getuid = () => 0 } = process;
    process.getuid = () => 4711;
    onTestFinished(() => {
      process.getuid = getuid;
    });
    expect([readHookNote(home), isOwn(home.run, 'isDirectory')]).toEqual([null, false]);
    process.getuid = getuid;
    expect(readHookNote(home)).not.toBeNull();
  });
});

describe('dropHookNote', () => {
  it('takes away the note that it is told, and no newer one', async () => {
    const home = tempHome();
    const { server, note } = await hookServer(home);
    dropHookNote(home, { key: 'of another' });
    expect([existsSync(notePath(home)), server.isFound()]).toEqual([true, true]);
    dropHookNote(home, note);
    dropHookNote(home, note);
    expect([existsSync(notePath(home)), server.isFound()]).toEqual([false, false]);
  });
});

describe('isOwn and isPipe', () => {
  it('tell what is closed to others from what is not', () => {
    const folder = tempFolder();
    const inner = join(folder, 'inner');
    mkdirSync(inner, { mode: 0o755 });
    expect([isOwn(folder, 'isDirectory'), isOwn(folder, 'isFile'), isOwn(inner, 'isDirectory')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isPipe('/tmp/s')).toBe(false);
    // Elsewhere than on Windows such a name is a file like any other.
    expect(isPipe('\\\\.\\pipe\\x')).toBe(process.platform === 'win32');
  });
});

function replaced(path: string, text: string): void {
  rmSync(path);
  writeFileSync(path, text, { mode: 0o600 });
}

/** Puts a link in the place of something, which leads to it. */
function linked(path: string): void {
  renameSync(path, `${path}.moved`);
  symlinkSync(`${path}.moved`, path);
}

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pinStore, pinsVersion, readAllPins } from '../../src/edge/pinStore.ts';
import type { PinFile } from '../../src/pins/pin.ts';
import { pinFileText } from '../../src/pins/pinFile.ts';
import { seen, take, tool } from '../pins/support.ts';
import { tempHome } from '../support/tempHome.ts';

const fileOf = (server: string, ...names: readonly string[]): PinFile => ({
  ...take(
    null,
    names.map((name) => seen(tool(name))),
  ).file,
  server,
});

/** A home with the pins of one server. */
async function filled(server = 'srv') {
  const home = tempHome();
  const store = pinStore(home, server);
  const file = fileOf(server, 'read');
  await store.update(() => ({ file }));
  return { home, store, file };
}

describe('a pin store', () => {
  it('is empty before anything is pinned, and makes no file by being read', async () => {
    const home = tempHome();
    const store = pinStore(home, 'srv');
    expect([await store.read(), await store.version()]).toEqual([null, '']);
    expect(existsSync(store.path)).toBe(false);
  });

  it('gives back what was put there, for its owner only', async () => {
    const { store, file } = await filled();
    expect(await store.read()).toEqual(file);
    expect(statSync(store.path).mode & 0o777).toBe(0o600);
    expect(readFileSync(store.path, 'utf8')).toBe(pinFileText(file));
  });

  it('tells each change by another version, and writes nothing where nothing changes', async () => {
    const { store } = await filled();
    const before = await store.version();
    await store.update((file) => ({ file: file ?? fileOf('srv') }));
    expect(await store.version()).toBe(before);
    const { version } = await store.update(() => ({ file: fileOf('srv', 'other') }));
    expect(version).not.toBe(before);
    expect(await store.version()).toBe(version);
  });

  it('changes nothing where the change throws', async () => {
    const { store, file } = await filled();
    const failing = store.update(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.read()).toEqual(file);
    // The lock is free again.
    await store.update(() => ({ file: fileOf('srv', 'other') }));
  });

  it('loses no change of many writers at once', async () => {
    const { home } = await filled();
    const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
    await Promise.all(
      names.map((name) => pinStore(home, 'srv').update((file) => ({ file: take(file, [seen(tool(name))]).file }))),
    );
    const file = await pinStore(home, 'srv').read();
    const kept = file?.identities[0]?.pins.map(({ name }) => name) ?? [];
    expect(kept.toSorted()).toEqual(['read', ...names].toSorted());
  });

  it('tells names apart that a file system takes for one, and that could lead elsewhere', () => {
    const home = tempHome();
    const paths = ['Fs', 'fs', '../fs', '..', 'a/b', 'con'].map((name) => pinStore(home, name).path);
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    for (const path of paths) expect(path.startsWith(join(home.pins, '/'))).toBe(true);
    expect(readdirSync(home.root)).not.toContain('pins');
  });
});

describe('a pin file that is not what it should be', () => {
  const damages: readonly (readonly [string, (path: string) => void, RegExp])[] = [
    ['empty', (path) => writeFileSync(path, ''), /not JSON/],
    ['cut off', (path) => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 300)), /not JSON/],
    ['no UTF-8', (path) => writeFileSync(path, Buffer.from([0x7b, 0xff, 0x7d])), /cannot be used/],
    ['of a later version', (path) => writeFileSync(path, '{"version":2}'), /another version/],
    ['reachable by others', (path) => chmodSync(path, 0o644), /chmod 600/],
    [
      'a link',
      (path) => {
        renameSync(path, `${path}.real`);
        symlinkSync(`${path}.real`, path);
      },
      /cannot be used/,
    ],
    [
      'a folder',
      (path) => {
        renameSync(path, `${path}.real`);
        mkdirSync(path);
      },
      /not a file|EISDIR/,
    ],
  ];

  it.each(damages)('is an error, and stays as it is: %s', async (_, damage, message) => {
    const { store, home } = await filled();
    damage(store.path);
    await expect(store.read()).rejects.toMatchObject({
      code: 'ERR_PINS_INVALID',
      message: expect.stringMatching(message) as string,
    });
    const change = store.update(() => ({ file: fileOf('srv', 'other') }));
    await expect(change).rejects.toMatchObject({ code: 'ERR_PINS_INVALID' });
    expect(await readAllPins(home)).toMatchObject([{ kind: 'unreadable', path: store.path }]);
  });

  it('vouches for no other server', async () => {
    const { home, store } = await filled();
    const other = pinStore(home, 'other');
    renameSync(store.path, other.path);
    await expect(other.read()).rejects.toMatchObject({ code: 'ERR_PINS_INVALID' });
    expect(await readAllPins(home)).toMatchObject([{ kind: 'unreadable' }]);
    const text = readFileSync(other.path, 'utf8').replace('"server": "srv"', '"server": "other"');
    writeFileSync(other.path, text);
    expect(await other.read()).toMatchObject({ server: 'other' });
  });
});

describe('the pins of a home', () => {
  it('are those of all its servers, by name; an unreadable one hides no other', async () => {
    const { home } = await filled('b');
    await pinStore(home, 'a').update(() => ({ file: fileOf('a', 'x') }));
    const broken = pinStore(home, 'c');
    writeFileSync(broken.path, '{', { mode: 0o600 });
    const all = await readAllPins(home);
    expect(all.map((each) => (each.kind === 'pins' ? each.file.server : each.kind))).toEqual(['a', 'b', 'unreadable']);
  });

  it('are none where there is no folder', async () => {
    const home = tempHome();
    expect([await readAllPins(home), await pinsVersion(home)]).toEqual([[], '']);
  });

  it('have another version once any of them changes', async () => {
    const { home } = await filled('b');
    const before = await pinsVersion(home);
    expect(await pinsVersion(home)).toBe(before);
    await pinStore(home, 'a').update(() => ({ file: fileOf('a') }));
    expect(await pinsVersion(home)).not.toBe(before);
  });
});

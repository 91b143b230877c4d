import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { homeAt, ownHomeAt } from '../../src/app/place.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('homeAt', () => {
  it('is the folder that is named, as an absolute path, whether it is there or not', () => {
    const home = homeAt('some/where');
    expect(home.root).toBe(join(process.cwd(), 'some/where'));
    expect(home.policies).toBe(join(home.root, 'policies'));
  });

  it('is $LEASH_HOME where none is named, and ~/.leash where that is not set or empty', () => {
    vi.stubEnv('LEASH_HOME', '/srv/leash');
    expect(homeAt(null).root).toBe('/srv/leash');
    expect(homeAt('/other').root).toBe('/other');
    vi.stubEnv('LEASH_HOME', '');
    expect(homeAt(null).root).toBe(join(homedir(), '.leash'));
  });

  it('never takes the working directory for an empty text', () => {
    expect(() => homeAt('')).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });

  it('refuses what is no folder, or lies in none', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'home'), join(file, 'a', 'b')]) {
      expect(() => homeAt(path)).toThrow(
        expect.objectContaining({ code: 'ERR_HOME_UNSAFE', message: expect.stringContaining(path) as string }),
      );
    }
  });

  it('takes a link to a folder, and one that leads nowhere yet', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'real'), { mode: 0o700 });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    symlinkSync(join(folder, 'none'), join(folder, 'dangling'));
    expect(homeAt(join(folder, 'link')).root).toBe(join(folder, 'link'));
    expect(homeAt(join(folder, 'dangling')).root).toBe(join(folder, 'dangling'));
  });

  it('reads what others can reach, for a log may be verified from a copy', () => {
    const { root } = tempHome();
    chmodSync(root, 0o755);
    expect(homeAt(root).root).toBe(root);
  });
});

describe('ownHomeAt', () => {
  it('writes to a home of its own', () => {
    const { root } = tempHome();
    expect(ownHomeAt(root)).toEqual(homeAt(root));
  });

  it.each([
    ['the home', (home: ReturnType<typeof tempHome>) => home.root],
    ['its keys', (home: ReturnType<typeof tempHome>) => home.keys],
  ])('writes to none where others can reach %s', (_, part) => {
    const home = tempHome();
    chmodSync(part(home), 0o750);
    expect(() => ownHomeAt(home.root)).toThrow(
      expect.objectContaining({ code: 'ERR_HOME_UNSAFE', message: expect.stringContaining('chmod 700') as string }),
    );
  });
});

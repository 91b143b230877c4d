import { chmodSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';

import { LeashError } from '../../src/errors.ts';
import { assertHomeSafe, locateHome, prepareHome, userFolder } from '../../src/edge/home.ts';
import { tempFolder } from '../support/tempHome.ts';

const onUnix = process.platform !== 'win32';

function failure(act: () => void): LeashError | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof LeashError) return error;
    throw error;
  }
}

describe('locateHome', () => {
  it.each([
    ['the folder that is given', '/given', { LEASH_HOME: '/env' }, '/given'],
    ['else what the environment names', undefined, { LEASH_HOME: '/env' }, '/env'],
    ['else a folder of the user', undefined, {}, join(process.env['HOME'] ?? '', '.leash')],
    [
      'and not the working folder when the variable is empty',
      undefined,
      { LEASH_HOME: '' },
      join(process.env['HOME'] ?? '', '.leash'),
    ],
  ])('takes %s', (_, given, env, want) => {
    expect(locateHome(given, env).root).toBe(want);
  });

  it('gives absolute paths for a relative folder', () => {
    expect(locateHome('some/where', {}).keys).toBe(join(process.cwd(), 'some/where/keys'));
  });

  it.each(['', 'relative'])('needs to be told where, for a user whose own folder is `%s`', (folder) => {
    vi.stubEnv('HOME', folder);
    try {
      expect(failure(() => locateHome(undefined, {}))?.message).toContain('choose one: --home or LEASH_HOME');
      expect(locateHome('/given', {}).root).toBe('/given');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('userFolder', () => {
  it('is the absolute folder that the system names', () => {
    expect(userFolder(() => '/home/ada')).toBe('/home/ada');
    expect(userFolder()).toBe(process.env['HOME']);
  });

  it('is empty where the system names none', () => {
    const failing = (): string => {
      throw new Error('uv_os_homedir returned ENOENT');
    };
    for (const find of [() => '', () => 'relative', failing]) expect(userFolder(find)).toBe('');
  });
});

describe('prepareHome', () => {
  it('creates every folder for its owner alone', () => {
    const home = locateHome(join(tempFolder(), 'deep/home'), {});
    prepareHome(home);
    for (const folder of [home.root, home.keys, home.policies, home.audit, home.shards, home.heads, home.openings]) {
      expect(statSync(folder).isDirectory()).toBe(true);
      if (onUnix) expect(statSync(folder).mode & 0o077).toBe(0);
    }
  });

  it('accepts a home that it has prepared before', () => {
    const home = locateHome(join(tempFolder(), 'home'), {});
    prepareHome(home);
    expect(failure(() => prepareHome(home))).toBeNull();
  });

  it.each([0o750, 0o705, 0o710, 0o701, 0o770, 0o777])(
    'refuses a home of mode %o with the command that repairs it',
    (mode) => {
      const home = locateHome(join(tempFolder(), "it's home"), {});
      prepareHome(home);
      chmodSync(home.root, mode);
      const error = failure(() => prepareHome(home));
      expect(error?.code).toBe('ERR_HOME_UNSAFE');
      expect(error?.message).toContain(`chmod 700 '${home.root.replace("'", "'\\''")}'`);
      chmodSync(home.root, 0o700);
      expect(failure(() => prepareHome(home))).toBeNull();
    },
  );

  it('refuses a folder of keys that others can reach, though the home is closed', () => {
    const home = locateHome(join(tempFolder(), 'home'), {});
    prepareHome(home);
    chmodSync(home.keys, 0o750);
    expect(failure(() => prepareHome(home))?.message).toContain(`chmod 700 ${home.keys}`);
  });

  it('refuses a folder of keys that is a symbolic link', () => {
    const home = locateHome(join(tempFolder(), 'home'), {});
    prepareHome(home);
    renameSync(home.keys, join(home.root, 'elsewhere'));
    symlinkSync(join(home.root, 'elsewhere'), home.keys);
    expect(failure(() => prepareHome(home))?.code).toBe('ERR_HOME_UNSAFE');
  });

  it('follows a home that is a link itself, and judges what it points to', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'real'), { mode: 0o700 });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const home = locateHome(join(folder, 'link'), {});
    expect(failure(() => prepareHome(home))).toBeNull();
    chmodSync(join(folder, 'real'), 0o755);
    expect(failure(() => prepareHome(home))?.code).toBe('ERR_HOME_UNSAFE');
  });

  it('creates nothing in a home that it refuses', () => {
    const folder = tempFolder();
    chmodSync(folder, 0o755);
    const home = locateHome(folder, {});
    expect(failure(() => prepareHome(home))?.code).toBe('ERR_HOME_UNSAFE');
    expect(statSync(home.keys, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('says what to do when the home is a file', () => {
    const path = join(tempFolder(), 'file');
    writeFileSync(path, '');
    expect(failure(() => prepareHome(locateHome(path, {})))?.code).toBe('ERR_HOME_UNSAFE');
  });

  it('says what to do when the home cannot be created', () => {
    const path = join(tempFolder(), 'file');
    writeFileSync(path, '');
    const error = failure(() => prepareHome(locateHome(join(path, 'home'), {})));
    expect(error?.code).toBe('ERR_LOG_UNAVAILABLE');
    expect(error?.message).toContain('LEASH_HOME');
  });
});

describe('assertHomeSafe', () => {
  it('finds nothing wrong with a home that does not exist', () => {
    expect(failure(() => assertHomeSafe(locateHome(join(tempFolder(), 'none'), {})))).toBeNull();
  });
});

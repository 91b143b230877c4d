import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Home } from '../../src/edge/home.ts';
import { hashOfSet, keepPolicySet, keptPolicySet } from '../../src/edge/policyArchive.ts';
import { loadPolicySet, readPolicySet } from '../../src/edge/policyFile.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

const folder = (home: Home): string => join(home.audit, 'policies');
const keep = async (home: Home, text: string): Promise<string> => {
  await keepPolicySet(home, { text, hash: hashOfSet(text) });
  return hashOfSet(text);
};

describe('keepPolicySet', () => {
  it('keeps a set under its hash, for its owner alone', async () => {
    const home = tempHome();
    const hash = await keep(home, '{"floor":1}');
    expect(await keptPolicySet(home, hash)).toBe('{"floor":1}');
    const [name = ''] = readdirSync(folder(home));
    expect(name).toBe(`${hash.slice('sha256:'.length)}.json`);
    expect([statSync(folder(home)).mode & 0o777, statSync(join(folder(home), name)).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
    await keep(home, '{"floor":1}');
    expect(readdirSync(folder(home))).toHaveLength(1);
  });

  it('forgets the oldest where there are too many', async () => {
    const home = tempHome();
    mkdirSync(folder(home), { mode: 0o700 });
    for (let i = 0; i < 256; i++) {
      const path = join(folder(home), `${String(i).padStart(64, '0')}.json`);
      writeFileSync(path, '');
      utimesSync(path, i, i);
    }
    const hash = await keep(home, 'new');
    const names = readdirSync(folder(home));
    expect(names).toHaveLength(256);
    expect(names).not.toContain(`${'0'.repeat(64)}.json`);
    expect(await keptPolicySet(home, hash)).toBe('new');
  });

  it('keeps nothing where there is no log, and never throws', async () => {
    const home = { ...tempHome(), audit: join(tempFolder(), 'none') };
    const hash = await keep(home, 'x');
    expect(existsSync(home.audit)).toBe(false);
    expect(await keptPolicySet(home, hash)).toBeNull();
  });

  it('keeps no text without end', async () => {
    const home = tempHome();
    expect(await keptPolicySet(home, await keep(home, 'x'.repeat(5 * 1024 * 1024)))).toBeNull();
  });
});

describe('keptPolicySet', () => {
  it('gives nothing that is not what was kept', async () => {
    const home = tempHome();
    const hash = await keep(home, 'one');
    writeFileSync(join(folder(home), `${hash.slice('sha256:'.length)}.json`), 'another');
    expect(await keptPolicySet(home, hash)).toBeNull();
  });

  it.each(['none', '', 'sha256:../../keys/root', `sha256:${'A'.repeat(64)}`])(
    'takes no %j for a hash',
    async (hash) => {
      expect(await keptPolicySet(tempHome(), hash)).toBeNull();
    },
  );
});

describe('loadPolicySet', () => {
  it('keeps the set that comes into force, where it is told a home', async () => {
    const home = tempHome();
    const sources = { given: ['builtin:read-only'], folder: home.policies };
    const environment = { cwd: '/', home: '/', realpath: null };
    const silent = await loadPolicySet(sources, environment);
    expect(await keptPolicySet(home, silent.hash)).toBeNull();
    const { hash } = await loadPolicySet({ ...sources, keptIn: home }, environment);
    expect(hash).toBe(silent.hash);
    expect(await keptPolicySet(home, hash)).toBe((await readPolicySet(sources)).text);
  });
});

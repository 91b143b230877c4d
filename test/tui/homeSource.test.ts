import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lock } from '../../src/app/unlock.ts';
import { homeSource } from '../../src/tui/homeSource.ts';
import { addPolicy, copyOf, emptyHome, filledHome } from '../cli/home.ts';

const filled = filledHome();

describe('homeSource', () => {
  it('reads every part of a home', async () => {
    const source = homeSource(copyOf(await filled).root);
    expect(await source.look('stopped')).toBeNull();
    expect(await source.look('servers')).toEqual([]);
    expect(await source.look('agents')).toEqual([]);
    expect((await source.look('policies')).problems).toEqual([]);
    expect((await source.look('chain')).shards).toMatchObject([{ shard: '00', state: 'idle', entries: 9, signed: 9 }]);
    expect(await source.living()).toEqual([]);
  });

  it('reads the log: what was before, one entry, and whether it verifies', async () => {
    const source = homeSource(copyOf(await filled).root);
    expect((await source.history()).some(({ action }) => action === 'write_file')).toBe(true);
    expect(await source.entry('00:4')).toMatchObject({ kind: 'found', shown: { line: { effect: 'deny' } } });
    expect(await source.verify()).toMatchObject({ status: 'verified', findings: [] });
  });

  it('says what is wrong with policies, and goes on', async () => {
    const home = emptyHome();
    addPolicy(home, 'a.yaml', 'name: a\n');
    expect((await homeSource(home.root).look('policies')).problems).not.toEqual([]);
  });

  it('stops everything and resumes', async () => {
    const source = homeSource(copyOf(await filled).root);
    expect(await source.stopAll()).toBe('everything is stopped');
    expect(await source.look('stopped')).toMatchObject({ reason: 'stopped from the dashboard' });
    expect(await source.resumeAll(null)).toBe('the policies decide again');
    expect(await source.resumeAll(null)).toBe('nothing was stopped');
    expect(await source.look('stopped')).toBeNull();
  });

  it('resumes only with the passphrase where one is set', async () => {
    const home = copyOf(await filled);
    await lock(home, { old: null, passphrase: 'correct horse', by: 'test' });
    const source = homeSource(home.root);
    expect(await source.isLocked()).toBe(true);
    await source.stopAll();
    await expect(source.resumeAll(null)).rejects.toMatchObject({ code: 'ERR_PASSPHRASE' });
    await expect(source.resumeAll('wrong one')).rejects.toMatchObject({ code: 'ERR_PASSPHRASE' });
    expect(await source.resumeAll('correct horse')).toBe('the policies decide again');
  });

  it('follows nothing more once it is ended', () => {
    const end = homeSource(emptyHome().root).follow(() => undefined);
    expect(end).not.toThrow();
  });

  it('refuses a home that others can reach', () => {
    const home = emptyHome();
    chmodSync(home.root, 0o755);
    expect(() => homeSource(home.root)).toThrow(/chmod 700/);
  });
});

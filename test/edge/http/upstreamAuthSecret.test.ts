import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openSecret } from '../../../src/edge/http/upstreamAuthSecret.ts';
import { tempFolder } from '../../support/tempHome.ts';

const unreadable = expect.objectContaining({ code: 'ERR_KEY_UNREADABLE' }) as Error;

function secretFile(text: string, mode = 0o600): string {
  const path = join(tempFolder(), 'secret');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function open(path: string, said: string[] = []) {
  return openSecret({ kind: 'file', name: path }, { env: {}, warn: (message) => said.push(message) });
}

/** Replaces a file as programs do that rotate secrets. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

describe('a secret of the environment', () => {
  const openEnv = (name: string, env: Record<string, string>) =>
    openSecret({ kind: 'env', name }, { env, warn: () => undefined });

  it('is what the variable holds', () => {
    const secret = openEnv('TOKEN', { TOKEN: 'hunter2' });
    expect([secret.read(), secret.renew(), secret.name]).toEqual(['hunter2', false, 'the variable `TOKEN`']);
  });

  it.each([
    {},
    { TOKEN: '' },
    { TOKEN: 'a\nb' },
    { TOKEN: 'ä' },
    { TOKEN: 'a\r\nX-Evil: 1' },
    { TOKEN: 'a'.repeat(20_000) },
  ])('is refused where it is not there, or none that a header can carry', (env) => {
    expect(() => openEnv('TOKEN', env)).toThrow(unreadable);
  });

  it('is never what every object has', () => expect(() => openEnv('constructor', {})).toThrow(unreadable));

  it('is not repeated by the error', () => {
    expect(() => openEnv('TOKEN', { TOKEN: 'hunter2\u0000' })).toThrow(/^(?!.*hunter2)/);
  });
});

describe('a secret of a file', () => {
  it.each([
    ['hunter2', 'hunter2'],
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    [' hunter2 \n', ' hunter2 '],
  ])('is %j without the newline at its end', (text, want) => expect(open(secretFile(text)).read()).toBe(want));

  it('may be reached by a link, as mounted secrets are', () => {
    const path = secretFile('hunter2');
    symlinkSync(path, `${path}.link`);
    expect(open(`${path}.link`).read()).toBe('hunter2');
  });

  it.each([0o604, 0o640, 0o606, 0o622, 0o660, 0o644])(
    'is refused where others can reach it (%o), with the way out',
    (mode) => {
      const path = secretFile('hunter2', mode);
      expect(() => open(path)).toThrow(unreadable);
      expect(() => open(path)).toThrow(`run: chmod 600 ${path}`);
    },
  );

  it.each([0o600, 0o400, 0o700])('is read where only its owner can (%o)', (mode) => {
    expect(open(secretFile('hunter2', mode)).read()).toBe('hunter2');
  });

  it.each([
    ['is empty', ''],
    ['is a blank line', '\n'],
    ['has two lines', 'a\nb\n'],
    ['is not ASCII', 'pässword'],
    ['is too long', 'a'.repeat(20_000)],
  ])('is refused where it %s', (_, text) => expect(() => open(secretFile(text))).toThrow(unreadable));

  it('is refused where there is none, or a folder', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'd'), { mode: 0o700 });
    expect(() => open(join(folder, 'none'))).toThrow(/cannot be read \(ENOENT\)/);
    expect(() => open(join(folder, 'd'))).toThrow(unreadable);
  });

  it('is seen anew when it was replaced: at once when asked, by itself within a second', () => {
    const path = secretFile('old');
    const secret = open(path);
    expect(secret.renew()).toBe(false);
    replace(path, 'new');
    expect([secret.renew(), secret.read(), secret.renew()]).toEqual([true, 'new', false]);
    replace(path, 'newer');
    expect(secret.read()).toBe('new');
    const later = performance.now() + 1000;
    vi.spyOn(performance, 'now').mockReturnValue(later);
    try {
      expect(secret.read()).toBe('newer');
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('has not changed when only its time has', () => {
    const path = secretFile('same');
    const secret = open(path);
    utimesSync(path, 1, 1);
    expect([secret.renew(), secret.read()]).toEqual([false, 'same']);
  });

  it('stays what it was where it cannot be read any more, and says so once for each reason', () => {
    const path = secretFile('old');
    const said: string[] = [];
    const secret = open(path, said);
    chmodSync(path, 0o644);
    expect([secret.renew(), secret.renew(), secret.read()]).toEqual([false, false, 'old']);
    rmSync(path);
    expect([secret.renew(), secret.read()]).toEqual([false, 'old']);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('chmod 600');
    replace(path, 'new');
    expect([secret.renew(), secret.read()]).toEqual([true, 'new']);
  });
});

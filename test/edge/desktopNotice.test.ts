import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { showNotice } from '../../src/edge/desktopNotice.ts';
import { tempFolder } from '../support/tempHome.ts';

/** A folder with a program that writes down its words and the texts it finds in its surroundings. */
function notifier(name: string): { path: string; given: () => string[] } {
  const folder = tempFolder();
  const out = join(folder, 'given');
  writeFileSync(
    join(folder, name),
    `#!/bin/sh\nprintf '%s\\n' "$@" "$LEASH_NOTICE_TITLE" "$LEASH_NOTICE_BODY" > '${out}.part' && /bin/mv '${out}.part' '${out}'\n`,
  );
  chmodSync(join(folder, name), 0o755);
  return { path: folder, given: () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').slice(0, -1) : []) };
}

const NOTICE = { title: 'Leash', body: '-x <b>&"; $(reboot)' };

describe('showNotice', () => {
  it('gives the desktop of Linux words, without markup', async () => {
    const { path, given } = notifier('notify-send');
    expect(showNotice(NOTICE, { platform: 'linux', env: { PATH: path, DISPLAY: ':0' } })).toBe(true);
    const words = ['--app-name=Leash', '--', 'Leash', '-x &lt;b&gt;&amp;"; $(reboot)'];
    await vi.waitFor(() => expect(given().slice(0, 4)).toEqual(words), { timeout: 10_000 });
  });

  it('gives macOS a script of its own, and the texts behind it', async () => {
    const { path, given } = notifier('osascript');
    expect(showNotice(NOTICE, { platform: 'darwin', env: { PATH: path } })).toBe(true);
    await vi.waitFor(() => expect(given().slice(6, 8)).toEqual([NOTICE.title, NOTICE.body]), { timeout: 10_000 });
    expect(given().slice(0, 6).join(' ')).not.toContain('reboot');
  });

  it('gives Windows a script of its own, and the texts beside it', async () => {
    const { path, given } = notifier('powershell');
    expect(showNotice(NOTICE, { platform: 'win32', env: { PATH: path } })).toBe(true);
    await vi.waitFor(() => expect(given().slice(-2)).toEqual([NOTICE.title, NOTICE.body]), { timeout: 10_000 });
    expect(given().slice(0, -2).join(' ')).not.toContain('reboot');
  });

  it.each([{}, { DISPLAY: '' }])('shows none where there is no desktop: %j', (env) => {
    expect(showNotice(NOTICE, { platform: 'linux', env })).toBe(false);
  });

  it('survives where nothing shows it', () => {
    expect(showNotice(NOTICE, { platform: 'linux', env: { PATH: tempFolder(), DISPLAY: ':0' } })).toBe(true);
  });
});

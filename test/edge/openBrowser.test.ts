import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../../src/edge/openBrowser.ts';
import { tempFolder } from '../support/tempHome.ts';

/** A folder with a program that writes down what it was given, one word a line. */
function opener(name: string): { path: string; given: () => string[] } {
  const folder = tempFolder();
  const out = join(folder, 'given');
  writeFileSync(
    join(folder, name),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${out}.part' && /bin/mv '${out}.part' '${out}'\n`,
  );
  chmodSync(join(folder, name), 0o755);
  return { path: folder, given: () => (existsSync(out) ? readFileSync(out, 'utf8').trimEnd().split('\n') : []) };
}

const url = new URL('https://auth.example/authorize?a=1&b=%22;reboot;$(reboot)');

describe('openBrowser', () => {
  it.each([
    ['linux', 'xdg-open', []],
    ['darwin', 'open', []],
    ['win32', 'rundll32', ['url.dll,FileProtocolHandler']],
  ] as const)('on %s gives the URL to `%s` as one word, whatever is in it', async (platform, name, before) => {
    const { path, given } = opener(name);
    expect(openBrowser(url, { platform, env: { PATH: path, DISPLAY: ':0' } })).toBe(true);
    await vi.waitFor(() => expect(given()).toEqual([...before, url.href]), { timeout: 10_000 });
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'calc:x', 'data:text/html,x'])('does not open %s', (text) => {
    const { path } = opener('xdg-open');
    expect(openBrowser(new URL(text), { platform: 'linux', env: { PATH: path, DISPLAY: ':0' } })).toBe(false);
  });

  it.each([{}, { DISPLAY: '' }, { DISPLAY: ':0', SSH_CONNECTION: '1' }])(
    'opens none where nobody would see it: %j',
    (env) => {
      const { path } = opener('xdg-open');
      expect(openBrowser(url, { platform: 'linux', env: { PATH: path, ...env } })).toBe(false);
    },
  );

  it('survives where there is no browser', () => {
    expect(openBrowser(url, { platform: 'linux', env: { PATH: tempFolder(), DISPLAY: ':0' } })).toBe(true);
  });
});

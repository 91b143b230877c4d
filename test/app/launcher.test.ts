import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launcherWords } from '../../src/app/launcher.ts';
import { locateHome } from '../../src/edge/home.ts';
import { tempFolder } from '../support/tempHome.ts';

function installed(below = 'lib'): string {
  const folder = join(realpathSync(tempFolder()), below);
  mkdirSync(folder, { recursive: true });
  for (const name of ['leash.js', 'leash-mcp.js']) writeFileSync(join(folder, name), '');
  return folder;
}

const OPTIONS = {
  npx: false,
  observe: false,
  home: locateHome(undefined, {}),
  platform: 'linux',
  node: '/usr/bin/node',
} as const;

describe('launcherWords', () => {
  it('names both programs by absolute paths, through the links of an installation', () => {
    const folder = installed();
    const link = join(tempFolder(), 'leash');
    symlinkSync(join(folder, 'leash.js'), link);
    expect(launcherWords({ ...OPTIONS, script: link })).toEqual({
      program: ['/usr/bin/node', join(folder, 'leash-mcp.js')],
      options: [],
    });
  });

  it('names the home where it is another one than a client would take', () => {
    const home = locateHome('/data/leash', {});
    const words = launcherWords({ ...OPTIONS, home, observe: true, script: join(installed(), 'leash.js') });
    expect(words.options).toEqual(['--home', '/data/leash', '--observe']);
  });

  it.each([
    ['linux', ['npx', '-y', 'leash-mcp']],
    ['win32', ['cmd', '/c', 'npx', '-y', 'leash-mcp']],
  ] as const)('goes by way of npx on %s where it is asked to', (platform, program) => {
    expect(launcherWords({ ...OPTIONS, platform, npx: true, script: '/nowhere' }).program).toEqual(program);
  });

  it('goes by way of npx where it was started so: what npx fetched for one run does not stay', () => {
    const script = join(installed('.npm/_npx/abc/node_modules/leash-mcp/dist/bin'), 'leash.js');
    expect(launcherWords({ ...OPTIONS, script }).program).toEqual(['npx', '-y', 'leash-mcp']);
  });

  it('says so where leash-mcp is not beside it', () => {
    expect(() => launcherWords({ ...OPTIONS, script: '/nowhere/leash.js' })).toThrow(
      /`leash-mcp` is not beside `\/nowhere\/leash.js`/,
    );
  });
});

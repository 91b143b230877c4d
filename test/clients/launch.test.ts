import { describe, expect, it } from 'vitest';
import { launchOf, launchOption } from '../../src/clients/launch.ts';

const split = (line: string): readonly string[] => line.split(' ');

describe('launchOf', () => {
  it.each([
    ['leash-mcp -- node s.mjs', 'leash-mcp', '', 'node s.mjs'],
    ['/usr/bin/leash-mcp --name a -- node s.mjs -- x', '/usr/bin/leash-mcp', '--name a', 'node s.mjs -- x'],
    ['/opt/bin/node /l/dist/bin/leash-mcp.js --strict -- x', '/opt/bin/node /l/dist/bin/leash-mcp.js', '--strict', 'x'],
    ['npx -y leash-mcp@1.2.3 -- npx -y s', 'npx -y leash-mcp@1.2.3', '', 'npx -y s'],
    ['cmd /c npx -y leash-mcp -- cmd /c npx s', 'cmd /c npx -y leash-mcp', '', 'cmd /c npx s'],
    ['C:\\n\\node.exe C:\\l\\leash-mcp.js -- x', 'C:\\n\\node.exe C:\\l\\leash-mcp.js', '', 'x'],
    ['npm exec -- leash-mcp -- x', 'npm exec -- leash-mcp', '', 'x'],
    ['npx -y some-server --proxy leash-mcp', null, '', ''],
    ['npx -y some-server leash-mcp -- x', null, '', ''],
    ['node server.mjs /tmp/leash-mcp', null, '', ''],
    ['leash-mcp-evil -- x', null, '', ''],
    ['', null, '', ''],
  ])('takes `%s` apart', (line, program, options, server) => {
    const launch = launchOf(split(line));
    if (program === null) {
      expect(launch).toBeNull();
      return;
    }
    expect(launch?.program).toEqual(split(program));
    expect(launch?.options).toEqual(options === '' ? [] : split(options));
    expect(launch?.server).toEqual(split(server));
  });

  it('knows a server at a URL by the missing dashes', () => {
    const launch = launchOf(split('npx leash-mcp --url https://x.example --name=n'));
    expect(launch?.server).toBeNull();
    expect(launch === null ? null : launchOption(launch, '--url')).toBe('https://x.example');
    expect(launch === null ? null : launchOption(launch, '--name')).toBe('n');
    expect(launch === null ? '' : launchOption(launch, '--home')).toBeNull();
  });
});

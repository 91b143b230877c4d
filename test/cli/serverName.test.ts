import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isServerName, serverNameOf, serverNameOfUrl } from '../../src/cli/serverName.ts';

const named: [string, string][] = [
  ['npx -y @modelcontextprotocol/server-filesystem /data', 'filesystem'],
  ['npx -y @modelcontextprotocol/server-filesystem@2026.8.31 /data', 'filesystem'],
  ['npx @playwright/mcp@latest --headless', 'playwright'],
  ['npx -y -p typescript @cyanheads/git-mcp-server', 'git'],
  ['npx.cmd -y chrome-devtools-mcp', 'chrome-devtools'],
  ['/usr/bin/npx -y shadcn mcp', 'shadcn'],
  ['npm exec -- mongodb-mcp-server', 'mongodb'],
  ['uvx mcp-server-git --repository .', 'git'],
  ['uvx --from git+https://example.org/x mcp-server-time', 'time'],
  ['python -m mcp_server_fetch', 'mcp_server_fetch'],
  ['node /srv/tools/weather.mjs --port 1', 'weather'],
  ['node build/index.js', 'index'],
  ['docker run -i --rm mcp/github', 'github'],
  ['/opt/notes-server', 'notes'],
  ['./server', 'server'],
];

describe('serverNameOf', () => {
  it.each(named)('calls `%s` %s', (line, want) => {
    const [command = '', ...args] = line.split(' ');
    expect(serverNameOf(command, args)).toBe(want);
  });

  it('always gives a name that policies can write', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (command, args) => {
        expect(isServerName(serverNameOf(command, args))).toBe(true);
        expect(isServerName(serverNameOf('npx', args))).toBe(true);
      }),
    );
  });
});

describe('serverNameOfUrl', () => {
  it.each([
    ['https://mcp.notion.com/mcp', 'notion'],
    ['https://api.githubcopilot.com/mcp/', 'githubcopilot'],
    ['http://localhost:3001/mcp', 'localhost'],
    ['http://127.0.0.1:3001/mcp', 'server'],
    ['http://[::1]/mcp', 'server'],
    ['https://weather-mcp.example/', 'weather'],
  ])('calls %s %s', (url, want) => expect(serverNameOfUrl(new URL(url))).toBe(want));

  it('always gives a name that policies can write', () => {
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        expect(isServerName(serverNameOfUrl(new URL(url)))).toBe(true);
      }),
    );
  });
});

describe('isServerName', () => {
  it.each(['fs', 'a.b-c_d', '9'])('takes `%s`', (name) => expect(isServerName(name)).toBe(true));
  it.each(['', 'a/b', '-a', 'a b', 'fs\u200b', 'é', 'a'.repeat(65)])('refuses `%s`', (name) =>
    expect(isServerName(name)).toBe(false),
  );
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configuredServers } from '../../../src/app/scan/clientConfigs.ts';
import { tempFolder } from '../../support/tempHome.ts';

/** A user's folder with these files. */
function userWith(files: Readonly<Record<string, unknown>>): string {
  const home = tempFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return home;
}

const find = (home: string, platform: NodeJS.Platform = 'linux', env: Record<string, string> = {}) =>
  configuredServers({ platform, home, appData: null, env });

const echo = { command: 'npx', args: ['-y', 'echo-server'] };

describe('configuredServers', () => {
  it.each<[NodeJS.Platform, string, string, unknown]>([
    ['linux', '.config/Claude/claude_desktop_config.json', 'Claude Desktop', { mcpServers: { echo } }],
    [
      'darwin',
      'Library/Application Support/Claude/claude_desktop_config.json',
      'Claude Desktop',
      { mcpServers: { echo } },
    ],
    ['win32', 'AppData/Roaming/Claude/claude_desktop_config.json', 'Claude Desktop', { mcpServers: { echo } }],
    ['linux', '.claude.json', 'Claude Code', { mcpServers: { echo } }],
    ['linux', '.claude.json', 'Claude Code', { projects: { '/p': { mcpServers: { echo } }, '/q': {} } }],
    ['linux', '.cursor/mcp.json', 'Cursor', { mcpServers: { echo } }],
    ['linux', '.config/Code/User/mcp.json', 'VS Code', { servers: { echo } }],
    [
      'linux',
      '.config/Code/User/settings.json',
      'VS Code',
      '{ // mine\n"mcp": {"servers": {"echo": {"command": "npx", "args": ["-y", "echo-server"]}}}, }',
    ],
    ['darwin', 'Library/Application Support/Code/User/mcp.json', 'VS Code', { servers: { echo } }],
    ['linux', '.codeium/windsurf/mcp_config.json', 'Windsurf', { mcpServers: { echo } }],
    ['linux', '.gemini/settings.json', 'Gemini CLI', { mcpServers: { echo } }],
    ['linux', '.kiro/settings/mcp.json', 'Kiro', { mcpServers: { echo } }],
    [
      'linux',
      '.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
      'Cline',
      { mcpServers: { echo } },
    ],
  ])('finds the servers of clients on %s: %s', async (platform, path, client, content) => {
    const home = userWith({ [path]: content });
    const { servers, unreadable } = await find(home, platform);
    expect(unreadable).toEqual([]);
    expect(servers).toEqual([
      {
        name: 'echo',
        client,
        file: join(home, path),
        start: { kind: 'command', command: 'npx', args: ['-y', 'echo-server'], env: {} },
      },
    ]);
  });

  it('finds nothing where no client is, and none of a project folder', async () => {
    expect(
      await find(userWith({ '.mcp.json': { mcpServers: { echo } }, '.vscode/mcp.json': { servers: { echo } } })),
    ).toEqual({
      servers: [],
      unreadable: [],
    });
  });

  it('says which file cannot be read, and reads the others', async () => {
    const home = userWith({ '.claude.json': '{', '.cursor/mcp.json': { mcpServers: { echo } } });
    const { servers, unreadable } = await find(home);
    expect(servers).toHaveLength(1);
    expect(unreadable).toEqual([
      { client: 'Claude Code', file: join(home, '.claude.json'), why: '1:2: it is not JSON: close brace expected' },
    ]);
  });

  const startOf = async (entry: unknown, env: Record<string, string> = {}) => {
    const { servers } = await find(userWith({ '.cursor/mcp.json': { mcpServers: { srv: entry } } }), 'linux', env);
    return servers[0]?.start;
  };

  it('takes a server at a URL, with its headers', async () => {
    const start = { kind: 'url', url: 'https://a.example/mcp', headers: { 'X-Key': 'k' } };
    expect(await startOf({ url: 'https://a.example/mcp', headers: { 'X-Key': 'k', odd: 1 } })).toEqual(start);
    expect(await startOf({ serverUrl: 'https://a.example/mcp' })).toMatchObject({ kind: 'url' });
  });

  it('fills in variables, and starts nothing with one that is not known', async () => {
    const entry = { command: '${BIN}/srv', args: ['${env:DIR}'], env: { KEY: '${KEY}' } };
    expect(await startOf(entry, { BIN: '/b', DIR: '/d', KEY: 'k' })).toEqual({
      kind: 'command',
      command: '/b/srv',
      args: ['/d'],
      env: { KEY: 'k' },
    });
    expect(await startOf(entry, { BIN: '/b', DIR: '/d' })).toMatchObject({
      kind: 'unusable',
      why: expect.stringContaining('${KEY}') as string,
    });
    expect(await startOf({ command: 'x', args: ['${input:key}'] })).toMatchObject({ kind: 'unusable' });
    expect(await startOf({ command: 'x', args: ['${workspaceFolder}'] })).toMatchObject({ kind: 'unusable' });
  });

  it('looks behind Leash, where a server runs behind it already', async () => {
    const args = ['-y', 'leash-mcp', '--name', 'fs', '--', 'npx', '-y', 'fs-server', '--', 'x'];
    expect(await startOf({ command: 'npx', args })).toMatchObject({
      command: 'npx',
      args: ['-y', 'fs-server', '--', 'x'],
    });
    expect(await startOf({ command: '/usr/bin/leash-mcp', args: ['--', 'node', 's.mjs'] })).toMatchObject({
      command: 'node',
    });
    expect(await startOf({ command: 'npm', args: ['exec', '--', 'srv'] })).toMatchObject({ command: 'npm' });
  });

  it.each([
    ['no command', {}],
    ['no map', 'npx'],
    ['a folder of its own', { command: 'x', cwd: '/y' }],
  ])('says what it cannot start: %s', async (_, entry) => {
    expect(await startOf(entry)).toMatchObject({ kind: 'unusable' });
  });

  it.each([
    ['my server', 'my-server'],
    ['github.com/x/y', 'github.com-x-y'],
    ['../../etc', 'etc'],
    ['***', 'server'],
    ['\u001b[2J', '2J'],
  ])('gives %j a name that policies can hold: %s', async (given, name) => {
    const { servers } = await find(userWith({ '.cursor/mcp.json': { mcpServers: { [given]: echo } } }));
    expect(servers[0]?.name).toBe(name);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findClients, openClientFile, ownPlaces } from '../../src/app/clientFound.ts';
import { CLIENTS } from '../../src/clients/table.ts';
import { tempFolder } from '../support/tempHome.ts';

const ONE = '{"mcpServers": {"one": {"command": "x"}}}';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const find = (home: string, over: object = {}) =>
  findClients({ platform: 'linux', home, appData: null, env: {}, project: null, ...over });

describe('findClients', () => {
  it.each<[string, NodeJS.Platform, string, string]>([
    ['zed', 'linux', '.config/zed/settings.json', '{"context_servers": {"one": {"command": "x"}}}'],
    ['zed', 'win32', 'AppData/Roaming/Zed/settings.json', '{"context_servers": {"one": {"command": "x"}}}'],
    ['goose', 'darwin', '.config/goose/config.yaml', 'extensions:\n  one: {cmd: x}\n'],
    ['goose', 'win32', 'AppData/Roaming/Block/goose/config/config.yaml', 'extensions:\n  one: {cmd: x}\n'],
    ['opencode', 'linux', '.config/opencode/opencode.jsonc', '{"mcp": {"servers": {"one": {"command": ["x"]}}}}'],
    ['codex', 'linux', '.codex/config.toml', '[mcp_servers.one]\ncommand = "x"\n'],
    ['claude-desktop', 'darwin', 'Library/Application Support/Claude/claude_desktop_config.json', ONE],
  ])('finds %s on %s', async (id, platform, path, text) => {
    const { files, unreadable } = await find(folderWith({ [path]: text }), { platform });
    expect(unreadable).toEqual([]);
    expect(files.map(({ client, servers }) => [client.id, servers.map(({ key }) => key)])).toEqual([[id, ['one']]]);
  });

  it('goes where variables say that settings are', async () => {
    const home = folderWith({
      'xdg/zed/settings.json': '{"context_servers": {"one": {"command": "x"}}}',
      'cdx/config.toml': '[mcp_servers.one]\ncommand = "x"\n',
    });
    const { files } = await find(home, { env: { XDG_CONFIG_HOME: join(home, 'xdg'), CODEX_HOME: join(home, 'cdx') } });
    expect(files.map(({ client }) => client.id)).toEqual(['codex', 'zed']);
  });

  it('reads the settings of a project where one is named, and only then', async () => {
    const project = folderWith({
      '.mcp.json': ONE,
      '.cursor/mcp.json': ONE,
      '.vscode/mcp.json': '{"servers": {"one": {"command": "x"}}}',
    });
    expect((await find(tempFolder())).files).toEqual([]);
    const { files } = await find(tempFolder(), { project });
    expect(files.map(({ client, scope }) => [client.id, scope])).toEqual([
      ['claude-code', 'project'],
      ['cursor', 'project'],
      ['vscode', 'project'],
    ]);
  });

  it('says where a file cannot be read, and reads the others', async () => {
    const { files, unreadable } = await find(
      folderWith({
        '.cursor/mcp.json': '{\n  "mcpServers": ,\n}',
        '.codex/config.toml': 'a = 1\na = 2',
        '.config/goose/config.yaml': 'a: *b\n',
        '.kiro/settings/mcp.json': ONE,
      }),
    );
    expect(files.map(({ client }) => client.id)).toEqual(['kiro']);
    expect(unreadable.map(({ client, why }) => [client.id, why.split(' ')[0]])).toEqual([
      ['cursor', '2:17:'],
      ['codex', '2:1:'],
      ['goose', '1:4:'],
    ]);
  });

  it('takes an empty file for none, and a map that is none for one without servers', async () => {
    const { files, unreadable } = await find(
      folderWith({ '.cursor/mcp.json': ' \n', '.kiro/settings/mcp.json': '{"mcpServers": [1]}' }),
    );
    expect([files.map(({ servers }) => servers), unreadable]).toEqual([[[]], []]);
  });

  it('gives two servers whose names policies cannot hold two names', async () => {
    const { files } = await find(
      folderWith({
        '.cursor/mcp.json': '{"mcpServers": {"a b": {"command": "x"}, "a/b": {"command": "y"}, "ü": {"command": "z"}}}',
      }),
    );
    expect(files[0]?.servers.map(({ name }) => name)).toEqual(['a-b', 'a-b-2', 'server']);
  });

  it('finds nothing for a user without a folder', async () => {
    expect(await find('')).toEqual({ files: [], unreadable: [] });
  });
});

describe('openClientFile', () => {
  it('reads a file of a client wherever it lies', async () => {
    const client = CLIENTS.find(({ id }) => id === 'cursor');
    const [where] = client?.files ?? [];
    if (client === undefined || where === undefined) throw new Error('no client');
    const path = join(folderWith({ 'x.json': ONE }), 'x.json');
    expect(await openClientFile(client, where, path)).toMatchObject({ servers: [{ key: 'one' }] });
    expect(await openClientFile(client, where, `${path}.no`)).toBeNull();
  });
});

describe('ownPlaces', () => {
  it('are those of whoever runs this, and of no project', () => {
    expect(ownPlaces({ APPDATA: 'C:\\a' })).toMatchObject({
      platform: process.platform,
      appData: 'C:\\a',
      project: null,
    });
    expect(ownPlaces({}).appData).toBeNull();
  });
});

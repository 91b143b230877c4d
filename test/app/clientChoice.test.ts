import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { chooseClients } from '../../src/app/clientChoice.ts';
import { tempFolder } from '../support/tempHome.ts';

function user(files: readonly string[]): string {
  const folder = tempFolder();
  for (const path of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '{"mcpServers": {"file system": {"command": "x"}, "git": {"command": "y"}}}');
  }
  vi.stubEnv('HOME', folder);
  return folder;
}

const ALL = { client: null, server: null, scope: null };

describe('chooseClients', () => {
  it('takes the user\u2019s own settings, unless those of the project are asked for', async () => {
    const folder = user(['.cursor/mcp.json', '.kiro/settings/mcp.json', 'p/.mcp.json']);
    const own = await chooseClients(ALL, join(folder, 'p'), {});
    expect(own.files.map(({ client }) => client.id)).toEqual(['cursor', 'kiro']);
    const project = await chooseClients({ ...ALL, scope: 'project' }, join(folder, 'p'), {});
    expect(project.files.map(({ client }) => client.id)).toEqual(['claude-code']);
  });

  it.each(['cursor', 'Cursor', 'CURSOR'])('knows a client by %s', async (client) => {
    user(['.cursor/mcp.json', '.kiro/settings/mcp.json']);
    expect((await chooseClients({ ...ALL, client }, '/', {})).files).toHaveLength(1);
  });

  it.each(['file system', 'file-system'])('knows a server by %s', async (server) => {
    user(['.cursor/mcp.json']);
    const { files, isMeant } = await chooseClients({ ...ALL, server }, '/', {});
    expect(files[0]?.servers.filter(isMeant).map(({ key }) => key)).toEqual(['file system']);
  });

  it('says which client or server it does not know', async () => {
    user(['.cursor/mcp.json']);
    await expect(chooseClients({ ...ALL, client: 'curser' }, '/', {})).rejects.toThrow(
      /no client is called `curser`, did you mean `cursor`/,
    );
    await expect(chooseClients({ ...ALL, client: 'zzzzzzzz' }, '/', {})).rejects.toThrow(
      /expected one of `claude-desktop`/,
    );
    await expect(chooseClients({ ...ALL, server: 'gti' }, '/', {})).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: expect.stringMatching(/did you mean `git`/) as string,
    });
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findClients } from '../../../src/app/clientFound.ts';
import { clientChecks } from '../../../src/app/doctor/clientChecks.ts';
import { tempFolder } from '../../support/tempHome.ts';

async function checksOf(settings: object | string, env: Readonly<Record<string, string>> = {}) {
  const home = tempFolder();
  const file = join(home, '.cursor/mcp.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify({ mcpServers: settings }));
  const found = await findClients({ platform: 'linux', home, appData: null, env: {}, project: null });
  return clientChecks({ ...found, env });
}

const here = '/nowhere/leash-mcp.js';

describe('clientChecks', () => {
  it('is content with a wrapped server whose programs are there', async () => {
    const script = join(tempFolder(), 'leash-mcp.js');
    writeFileSync(script, '');
    const checks = await checksOf({ a: { command: process.execPath, args: [script, '--', 'x'] } });
    expect(checks).toEqual([{ what: 'Cursor', state: 'ok', detail: '1 of 1 servers behind Leash', fix: null }]);
  });

  it('says which programs are gone, and how to name those that are there', async () => {
    const checks = await checksOf({
      a: { command: '/nowhere/node', args: [here, '--home', '/nowhere/home', '--', 'x'] },
    });
    const failed = checks.filter(({ state }) => state === 'fail');
    expect(failed.map(({ detail }) => detail)).toEqual(
      ['/nowhere/node', here, '/nowhere/home'].map((path) => `${path} is not there any more`),
    );
    expect(failed[0]?.fix).toContain('leash wrap cursor');
  });

  it('names the servers that are not behind Leash', async () => {
    expect(await checksOf({ a: { command: 'x' }, b: { url: 'https://x' } })).toMatchObject([
      { state: 'warn', detail: 'not behind Leash: a, b', fix: 'run `leash wrap cursor`' },
    ]);
  });

  it('warns of a program that only the PATH finds, and fails where it does not', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'npx'), '', { mode: 0o755 });
    const settings = { a: { command: 'npx', args: ['-y', 'leash-mcp', '--', 'x'] } };
    expect((await checksOf(settings, { PATH: folder })).map(({ state }) => state)).toEqual(['ok', 'warn']);
    expect((await checksOf(settings, { PATH: '' })).map(({ state }) => state)).toEqual(['ok', 'fail']);
  });

  it('fails at a file that cannot be read, and says where', async () => {
    expect(await checksOf('{')).toMatchObject([
      { what: 'Cursor', state: 'fail', detail: expect.stringContaining('1:2: it is not JSON') as string },
    ]);
  });

  it('says so where no client is set up', async () => {
    expect(await checksOf({})).toMatchObject([{ what: 'clients', state: 'warn' }]);
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findClients } from '../../src/app/clientFound.ts';
import { scanFound, surveyOf, writeStarters } from '../../src/app/init.ts';
import { validatePolicies } from '../../src/app/policies.ts';
import { fixture } from '../e2e/support.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

const [command = '', ...args] = fixture('echo.mjs');

async function filesOf(settings: object) {
  const home = tempFolder();
  const file = join(home, '.cursor/mcp.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ mcpServers: settings }));
  const { files } = await findClients({ platform: 'linux', home, appData: null, env: {}, project: null });
  return files;
}

describe('surveyOf', () => {
  it('says of each server whether it runs behind Leash, and of a URL nothing secret', async () => {
    const files = await filesOf({
      bare: { command: 'npx', args: ['s'] },
      wrapped: { command: 'leash-mcp', args: ['--', 'npx', 's'] },
      remote: { url: 'https://x.example/mcp?key=secret' },
      odd: {},
    });
    expect(surveyOf(files).map(({ server, state, how }) => [server, state, how])).toEqual([
      ['bare', 'not behind Leash', 'npx s'],
      ['wrapped', 'behind Leash', 'npx s'],
      ['remote', 'not behind Leash', 'https://x.example/mcp'],
      ['odd', 'cannot be wrapped', ''],
    ]);
  });
});

describe('setting up', () => {
  it('scans each server once and writes a policy for it that loads; what is there stays', async () => {
    const home = tempHome();
    const server = { command, args };
    const files = await filesOf({
      echo: server,
      ECHO2: server,
      off: { ...server, disabled: true },
      gone: { command: '/nowhere/x' },
    });
    const { scanned, unscanned } = await scanFound({
      home,
      files,
      version: '0',
      timeoutMs: 20_000,
      env: {},
      onProgress: () => undefined,
    });
    expect(scanned.map(({ name }) => name)).toEqual(['echo', 'ECHO2']);
    expect(unscanned.map(({ name }) => name)).toEqual(['off', 'gone']);
    const mine = join(home.policies, 'starter-echo.yaml');
    writeFileSync(mine, 'name: mine\nagents: ["*"]\nrules:\n  - { action: x, effect: deny, reason: r }\n', {
      mode: 0o600,
    });
    const outcomes = await writeStarters(home, scanned, 'ask');
    expect(outcomes.map(({ server: name, file }) => [name, file])).toEqual([
      ['echo', null],
      ['ECHO2', join(home.policies, 'starter-ECHO2.yaml')],
    ]);
    expect(outcomes[0]?.why).toContain('is there already');
    expect(readFileSync(mine, 'utf8')).toContain('name: mine');
    expect((await validatePolicies({ given: [], folder: home.policies })).ok).toBe(true);
  });

  it('says so where the policies do not go together', async () => {
    const home = tempHome();
    writeFileSync(join(home.policies, 'broken.yaml'), 'name: [', { mode: 0o600 });
    await expect(writeStarters(home, [], 'ask')).rejects.toMatchObject({ code: 'ERR_POLICY_INVALID' });
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configuredTargets, recordedTargets } from '../../../src/app/scan/targets.ts';
import { tempFolder } from '../../support/tempHome.ts';

const echo = { command: 'npx', args: ['echo'], env: { A: 'b' } };

describe('configuredTargets', () => {
  let home = '';
  beforeEach(() => {
    home = tempFolder();
    vi.stubEnv('HOME', home);
  });
  afterEach(() => vi.unstubAllEnvs());

  function cursor(mcpServers: object): void {
    mkdirSync(join(home, '.cursor'), { recursive: true });
    writeFileSync(join(home, '.cursor/mcp.json'), JSON.stringify({ mcpServers }));
  }

  it('are the servers of all clients, each one once', async () => {
    cursor({ echo, web: { url: 'https://a.example/mcp', headers: { K: 'v' } }, odd: {} });
    writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { echo, other: echo } }));
    const targets = await configuredTargets({});
    expect(
      targets.map((target) => (target.kind === 'recorded' ? '' : `${target.kind} ${target.name}`)).toSorted(),
    ).toEqual(['live echo', 'live other', 'live web', 'unusable odd']);
    expect(targets.find((target) => target.kind === 'live' && target.name === 'web')).toMatchObject({
      upstream: { kind: 'url', headers: ['K=v'] },
    });
    expect(targets.find((target) => target.kind === 'live' && target.name === 'echo')).toMatchObject({
      env: { A: 'b' },
    });
  });

  it('say what cannot be read or reached', async () => {
    cursor({ web: { url: 'ftp://a.example' }, wrong: { url: 'no url' } });
    writeFileSync(join(home, '.claude.json'), '{');
    expect((await configuredTargets({})).map(({ kind }) => kind)).toEqual(['unusable', 'unusable', 'unusable']);
  });
});

describe('recordedTargets', () => {
  it('are the servers of a file', async () => {
    const path = join(tempFolder(), 'x.json');
    writeFileSync(path, '{"servers":{"a":{"tools":[]},"b":{"tools":[]}}}');
    expect(await recordedTargets(path, null)).toMatchObject([
      { kind: 'recorded', source: path, listing: { name: 'a' } },
      { kind: 'recorded', source: path, listing: { name: 'b' } },
    ]);
  });
});

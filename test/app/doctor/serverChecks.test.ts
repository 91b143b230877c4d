import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findClients } from '../../../src/app/clientFound.ts';
import { serverChecks } from '../../../src/app/doctor/serverChecks.ts';
import { fixture } from '../../e2e/support.ts';
import { tempFolder, tempHome } from '../../support/tempHome.ts';

const ECHO = fixture('echo.mjs');
const OTHER = fixture('poisoned.mjs');

/** A stand-in for `leash-mcp` that becomes whatever it is told, else what is behind the dashes. */
function standIn(becomes: readonly string[] | null): string {
  const script = join(tempFolder(), 'leash-mcp.js');
  const words = becomes === null ? "process.argv.slice(process.argv.indexOf('--') + 1)" : JSON.stringify(becomes);
  writeFileSync(
    script,
    `const [command, ...args] = ${words};
if (command === undefined) process.exit(3);
require('node:child_process').spawn(command, args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));`,
  );
  return script;
}

async function check(entry: object) {
  const home = tempFolder();
  const file = join(home, '.cursor/mcp.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ mcpServers: { srv: entry } }));
  const { files } = await findClients({ platform: 'linux', home, appData: null, env: {}, project: null });
  return serverChecks({
    home: tempHome(),
    files,
    version: '0',
    timeoutMs: 20_000,
    env: {},
    onProgress: () => undefined,
  });
}

const wrapped = (script: string, server: readonly string[]) => ({
  command: process.execPath,
  args: [script, '--', ...server],
});

describe('serverChecks', () => {
  it('is content where the same tools come through', async () => {
    expect(await check(wrapped(standIn(null), ECHO))).toMatchObject([
      { what: 'Cursor srv', state: 'ok', detail: expect.stringMatching(/^\d+ tools?, the same/) as string },
    ]);
  });

  it.each([
    ['Leash does not start', () => standIn([]), ECHO, 'fail', /does not start behind Leash/],
    [
      'the server itself does not start',
      () => standIn(null),
      ['/nowhere/server'],
      'fail',
      /the server itself does not start/,
    ],
    ['other tools come through', () => standIn(OTHER), ECHO, 'fail', /shows tools that the server does not/],
  ])('says so where %s', async (_, script, server, state, detail) => {
    expect(await check(wrapped(script(), server))).toMatchObject([
      { state, detail: expect.stringMatching(detail) as string },
    ]);
  });

  it('starts nothing that is switched off, or not behind Leash', async () => {
    expect(await check({ ...wrapped(standIn(null), ECHO), disabled: true })).toMatchObject([
      { state: 'warn', detail: expect.stringContaining('switched off') as string },
    ]);
    expect(await check({ command: '/nowhere/server' })).toEqual([]);
  });
});

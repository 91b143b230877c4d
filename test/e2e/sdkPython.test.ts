import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIn, userFolder } from './sdkFolder.ts';
import { startSdkServer, type SdkServer } from './sdkServer.ts';
import { leash } from './support.ts';

const PYTHON = 'python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
if (!hasPython) console.warn(`the Python client is not tested: there is no \`${PYTHON}\` of 3.9 or newer here`);

describe.runIf(hasPython)('the Python client', () => {
  const folder = userFolder();
  let server: SdkServer;

  beforeAll(async () => {
    cpSync(resolve(import.meta.dirname, '../../clients/python'), folder.path, { recursive: true });
    server = await startSdkServer(folder);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const python = (...args: string[]) =>
    runIn(folder, [PYTHON, '-W', 'error', ...args], { ...server.env, PYTHONDONTWRITEBYTECODE: '1' });

  it('passes its own tests, those against this server too', async () => {
    const run = await python('-m', 'unittest', 'discover', '-s', '.', '-t', '.', '-v');
    expect(run.stderr).toMatch(/test_server[^]*\nOK\n/);
    expect(run.code).toBe(0);
  });

  it('runs its example, and leaves a log that verifies', async () => {
    const run = await python(join(folder.path, 'mailer.py'));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout.match(/sent \d characters to ann@example\.com/g)).toHaveLength(2);
    expect(run.stdout.match(/Leash denied this: `api\/mail\.(?:send|archive)` was not run\./g)).toHaveLength(2);
    const verified = await leash(['audit', 'verify', '--home', folder.home, '--json']);
    expect(verified.code).toBe(0);
  });
});

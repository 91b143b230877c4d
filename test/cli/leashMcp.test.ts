import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { VERSION } from '../../src/cli/version.ts';
import { emptyFolder, expectHarmless, HOSTILE } from './home.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/bin/leash-mcp.js');

/** Runs the program as a client would, with nothing on its stdin, in a home of its own. */
function leashMcp(...words: string[]) {
  const folder = emptyFolder();
  const home = join(folder, 'home');
  const env = { ...process.env, LEASH_HOME: home };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
    input: '',
    encoding: 'utf8',
    env,
  });
  return { exitCode: status, out: stdout, err: stderr, hasHome: existsSync(home) };
}

describe('leash-mcp', () => {
  it('prints its help and its version on stdout, and touches nothing', () => {
    const help = leashMcp('--help');
    expect(help).toMatchObject({ exitCode: 0, err: '', hasHome: false });
    expect(help.out).toMatch(/^Usage: leash-mcp \[options\] -- COMMAND/);
    expect(leashMcp('-V')).toEqual({ exitCode: 0, out: `${VERSION}\n`, err: '', hasHome: false });
  });

  it('ends with 2 for words that it cannot mean, and starts nothing', () => {
    expect(leashMcp('--polcy', 'x', '--', process.execPath, '-e', '')).toEqual({
      exitCode: 2,
      out: '',
      err: 'leash-mcp: unknown option `--polcy`, did you mean `--policy`?; see `leash-mcp --help`\n',
      hasHome: false,
    });
  });

  it('ends with 3 where the server cannot be started, on one line without a stack', () => {
    const { exitCode, out, err } = leashMcp('--', '/nowhere/server');
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toMatch(/^leash-mcp: cannot start `\/nowhere\/server`: [^\n]+\n$/);
  });

  it('ends as its server ends', () => {
    expect(leashMcp('--log-level', 'error', '--', process.execPath, '-e', 'process.exit(7)')).toMatchObject({
      exitCode: 7,
      out: '',
      err: '',
      hasHome: true,
    });
  });

  it('never lets its words reach the terminal', () => {
    for (const words of [[HOSTILE], [`--${HOSTILE}`], ['--name', HOSTILE, '--', 'x'], ['--', `/nowhere/${HOSTILE}`]]) {
      const { out, err } = leashMcp(...words);
      expectHarmless(out + err);
      expect(err).toContain('red');
    }
  });
});

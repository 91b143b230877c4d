import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { tempHome } from '../support/tempHome.ts';
import { fixture, run, textOf } from './processes.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/bin/leash-mcp.js');
const POLICY =
  'name: mine\nagents: ["*"]\nrules:\n  - { id: echoes, action: echo, effect: allow, reason: it only echoes }\n';

/** One call that is allowed and one that is denied, through the program as clients start it. */
async function session(options: readonly string[], policy: string | null = POLICY) {
  const home = tempHome();
  if (policy !== null) writeFileSync(join(home.policies, 'mine.yaml'), policy, { mode: 0o600 });
  const server = [process.execPath, fixture('echo')];
  const running = run([PROGRAM, '--home', home.root, '--name', 'srv', ...options, '--', ...server]);
  running.wire.call(1, 'echo', { text: 'hello' });
  const allowed = await running.wire.answer(1);
  running.wire.call(2, 'erase', { text: 'secret-value' });
  const denied = await running.wire.answer(2);
  running.closeStdin();
  const { code } = await running.exit;
  return { code, allowed, denied, stderr: running.stderr(), home };
}

describe('runProxyCommand', () => {
  it('lets through what the policies of the home allow, denies the rest, and says nothing of it', async () => {
    const { code, allowed, denied, stderr } = await session([]);
    expect(code).toBe(0);
    expect(textOf(allowed)).toContain('hello');
    expect(textOf(denied)).toContain('Leash denied this: `srv/erase` was not run.');
    expect(stderr).not.toContain('leash:');
  });

  it('tells each decision with --log-level info, and no argument', async () => {
    const { stderr } = await session(['--log-level', 'info']);
    const told = stderr.split('\n').filter((line) => line.startsWith('leash: '));
    expect(told).toEqual(['leash: allow srv/echo: it only echoes', expect.stringMatching(/^leash: deny srv\/erase: /)]);
    expect(stderr).not.toContain('secret-value');
  });

  it('says once what a person should know, and nothing with --log-level error', async () => {
    const warned = await session([], null);
    const told = warned.stderr.split('\n').filter((line) => line.startsWith('leash: '));
    expect(told).toEqual([
      `leash: no policy in ${warned.home.policies}: every call to \`srv\` is denied, and each denial says what helps`,
    ]);
    expect(textOf(warned.allowed)).toContain('leash policy add builtin:read-only --home ');
    expect((await session(['--log-level', 'error'], null)).stderr).not.toContain('leash:');
  });

  it('says every problem of a policy on a line of its own', async () => {
    const { stderr, allowed } = await session([], 'name: mine\n');
    const told = stderr.split('\n').filter((line) => line.startsWith('leash: '));
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/so everything is denied: .*mine\.yaml:1:1: missing `agents`/);
    expect(told[1]).toMatch(/^leash: .*mine\.yaml:1:1: missing `rules`/);
    expect(textOf(allowed)).toContain('Leash denied this');
  });
});

import { execa } from 'execa';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEntries, leash, LEASH, temporaryHome } from './support.ts';

const POLICY = `
name: hooks
agents: [claude-code]
servers: [builtin]
rules:
  - action: shell.exec
    effect: allow
    reason: looking
    args: { program: { in: [ls, cat] } }
    unlisted_args: allow
`;

let folder: ReturnType<typeof temporaryHome>;
let home: string;
beforeEach(() => {
  folder = temporaryHome();
  home = join(folder.path, 'home');
  mkdirSync(join(home, 'policies'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'policies/hooks.yaml'), POLICY, { mode: 0o600 });
});
afterEach(() => folder.remove());

const input = (command: string) =>
  JSON.stringify({
    session_id: 's',
    cwd: '/work',
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
  });

const hook = (stdin: string, ...words: string[]) =>
  execa(process.execPath, [LEASH, 'hook', ...words, '--no-resident', '--home', home], { input: stdin, reject: false });

describe('leash hook', () => {
  it('answers calls that come at once, and each decision stands in a log that verifies', async () => {
    const commands = ['ls', 'cat a | ls', 'ls; rm -rf /', 'ls $(rm x)', 'cat $X'];
    const runs = await Promise.all(commands.map((command) => hook(input(command), 'claude-code', '--approve')));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    const said = runs.map(
      ({ stdout }) =>
        (JSON.parse(stdout) as { hookSpecificOutput: { permissionDecision: string } }).hookSpecificOutput
          .permissionDecision,
    );
    expect(said).toEqual(['allow', 'allow', 'deny', 'deny', 'allow']);
    const decided = (await auditEntries(home)).filter(({ phase }) => phase === 'decision');
    expect(decided.map(({ effect }) => effect).toSorted()).toEqual([
      'allow',
      'allow',
      'allow',
      'allow',
      'deny',
      'deny',
    ]);
    expect((await leash(['audit', 'verify', '--home', home])).code).toBe(0);
  });

  it.each([
    ['garbage', ['claude-code'], 'nonsense'],
    ['nothing', ['claude-code'], ''],
  ])('denies %s in the words of the client', async (_, words, stdin) => {
    const { stdout, exitCode } = await hook(stdin, ...words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('"permissionDecision":"deny"');
  });

  it('ends with the code that blocks where it is set up wrongly', async () => {
    expect((await hook(input('ls'), 'emacs')).exitCode).toBe(2);
  });
});

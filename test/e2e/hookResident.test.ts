import { execa } from 'execa';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
afterEach(async () => {
  // One that is just starting ends when it sees this.
  writeFileSync(join(home, 'config.yaml'), 'hook: { resident: off }\n', { mode: 0o600 });
  const pid = residentPid();
  if (pid !== null) {
    signal(pid, 'SIGCONT');
    signal(pid, 'SIGTERM');
    await gone(pid);
  }
  folder.remove();
});

const notePath = (): string => join(home, 'run/hook.json');

function residentPid(): number | null {
  if (!existsSync(notePath())) return null;
  return (JSON.parse(readFileSync(notePath(), 'utf8')) as { readonly pid: number }).pid;
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

const gone = (pid: number): Promise<void> => vi.waitFor(() => expect(lives(pid)).toBe(false), 10_000);

/** Whoever has ended may be waited for by nobody yet: it has no parent but the first process. */
function lives(pid: number): boolean {
  if (!signal(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

interface Said {
  readonly hookSpecificOutput: { readonly permissionDecision: string };
}

/** Asks as Claude Code does, and gives what is said. */
async function hook(command: string, ...words: string[]) {
  const input = JSON.stringify({
    session_id: 's',
    cwd: '/work',
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
  });
  const args = [process.execPath, LEASH, 'hook', 'claude-code', '--approve', '--home', home, ...words];
  // A file that a client leaves open, as some do.
  const { stdout, exitCode } = await execa('sh', ['-c', 'exec "$@" 3<"$0"', policyPath(), ...args], {
    input,
    reject: false,
    env: { SECRET_TOKEN: 'hunter2' },
  });
  expect(exitCode).toBe(0);
  return { said: (JSON.parse(stdout) as Said).hookSpecificOutput.permissionDecision, stdout };
}

function policyPath(): string {
  return join(home, 'policies/hooks.yaml');
}

/** A first call, and the resident that it leaves behind. */
async function residentOf(...words: string[]): Promise<number> {
  expect((await hook('ls', ...words)).said).toBe('allow');
  await vi.waitFor(() => expect(residentPid()).not.toBeNull(), 20_000);
  return residentPid() ?? -1;
}

describe('leash hook with a resident', () => {
  it('leaves one behind that answers the next calls, at once and alike, in a log that verifies', async () => {
    const pid = await residentOf();
    const commands = ['ls', 'cat a | ls', 'ls; rm -rf /', 'rm x', 'cat b'];
    const said = await Promise.all(commands.map((command) => hook(command)));
    expect(said.map((each) => each.said)).toEqual(['allow', 'allow', 'deny', 'deny', 'allow']);
    expect(residentPid()).toBe(pid);
    const status = JSON.parse((await leash(['status', '--json', '--home', home])).stdout) as object;
    expect(status).toMatchObject({ resident: { pid } });
    const decided = (await auditEntries(home)).filter(({ phase }) => phase === 'decision');
    expect(decided).toHaveLength(7);
    // Those of the first call stand in the log of its own process, or in the one that the resident took over.
    expect(new Set(decided.slice(0, 6).map(({ shard }) => shard)).size).toBe(1);
    expect((await leash(['hook', '--stop', '--home', home])).stdout).toContain(`${pid} ends`);
    await gone(pid);
    expect(readdirSync(join(home, 'run')).toSorted()).toEqual(['hook.lock', 'hook.started']);
    expect((await leash(['audit', 'verify', '--home', home])).code).toBe(0);
  });

  it('is one, whoever comes first', async () => {
    const said = await Promise.all(Array.from({ length: 4 }, () => hook('ls')));
    expect(said.map((each) => each.said)).toEqual(['allow', 'allow', 'allow', 'allow']);
    await vi.waitFor(() => expect(residentPid()).not.toBeNull(), 20_000);
    expect(readdirSync(join(home, 'run')).filter((name) => name.endsWith('.sock'))).toEqual(['hook.sock']);
  });

  it.runIf(process.platform === 'linux')('keeps nothing of whoever started it', async () => {
    const pid = await residentOf();
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((each) => each.split('=')[0]);
    expect(names).not.toContain('SECRET_TOKEN');
    expect(names).not.toContain('PATH');
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/');
    const open = new Map(readdirSync(`/proc/${pid}/fd`).map((fd) => [fd, readlinkSync(`/proc/${pid}/fd/${fd}`)]));
    expect([...open.values()]).not.toContain(policyPath());
    expect(['0', '1', '2'].map((fd) => open.get(fd))).toEqual(['/dev/null', '/dev/null', '/dev/null']);
    const [, , , , group] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
    expect(group).toBe(String(pid));
  });

  it('has changed policies in force with the next call', async () => {
    const pid = await residentOf();
    expect((await hook('ls')).said).toBe('allow');
    writeFileSync(join(home, 'policies/hooks.yaml'), POLICY.replace('[ls, cat]', '[cat]'));
    expect((await hook('ls')).said).toBe('deny');
    await gone(pid);
  });

  it('has a stop of everything in force with the next call', async () => {
    const pid = await residentOf();
    expect((await hook('ls')).said).toBe('allow');
    expect((await leash(['stop-all', '--home', home])).code).toBe(0);
    const { said, stdout } = await hook('ls');
    expect([said, stdout.includes('everything is stopped')]).toEqual(['deny', true]);
    await gone(pid);
  });

  it('does without one that hangs, and which ends when it goes on', async () => {
    const pid = await residentOf();
    signal(pid, 'SIGSTOP');
    expect((await hook('ls')).said).toBe('allow');
    expect((await hook('rm x')).said).toBe('deny');
    // It is found by nobody any more, and sees that as soon as it goes on.
    expect(existsSync(notePath())).toBe(false);
    signal(pid, 'SIGCONT');
    await gone(pid);
  });

  it('does without one that was killed', async () => {
    const pid = await residentOf();
    signal(pid, 'SIGKILL');
    await gone(pid);
    expect((await hook('ls')).said).toBe('allow');
    expect((await hook('rm x', '--no-resident')).said).toBe('deny');
  });

  it('leaves none behind where none is wanted', async () => {
    expect((await hook('ls', '--no-resident')).said).toBe('allow');
    writeFileSync(join(home, 'config.yaml'), 'hook: { resident: off }\n', { mode: 0o600 });
    expect((await hook('ls')).said).toBe('allow');
    expect(existsSync(join(home, 'run'))).toBe(false);
  });
});

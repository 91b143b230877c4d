import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startServer, type ServerProcess } from '../../src/edge/child.ts';
import { openDiagnostics } from '../../src/edge/diagnostics.ts';
import {
  eventually,
  fixture,
  groupOf,
  isAlive,
  pidAfter,
  scratch,
  textOf,
  type WireMessage,
} from '../app/processes.ts';

interface Started {
  readonly server: ServerProcess;
  readonly stderr: () => string;
  readonly stdout: () => Buffer;
  /** Calls a tool and waits for the answer. */
  call(name: string): Promise<WireMessage>;
}

async function start(
  command: string,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
  secrets: readonly string[] = [],
): Promise<Started> {
  const stderr = new PassThrough();
  const said: Buffer[] = [];
  const got: Buffer[] = [];
  stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const server = await startServer({ command, args, environment, secrets, diagnostics: openDiagnostics(stderr) });
  server.channel.listen({
    chunk: (bytes) => got.push(bytes),
    ended: () => undefined,
    idle: () => undefined,
    broken: () => undefined,
  });
  server.channel.resume();
  const stdout = (): Buffer => Buffer.concat(got);
  return {
    server,
    stdout,
    stderr: () => Buffer.concat(said).toString(),
    async call(name) {
      const request = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } };
      server.channel.write([Buffer.from(`${JSON.stringify(request)}\n`)]);
      const line = await eventually('an answer', () => {
        const text = stdout().toString();
        return text.endsWith('\n') ? text : null;
      });
      return JSON.parse(line) as WireMessage;
    },
  };
}

function startFixture(
  name: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  secrets: readonly string[] = [],
): Promise<Started> {
  return start(process.execPath, [fixture(name), ...args], { ...process.env, ...env }, secrets);
}

interface Report {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

async function report(started: Started): Promise<Report> {
  const answer = await started.call('report');
  return JSON.parse(textOf(answer)) as Report;
}

describe.concurrent('startServer', () => {
  it("gives the server the whole environment, without Leash's own variables", async () => {
    const own = { LEASH_HOME: '/secret', LEASH_POLICY: 'x' };
    const others = { API_KEY: 'k=1', LEASHED: 'yes', MY_LEASH_: 'yes', EMPTY: '', NODE_OPTIONS: '' };
    const started = await startFixture('env', [], { ...own, ...others });
    const { env } = await report(started);
    const want = Object.entries({ ...process.env, ...others }).filter(([name]) => !name.startsWith('LEASH_'));
    expect(env).toEqual(Object.fromEntries(want));
    started.server.shutdown();
    expect(await started.server.exited).toMatchObject({ code: 0 });
  });

  it('keeps from the server what is told to be a secret, and nothing of a similar name', async () => {
    const started = await startFixture('env', [], { TOKEN: 'mine', TOKENS: 'theirs' }, ['TOKEN']);
    const { env } = await report(started);
    expect([env['TOKEN'], env['TOKENS']]).toEqual([undefined, 'theirs']);
    started.server.shutdown();
    await started.server.gone;
  });

  it('hands arguments over as they are: there is no shell, and nothing is expanded, split or joined', async () => {
    const args = ['$HOME', '`id`', '; rm -rf /', '*', '', 'two words', '"', "'", '%PATH%', '--', '-x', 'ünï\u{1f600}'];
    const started = await startFixture('env', args);
    expect((await report(started)).argv).toEqual(args);
    started.server.shutdown();
    await started.server.gone;
  });

  it('keeps the working directory', async () => {
    const started = await startFixture('env');
    expect((await report(started)).cwd).toBe(process.cwd());
    started.server.shutdown();
    await started.server.gone;
  });

  it('puts the server into a process group and a session of its own, which has no terminal to prompt on', async () => {
    const started = await startFixture('env');
    const { pid } = await report(started);
    expect(pid).toBe(started.server.pid);
    expect(groupOf(pid)).toEqual({ group: pid, session: pid });
    started.server.shutdown();
    await started.server.gone;
  });

  it("finds the command in the caller's PATH, and not in the project it happens to run in", async () => {
    const bin = scratch();
    symlinkSync(process.execPath, join(bin, 'only-there'));
    const PATH = `${bin}:${process.env.PATH ?? ''}`;
    const started = await start('only-there', [fixture('env')], { ...process.env, PATH });
    expect((await report(started)).env.PATH).toBe(PATH);
    started.server.shutdown();
    await started.server.gone;
    await expect(start('vitest', ['--version'], { PATH: '/usr/bin:/bin' })).rejects.toThrow('cannot start `vitest`');
  });

  it('gives the server no handle that it would not have without Leash', async () => {
    const handles = (pid: number | undefined): string[] => readdirSync(`/proc/${pid}/fd`).sort();
    const direct = spawn('/bin/cat');
    direct.stdin.write('runs');
    await once(direct.stdout, 'data');
    const started = await start('/bin/cat');
    started.server.channel.write([Buffer.from('runs')]);
    await eventually('it runs', () => started.stdout().length > 0);
    expect(handles(started.server.pid)).toEqual(handles(direct.pid));
    direct.stdin.end();
    started.server.shutdown();
    await started.server.gone;
  });

  it('passes stderr on byte for byte as it comes, colours and all', async () => {
    const started = await startFixture('dies-mid-call');
    await Promise.race([started.call('any').catch(() => undefined), started.server.exited]);
    await started.server.gone;
    expect(started.stderr()).toBe('opening the database\n\x1b[31mfatal: the disk is gone\x1b[0m\n');
  });
});

describe.concurrent('a command that cannot be started', () => {
  const folder = scratch();
  writeFileSync(join(folder, 'plain.txt'), 'no program');
  writeFileSync(join(folder, 'no-interpreter'), '#!/nowhere/interpreter\n', { mode: 0o755 });
  mkdirSync(join(folder, 'folder'));

  it.each([
    ['is not there', 'no-such-command-anywhere', [], 'ENOENT'],
    ['is not there, by its path', '/no/such/file', [], 'ENOENT'],
    ['is empty', '', [], ''],
    ['may not be executed', join(folder, 'plain.txt'), [], 'EACCES'],
    ['is a folder', join(folder, 'folder'), [], 'EACCES'],
    ['wants an interpreter that is not there', join(folder, 'no-interpreter'), [], 'ENOENT'],
    ['has a NUL in its arguments', 'node', ['a\0b'], ''],
    ['has arguments beyond what the system takes', 'node', ['x'.repeat(4_000_000)], 'E2BIG'],
  ])('is a clear error at once when it %s', async (_, command, args, code) => {
    const failure: unknown = await start(command, args).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'LeashError', code: 'ERR_SPAWN_FAILED' });
    expect(String(failure)).toContain(`cannot start \`${command}\``);
    expect(String(failure)).toContain(code);
  });

  it('is named without the escape sequences in its name', async () => {
    const failure: unknown = await start('\x1b[2Jno\nsuch').catch((error: unknown) => error);
    expect(String(failure)).toContain('cannot start `\\x1b[2Jno\\nsuch`');
  });
});

describe.concurrent('the end of a server', () => {
  it.each([
    ['its exit code', 'process.exit(42)', { code: 42, signal: null }],
    ['the signal that ended it', 'process.kill(process.pid, "SIGKILL")', { code: null, signal: 'SIGKILL' }],
    ['a clean end', '', { code: 0, signal: null }],
  ])('tells %s', async (_, script, want) => {
    const started = await start(process.execPath, ['-e', script]);
    expect(await started.server.exited).toMatchObject(want);
  });

  it('tells the last lines of stderr, escaped', async () => {
    const script = `process.stderr.write('one\\n\\x1b[31mtwo\\x1b[0m\\n', () => process.exit(1))`;
    const started = await start(process.execPath, ['-e', script]);
    expect((await started.server.exited).stderr).toBe('one\n\\x1b[31mtwo\\x1b[0m');
  });

  it('is told after the last byte of stdout has been delivered, however slowly it is read', async () => {
    const script = `require('node:fs').writeSync(1, 'x'.repeat(50000)); process.exit(0)`;
    const started = await start(process.execPath, ['-e', script]);
    started.server.channel.pause();
    let told = false;
    void started.server.exited.then(() => (told = true));
    await eventually('the process is gone', () => !isAlive(started.server.pid));
    // Another one measures the time that open pipes are given: here it is us who do not read, so none has run out.
    const lingering = await startFixture('grandchild', ['--new-session']);
    const grandchild = await pidAfter('grandchild', lingering);
    lingering.server.kill();
    await lingering.server.exited;
    process.kill(grandchild, 'SIGKILL');
    expect(told).toBe(false);
    started.server.channel.resume();
    await started.server.exited;
    expect(started.stdout().length).toBe(50_000);
  });

  it('does not wait for a grandchild that keeps stdout open, and leaves none behind', async () => {
    const started = await startFixture('grandchild');
    const grandchild = await pidAfter('grandchild', started);
    void started.call('any').catch(() => undefined);
    expect(await started.server.exited).toMatchObject({ code: 4 });
    await started.server.gone;
    await eventually('the grandchild is gone', () => !isAlive(grandchild));
  });

  it('leaves no grandchild behind that ignores SIGTERM', async () => {
    const started = await startFixture('grandchild', ['--ignore-sigterm']);
    const grandchild = await pidAfter('grandchild', started);
    void started.call('any').catch(() => undefined);
    expect(await started.server.exited).toMatchObject({ code: 4 });
    await started.server.gone;
    await eventually('the grandchild is gone', () => !isAlive(grandchild));
  });

  it('does not wait for ever for the stdout of a grandchild that has left the group', async () => {
    const started = await startFixture('grandchild', ['--new-session']);
    const grandchild = await pidAfter('grandchild', started);
    void started.call('any').catch(() => undefined);
    expect(await started.server.exited).toMatchObject({ code: 4 });
    process.kill(grandchild, 'SIGKILL');
  });

  it('survives a write to a server that is gone', async () => {
    const started = await start(process.execPath, ['-e', '']);
    for (let i = 0; i < 20; i += 1) started.server.channel.write([Buffer.alloc(100_000)]);
    expect(await started.server.exited).toMatchObject({ code: 0 });
    started.server.channel.write([Buffer.from('late')]);
    started.server.shutdown();
    started.server.kill();
    await started.server.gone;
    expect(started.server.channel.queued).toBe(0);
  });
});

describe.concurrent('shutdown', () => {
  it('is the end of stdin for a server that heeds it', async () => {
    const started = await startFixture('echo', [], { EXIT_CODE: '7' });
    started.server.shutdown();
    expect(await started.server.exited).toMatchObject({ code: 7, signal: null });
  });

  it('is a SIGTERM for one that ignores the end of stdin', async () => {
    const started = await startFixture('ignores-eof');
    await pidAfter('pid', started);
    started.server.shutdown();
    expect(await started.server.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  it('is a SIGKILL for one that ignores both', async () => {
    const started = await startFixture('ignores-eof', ['--ignore-sigterm']);
    await pidAfter('pid', started);
    started.server.shutdown();
    started.server.shutdown();
    expect(await started.server.exited).toMatchObject({ signal: 'SIGKILL' });
  });

  it('reaches the server behind a wrapper that ignores everything', async () => {
    const script = `trap '' TERM; "$0" "$1"; sleep 60`;
    const started = await start('/bin/sh', ['-c', script, process.execPath, fixture('ignores-eof')]);
    const server = await pidAfter('pid', started);
    started.server.shutdown();
    await started.server.exited;
    await started.server.gone;
    await eventually('the server is gone', () => !isAlive(server));
  });

  it('ends a server that is stopped', async () => {
    const started = await startFixture('ignores-eof');
    const pid = await pidAfter('pid', started);
    process.kill(pid, 'SIGSTOP');
    started.server.shutdown();
    expect(await started.server.exited).toMatchObject({ signal: 'SIGKILL' });
  });

  it('ends a server that has never read its stdin, though bytes wait for it', async () => {
    const started = await startFixture('slow-reader', [], { GO: '/nowhere' });
    started.server.channel.write([Buffer.alloc(1_000_000, 'x')]);
    started.server.shutdown();
    expect(await started.server.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  it('can be made immediate', async () => {
    const started = await startFixture('ignores-eof', ['--ignore-sigterm']);
    await pidAfter('pid', started);
    started.server.kill();
    expect(await started.server.exited).toMatchObject({ signal: 'SIGKILL' });
  });
});

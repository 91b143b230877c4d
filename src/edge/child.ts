import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';
import { Channel } from './channel.ts';
import type { Diagnostics } from './diagnostics.ts';
import { LastLines } from './lastLines.ts';
import { clearGroup, signalGroup } from './processGroup.ts';
import { startWatchdog } from './watchdog.ts';

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The caller's environment; Leash's own variables are taken out. */
  readonly environment: NodeJS.ProcessEnv;
  /** Variables that it does not get either: they hold what is Leash's alone. */
  readonly secrets?: readonly string[];
  readonly diagnostics: Diagnostics;
}

/** How a server ended. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines of its stderr, escaped. */
  readonly stderr: string;
}

/** A server that runs as our child. */
export interface ServerProcess {
  readonly pid: number;
  /** Its stdin and stdout. */
  readonly channel: Channel;
  /** Resolves once it has exited and the last of its stdout has been delivered. */
  readonly exited: Promise<ServerExit>;
  /** Resolves once nobody of its process group is left. */
  readonly gone: Promise<void>;
  /** Asks it to leave: end of file on its stdin, then SIGTERM, then SIGKILL to its whole group. */
  shutdown(): void;
  /** SIGKILL to its whole group, now. */
  kill(): void;
}

/** What follows the end of file on stdin, each so long after the one before (MCP, stdio: shutdown). */
const LADDER = [
  { afterMs: 1500, signal: 'SIGTERM' },
  { afterMs: 1500, signal: 'SIGKILL' },
] as const;

/** How long the pipes of a server that has exited may stay open: a grandchild may have inherited them. */
const LINGER_MS = 1000;

/**
 * Starts the server: no shell, a process group of its own, the caller's environment, PATH and working directory.
 * Throws `ERR_SPAWN_FAILED` where the command cannot be started.
 */
export async function startServer(options: ServerCommand): Promise<ServerProcess> {
  const started = process.platform === 'win32' ? await spawnOnWindows(options) : await spawnServer(options);
  return new Server({ ...started, diagnostics: options.diagnostics });
}

type Started = Omit<Parts, 'diagnostics'>;

/** Nothing is loaded before the server starts: it boots while the rest of Leash does. */
async function spawnServer({ command, args, environment, secrets = [] }: ServerCommand): Promise<Started> {
  try {
    const subprocess = spawn(command, [...args], {
      // A session of its own: it gets no signal meant for us, and it cannot prompt on the terminal.
      detached: true,
      env: serverEnvironment(environment, secrets),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // The error comes as an event, in a later turn.
    if (subprocess.pid === undefined) await once(subprocess, 'spawn');
    return partsOf(subprocess, subprocess.pid ?? 0);
  } catch (cause) {
    throw spawnFailure(command, cause);
  }
}

/** What npm installs as a program is a `.cmd` script there, which only a shell can start; execa finds it, and quotes. */
async function spawnOnWindows({ command, args, environment, secrets = [] }: ServerCommand): Promise<Started> {
  const { execa } = await import('execa');
  try {
    const subprocess = execa(command, args, {
      env: serverEnvironment(environment, secrets),
      extendEnv: false,
      preferLocal: false,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      encoding: 'buffer',
      buffer: false,
      stripFinalNewline: false,
      cleanup: false,
      reject: false,
      windowsHide: true,
      verbose: 'none',
    });
    if (subprocess.pid !== undefined) return partsOf(subprocess, subprocess.pid);
    const { cause, message } = await subprocess;
    throw cause instanceof Error ? cause : new Error(message);
  } catch (cause) {
    throw spawnFailure(command, cause);
  }
}

interface Subprocess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: 'exit', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
}

function partsOf(subprocess: Subprocess, pid: number): Started {
  const { stdin, stdout, stderr } = subprocess;
  const exit = new Promise<Pick<ServerExit, 'code' | 'signal'>>((resolve) => {
    subprocess.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { pid, stdin, stdout, stderr, exit };
}

/** The whole environment, as if there were no Leash in between. */
function serverEnvironment(environment: NodeJS.ProcessEnv, secrets: readonly string[]): NodeJS.ProcessEnv {
  // Windows does not tell the case of a variable's name.
  const written = (name: string): string => (process.platform === 'win32' ? name.toUpperCase() : name);
  const kept = new Set(secrets.map(written));
  const isOwn = (name: string): boolean => written(name).startsWith('LEASH_') || kept.has(written(name));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOwn(name)));
}

const SPAWN_HINTS = new Map([
  [
    'ENOENT',
    'no such program in PATH, or it names an interpreter that does not exist; an absolute path helps where PATH is short',
  ],
  ['EACCES', 'the file may not be executed'],
  ['E2BIG', 'its arguments and environment are too long'],
]);

function spawnFailure(command: string, cause: unknown): LeashError {
  const code = cause instanceof Object && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  const why =
    (code === null ? undefined : SPAWN_HINTS.get(code)) ?? (cause instanceof Error ? cause.message : 'unknown');
  const text = `cannot start \`${printable(command)}\`: ${printable(why)}${code === null ? '' : ` (${code})`}`;
  return new LeashError('ERR_SPAWN_FAILED', text, { cause });
}

interface Parts {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exit: Promise<Pick<ServerExit, 'code' | 'signal'>>;
  readonly diagnostics: Diagnostics;
}

class Server implements ServerProcess {
  readonly pid: number;
  readonly channel: Channel;
  readonly exited: Promise<ServerExit>;
  readonly gone: Promise<void>;
  readonly #lastLines = new LastLines();
  #running = true;
  #leaving = false;

  constructor({ pid, stdin, stdout, stderr, exit, diagnostics }: Parts) {
    this.pid = pid;
    this.channel = new Channel(stdout, stdin);
    const watchdog = startWatchdog(pid, (why) =>
      diagnostics.warn(`if Leash is killed, the server may survive it: ${why}`),
    );
    this.#passStderr(stderr, diagnostics);
    const closed = Promise.all([ended(stdout), ended(stderr)]);
    this.gone = exit.then(async () => {
      this.#running = false;
      await clearGroup(pid);
      watchdog.release();
    });
    this.exited = exit.then(async ({ code, signal }) => {
      await this.#lastBytes(closed);
      stdout.destroy();
      stderr.destroy();
      return { code, signal, stderr: this.#lastLines.text() };
    });
  }

  shutdown(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.channel.end();
    this.#climb(0);
  }

  kill(): void {
    // INVARIANT: once the leader is reaped its number may name strangers; `clearGroup` alone signals after that.
    if (this.#running) signalGroup(this.pid, 'SIGKILL');
  }

  #climb(step: number): void {
    const rung = LADDER[step];
    if (rung === undefined) return;
    const timer = setTimeout(() => {
      if (!this.#running) return;
      signalGroup(this.pid, rung.signal);
      this.#climb(step + 1);
    }, rung.afterMs);
    void this.gone.then(() => clearTimeout(timer));
  }

  /** The server's stderr is ours, byte for byte; where ours is not read, the server waits as it would without Leash. */
  #passStderr(stderr: Readable, diagnostics: Diagnostics): void {
    stderr.on('error', () => undefined);
    stderr.on('data', (chunk: Buffer) => {
      this.#lastLines.push(chunk);
      if (diagnostics.pass(chunk)) return;
      stderr.pause();
      diagnostics.onIdle(() => stderr.resume());
    });
  }

  /** Waits for the ends of the pipes: not for ever, unless it is the client who keeps us from reading on. */
  async #lastBytes(closed: Promise<unknown>): Promise<void> {
    while (!(await within(LINGER_MS, closed)) && this.channel.paused && !this.#leaving);
  }
}

function ended(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('end', resolve).once('close', resolve));
}

async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const done = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return done;
}

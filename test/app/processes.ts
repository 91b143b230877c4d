import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');

/** The path of a fixture server. */
export function fixture(name: string): string {
  return join(ROOT, 'fixtures/servers', `${name}.mjs`);
}

/** An empty folder, gone when the tests are. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leash-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a fixture server behind the runtime, both as processes. */
export type StartProxied = (server: string, args?: readonly string[], env?: NodeJS.ProcessEnv) => Running;

/** Builds `fixtures/proxies/relay.ts`, the runtime as a program of its own. */
export async function buildProxied(): Promise<StartProxied> {
  const relay = await buildRelay();
  return (server, args = [], env = {}) => run([relay, process.execPath, fixture(server), ...args], env);
}

/** The path of the built relay, for those who start something else behind it. */
export async function buildRelay(): Promise<string> {
  const outfile = join(scratch(), 'relay.mjs');
  await build({
    entryPoints: [join(ROOT, 'fixtures/proxies/relay.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: `import { createRequire as r } from 'node:module'; const require = r(import.meta.url);` },
  });
  return outfile;
}

export interface WireMessage {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: { readonly content?: readonly { readonly text: string }[] };
  readonly error?: { readonly code: number; readonly message: string };
}

/** A client that speaks lines. */
export interface Wire {
  /** All lines that came, in their order. */
  readonly lines: readonly string[];
  send(...messages: readonly object[]): void;
  call(id: string | number, name: string, args?: object): void;
  /** The answer with this id, once it has come; fails if the stream ends first. */
  answer(id: string | number): Promise<WireMessage>;
  readonly ended: Promise<void>;
}

export function wire(source: Readable, sink: Writable): Wire {
  const lines: string[] = [];
  const waiting = new Map<string | number, (message: WireMessage | null) => void>();
  const answers = new Map<string | number, WireMessage>();
  let parts: string[] = [];
  let over = false;
  sink.on('error', () => undefined);
  source.setEncoding('utf8').on('data', (chunk: string) => {
    parts.push(chunk);
    if (!chunk.includes('\n')) return;
    const whole = parts.join('').split('\n');
    parts = [whole.pop() ?? ''];
    for (const line of whole) {
      lines.push(line);
      const message = JSON.parse(line) as WireMessage;
      if (message.method !== undefined || message.id === undefined || message.id === null) continue;
      answers.set(message.id, message);
      waiting.get(message.id)?.(message);
    }
  });
  const ended = new Promise<void>((resolve) => {
    source.once('close', () => {
      over = true;
      for (const tell of waiting.values()) tell(null);
      resolve();
    });
  });
  const send = (...messages: readonly object[]): void => {
    sink.write(messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''));
  };
  return {
    lines,
    send,
    ended,
    call: (id, name, args = {}) => send({ id, method: 'tools/call', params: { name, arguments: args } }),
    answer: (id) =>
      new Promise((resolve, reject) => {
        const tell = (message: WireMessage | null): void =>
          message === null ? reject(new Error(`no answer to ${id}`)) : resolve(message);
        const come = answers.get(id);
        if (come !== undefined || over) tell(come ?? null);
        else waiting.set(id, tell);
      }),
  };
}

/** A program under test, and a client on its stdio. */
export interface Running {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly wire: Wire;
  readonly stderr: () => string;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  closeStdin(): void;
}

/** Starts `node ARGS...` with pipes, in a process group of its own. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const stderr: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  if (child.pid === undefined) throw new Error('the program under test did not start');
  return {
    process: child,
    pid: child.pid,
    wire: wire(child.stdout, child.stdin),
    stderr: () => Buffer.concat(stderr).toString(),
    exit: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
    closeStdin: () => child.stdin.end(),
  };
}

/** Waits for something to come true: looks often, gives up loudly. */
export async function eventually<T>(
  what: string,
  look: () => T | null | undefined | false,
  withinMs = 15_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    const seen = look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    await delay(15);
  }
  throw new Error(`it did not come true in time: ${what}`);
}

/** The pid that a fixture prints on its stderr behind a word. */
export function pidAfter(word: string, { stderr }: { readonly stderr: () => string }): Promise<number> {
  return eventually(`${word} and a pid on stderr`, () => {
    const digits = new RegExp(`${word} (\\d+)\\n`).exec(stderr())?.[1];
    return digits === undefined ? null : Number(digits);
  });
}

/** The text of a tool's result. */
export function textOf(message: WireMessage): string {
  return message.result?.content?.[0]?.text ?? '';
}

/** The pids of the watchdogs of a process group. */
export function watchdogsOf(group: number): readonly number[] {
  return readdirSync('/proc').filter(isWatchdog).map(Number);

  function isWatchdog(name: string): boolean {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').endsWith(`\0leash-watchdog\0${group}\0`);
    } catch {
      return false; // Not a process, or one that ended while we looked.
    }
  }
}

/** The fields of /proc/PID/stat behind the name, from the state on; null where there is no such process. */
function stat(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return null;
  }
}

/** Whether a process runs; one that nobody has reaped yet does not. */
export function isAlive(pid: number): boolean {
  const state = stat(pid)?.[0];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

export function groupOf(pid: number): { readonly group: number; readonly session: number } {
  const fields = stat(pid) ?? [];
  return { group: Number(fields[2]), session: Number(fields[3]) };
}

/** Resident memory in MiB; 0 once it has ended. */
export function residentMiB(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Where the built programs are: what `npm test` has built, or another build that is named. */
const dist = resolve(root, process.env['LEASH_TEST_DIST'] ?? 'dist');

/** The built programs, as a user runs them. */
export const LEASH_MCP = join(dist, 'bin/leash-mcp.js');
export const LEASH = join(dist, 'bin/leash.js');

/** The command of a fixture server. */
export function fixture(name: string): string[] {
  return [process.execPath, join(root, 'fixtures/servers', name)];
}

/** The command of a server that is installed with the project. */
export function installed(bin: string, ...args: string[]): string[] {
  return [join(root, 'node_modules/.bin', bin), ...args];
}

/** A folder of a test's own, with its real path. */
export function temporaryHome(): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'leash-test-')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** All that a proxy did. */
export interface ProxyRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly messages: readonly Message[];
  readonly stderr: string;
}

export interface Proxy {
  readonly pid: number;
  write(bytes: string | Buffer): void;
  send(message: object): void;
  /** The answer to an id, once it is there; fails when the proxy ends without it. */
  answer(id: unknown): Promise<Message>;
  /** Closes stdin and waits for the end. */
  finish(): Promise<ProxyRun>;
  /** Waits for the end without asking for it. */
  ended(): Promise<ProxyRun>;
  /** What it has said on stderr so far. */
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `leash-mcp` as a client does. */
export function startProxy(options: {
  /** Null where no `--home` is given. */
  readonly home: string | null;
  readonly server: readonly string[];
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** A command that sets limits and then becomes the one behind it. */
  readonly under?: readonly string[];
  /** What the client answers when it is asked something: a result. */
  readonly respond?: (method: string) => object;
  /** Told each message that reaches the client. */
  readonly heard?: (message: Message) => void;
}): Proxy {
  const home = options.home === null ? [] : ['--home', options.home];
  const own = [process.execPath, LEASH_MCP, ...home, ...(options.options ?? [])];
  const [command = '', ...argv] = [...(options.under ?? []), ...own, '--', ...options.server];
  const child = spawn(command, argv, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const messages: Message[] = [];
  const waiting = new Map<unknown, { resolve: (message: Message) => void; reject: (error: Error) => void }>();
  let stderr = '';
  let rest = '';
  let over = false;
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as Message;
      messages.push(message);
      options.heard?.(message);
      if (message.method === undefined) waiting.get(message.id)?.resolve(message);
      else if (message.id !== undefined && options.respond !== undefined) {
        send({ id: message.id, result: options.respond(message.method) });
      }
    }
  });
  const closed = once(child, 'close').then(([code, signal]): ProxyRun => {
    const error = new Error(`the proxy ended (${String(code ?? signal)}) without an answer; stderr:\n${stderr}`);
    over = true;
    for (const { reject } of waiting.values()) reject(error);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, messages, stderr };
  });
  return {
    pid: child.pid ?? -1,
    write: (bytes) => child.stdin.write(bytes),
    send,
    answer(id) {
      const there = messages.find((message) => message.id === id && message.method === undefined);
      if (there !== undefined) return Promise.resolve(there);
      if (over) return Promise.reject(new Error(`the proxy has ended; stderr:\n${stderr}`));
      return new Promise((resolve_, reject) => waiting.set(id, { resolve: resolve_, reject }));
    },
    finish() {
      child.stdin.end();
      return closed;
    },
    ended: () => closed,
    stderr: () => stderr,
    kill: (signal) => child.kill(signal),
  };
}

/** What `leash` printed and how it ended. */
export interface LeashRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `leash` as a person does, without a terminal. */
export function leash(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<LeashRun> {
  return new Promise((resolve_) => {
    execFile(
      process.execPath,
      [LEASH, ...args],
      { cwd: root, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve_({ code, stdout, stderr });
      },
    );
  });
}

/** A decision or an event as `leash audit log --json` prints it, in part. */
export interface LoggedDecision {
  readonly shard: string;
  readonly seq: number;
  readonly phase: string;
  readonly agent: string;
  readonly effect: string;
  readonly action: string;
  readonly reason: string;
  readonly outcome: string | null;
  readonly entry: {
    readonly action_detail: { readonly detail?: Readonly<Record<string, unknown>> };
    readonly leash: {
      readonly method?: string;
      readonly policy_set?: string;
      readonly grant?: { readonly id: string } | null;
      readonly args?: { readonly text?: string };
    };
  };
}

/** All decisions and events in a home's log, the newest first. */
export async function auditEntries(home: string): Promise<LoggedDecision[]> {
  const { stdout } = await leash(['audit', 'log', '--json', '--limit', '100000', '--home', home]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedDecision);
}

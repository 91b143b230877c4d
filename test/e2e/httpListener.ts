import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { LEASH_MCP } from './support.ts';

const root = resolve(import.meta.dirname, '../..');

/** A proxy that listens for clients over HTTP. */
export interface HttpProxy {
  readonly url: URL;
  readonly port: number;
  readonly pid: number;
  stderr(): string;
  /** Asks it to end, and waits for that; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `leash-mcp --listen` on a free port; resolves once it says where it listens. */
export async function startHttpProxy(options: {
  readonly home: string;
  /** The command of a server, or the URL of one. */
  readonly server: readonly string[] | URL;
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}): Promise<HttpProxy> {
  const { home, server } = options;
  const upstream = server instanceof URL ? ['--url', server.href] : ['--', ...server];
  const own = ['--home', home, '--listen', '127.0.0.1:0', ...(options.options ?? [])];
  const child = spawn(process.execPath, [LEASH_MCP, ...own, ...upstream], {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close').then(([code]) => code as number | null);
  let stderr = '';
  const url = await new Promise<URL>((settle, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      const [, said] = /listening on (\S+)/.exec(stderr) ?? [];
      if (said !== undefined) settle(new URL(said));
    });
    void closed.then((code) => reject(new Error(`the proxy ended (${String(code)}) before it listened:\n${stderr}`)));
  });
  return {
    url,
    port: Number(url.port),
    pid: child.pid ?? -1,
    stderr: () => stderr,
    stop() {
      child.kill('SIGTERM');
      return closed;
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

/** A server that listens at a URL. */
export interface HttpServer {
  readonly url: URL;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a program that says on stdout or stderr that it listens at a URL, or on a port of its own choosing. */
export async function startServer(
  [command = '', ...args]: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly path?: string } = {},
): Promise<HttpServer> {
  const child = spawn(command, args, { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  const closed = once(child, 'close');
  const url = await new Promise<URL>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        said.push(line);
        const [, address, port] = /(?:listening|running) on (?:(http:\S+)|port (\d+))$/.exec(line) ?? [];
        if (address !== undefined) resolve(new URL(address));
        else if (port !== undefined) resolve(new URL(`http://127.0.0.1:${port}${options.path ?? '/mcp'}`));
      });
    }
    void closed.then(() => reject(new Error(`${command} ended before it listened:\n${said.join('\n')}`)));
  });
  return {
    url,
    pid: child.pid ?? -1,
    async stop() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

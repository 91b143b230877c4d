import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = '../../node_modules/@modelcontextprotocol/server-everything/dist/index.js';

/** Starts server-everything over HTTP on a free port; resolves when it listens. */
export async function startEverything() {
  const program = fileURLToPath(new URL(PROGRAM, import.meta.url));
  const port = await freePort();
  const child = spawn(process.execPath, [program, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  await new Promise((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => line.includes('listening') && resolve());
    void ended.then(([code]) => reject(new Error(`server-everything ended with ${code}`)));
  });
  return {
    program,
    url: `http://127.0.0.1:${port}/mcp`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

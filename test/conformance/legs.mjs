// What stands between the suite and our server, and between our client and the suite's servers.
import { fileURLToPath } from 'node:url';
import { startListener } from '../../fixtures/clients/conformance/listener.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const LEASH = at('dist/bin/leash-mcp.js');
const SERVER = at('fixtures/servers/conformance.mjs');
const CLIENT = at('fixtures/clients/conformance.mjs');
const LISTEN = ['--listen', '127.0.0.1:0'];

/** Where the suite's client meets our server. */
export const SERVER_LEGS = {
  direct: { title: 'direct' },
  http: { title: 'through Leash, HTTP to HTTP' },
  stdio: { title: 'through Leash, HTTP to a child over stdio' },
};

/** How our client meets the suite's servers. */
export const CLIENT_LEGS = {
  direct: { title: 'direct' },
  http: { title: 'through Leash, HTTP to HTTP' },
  stdio: { title: 'through Leash, stdio to HTTP' },
};

/**
 * Starts the server of a leg, and Leash before it where the leg has it; `stop()` ends both. Behind Leash the server guards
 * nothing, so that the checks of Host and Origin are Leash's to pass.
 */
export async function startServer(leg, home) {
  if (leg === 'stdio')
    return startListener(process.execPath, [...leash(home), ...LISTEN, '--', 'node', SERVER, '--stdio']);
  if (leg === 'direct') return startListener(process.execPath, [SERVER, '--http', '0']);
  const server = await startListener(process.execPath, [SERVER, '--http', '0', '--any-origin']);
  try {
    const proxy = await startListener(process.execPath, [...leash(home), ...LISTEN, '--url', server.url]);
    return { url: proxy.url, stop: () => proxy.stop().finally(server.stop) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The command line of our client, to which the suite appends the address of its server. */
export function clientCommand(leg, home) {
  const through = {
    direct: [],
    http: ['--through', 'http', process.execPath, ...leash(home), ...LISTEN],
    stdio: ['--through', 'stdio', process.execPath, ...leash(home)],
  }[leg];
  // The suite hands the line to a shell.
  return [process.execPath, CLIENT, ...through].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

function leash(home) {
  return [LEASH, '--home', home, '--policy', 'builtin:allow-all', '--name', 'conformance'];
}

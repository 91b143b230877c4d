// What clients that people use see of server-everything with Leash in between, and without it.
// Needs `npm ci --prefix test/interop` once, and a build; `npm start --prefix test/interop` runs it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { startListener } from '../../fixtures/clients/conformance/listener.mjs';
import * as aisdk from './aisdk.mjs';
import * as inspector from './inspector.mjs';
import * as langchain from './langchain.mjs';
import * as openai from './openai.mjs';
import { startEverything } from './everything.mjs';

const HELP = `Usage: node test/interop/clients.mjs [options]

Drives clients that people use against server-everything over HTTP: direct, over stdio
through \`leash-mcp --url\`, and over HTTP through \`leash-mcp --listen\`, before the server
at its URL and before one as a child. Each step must come out as it does direct.

Options:
  --client NAME  one client only (its package)
  --json         print what each client saw as JSON instead of the table
  -h, --help     show this text

Exits 0 when nothing differs, 1 when something does.
`;

const CLIENTS = [inspector, langchain, openai, aisdk];
const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const { values: options } = parseArgs({
  options: {
    client: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (options.help) process.stdout.write(HELP);
else process.exitCode = await run(CLIENTS.filter(({ name }) => name === (options.client ?? name)));

async function run(clients) {
  const home = await mkdtemp(join(tmpdir(), 'leash-interop-'));
  const everything = await startEverything();
  const leash = (name) => {
    const own = ['--home', join(home, name), '--policy', 'builtin:allow-all', '--name', 'everything'];
    return [process.execPath, at('dist/bin/leash-mcp.js'), ...own];
  };
  const listen = (name, ...server) => {
    const [command, ...args] = [...leash(name), '--listen', '127.0.0.1:0', ...server];
    return startListener(command, args);
  };
  const listeners = [
    await listen('http-http', '--url', everything.url),
    await listen('http-child', '--', process.execPath, everything.program),
  ];
  try {
    const ways = {
      direct: { url: everything.url },
      'stdio to HTTP': { command: [...leash('stdio-http'), '--url', everything.url] },
      'HTTP to HTTP': { url: listeners[0].url },
      'HTTP to a child': { url: listeners[1].url },
    };
    const seen = [];
    for (const { name, drive } of clients) {
      for (const [way, target] of Object.entries(ways)) {
        process.stderr.write(`interop: ${name}, ${way}\n`);
        seen.push({ name, way, steps: settled(await drive(target)) });
      }
    }
    return report(seen);
  } finally {
    await Promise.all(listeners.map(({ stop }) => stop()));
    await everything.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** Without what differs from run to run. */
function settled(steps) {
  const text = JSON.stringify(steps)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'TIME')
    .replace(/\d+:\d\d:\d\d [AP]M/g, 'TIME')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID');
  return JSON.parse(text);
}

function report(seen) {
  const rows = seen.map(({ name, way, steps }) => {
    const direct = seen.find((other) => other.name === name && other.way === 'direct').steps;
    const differing = Object.keys(direct).filter((step) => !isDeepStrictEqual(steps[step], direct[step]));
    return { name, way, steps: Object.keys(steps), differing };
  });
  if (options.json) process.stdout.write(`${JSON.stringify(seen, null, 2)}\n`);
  else for (const row of rows) process.stdout.write(line(row));
  return rows.some(({ differing }) => differing.length > 0) ? 1 : 0;
}

function line({ name, way, steps, differing }) {
  const verdict = differing.length === 0 ? 'as direct' : `DIFFERS in ${differing.join(', ')}`;
  return `${name.padEnd(32)} ${way.padEnd(16)} ${String(steps.length).padStart(2)} steps  ${verdict}\n`;
}

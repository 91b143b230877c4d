import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, connectTo, outcome, type ClientKind, type Heard, type Target } from './clients.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { freePort, startServer, type HttpServer } from './httpServers.ts';
import { CONFORMANCE, EVERYTHING, FILESYSTEM, MODERN, type Step } from './httpSteps.ts';
import { fixture, installed, leash, LEASH_MCP, temporaryHome } from './support.ts';

/** A server and what is asked of it. */
interface Server {
  readonly name: string;
  readonly steps: Readonly<Record<string, Step>>;
  /** The command of a child, or one that has been started and listens. */
  readonly start: (folder: string) => readonly string[] | Promise<HttpServer>;
}

const SERVERS: readonly Server[] = [
  { name: 'server-everything as a child', steps: EVERYTHING, start: () => installed('mcp-server-everything') },
  { name: 'server-everything over HTTP', steps: EVERYTHING, start: () => everything('streamableHttp', '/mcp') },
  { name: 'server-everything over HTTP+SSE', steps: EVERYTHING, start: () => everything('sse', '/sse') },
  {
    name: 'server-filesystem as a child',
    steps: FILESYSTEM,
    start: (folder) => installed('mcp-server-filesystem', folder),
  },
  {
    name: 'a server of both eras as a child',
    steps: CONFORMANCE,
    start: () => [...fixture('conformance.mjs'), '--stdio'],
  },
  {
    name: 'a server of both eras over HTTP',
    steps: CONFORMANCE,
    start: () => startServer([...fixture('conformance.mjs'), '--http', '0']),
  },
  {
    name: 'a server of both eras over HTTP that knows no sessions',
    steps: MODERN,
    start: () => startServer([...fixture('modern.mjs'), '--http', '0']),
  },
];

async function everything(mode: string, path: string): Promise<HttpServer> {
  const env = { PORT: String(await freePort()) };
  return startServer(installed('mcp-server-everything', mode), { env, path });
}

/** All that a client gets of a server. */
async function transcript(kind: ClientKind, target: Target, steps: Server['steps'], folder: string): Promise<unknown> {
  const heard: Heard = { asked: [], notes: [] };
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const client = await connectTo(kind, target, { env, heard });
  try {
    const seen: Record<string, unknown> = {
      version: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      instructions: client.getInstructions() ?? null,
    };
    for (const [name, step] of Object.entries(steps)) {
      const before = heard.asked.length;
      seen[name] = await outcome(step({ client, heard, folder }));
      seen[`asked by ${name}`] = heard.asked.slice(before);
    }
    return settled(seen);
  } finally {
    await client.close();
  }
}

/** What differs from run to run whatever stands between, and what Leash says of a list that it may filter. */
function settled(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'TIME')
    .replace(/\d+:\d\d:\d\d [AP]M/g, 'TIME')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replace(/"(taskId|statusMessage)":"[^"]*"/g, '"$1":"ANY"')
    .replace(/"level":"\w+","data":"\w+[- ]level[- ]message/g, '"level":"ANY","data":"ANY')
    .replaceAll('"cacheScope":"public"', '"cacheScope":"private"');
  return JSON.parse(text) as unknown;
}

describe.each(SERVERS)('$name', ({ start, steps }) => {
  const home = temporaryHome();
  const folder = join(home.path, 'data');
  const homes = { stdio: join(home.path, 'stdio'), http: join(home.path, 'http') };
  const options = ['--policy', 'builtin:allow-all', '--durability', 'process', '--name', 'server'];
  let server: HttpServer | null = null;
  let proxy: HttpProxy;
  let direct: Target;
  let overStdio: readonly string[];

  beforeAll(async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'file.txt'), 'one\ntwo\n');
    const started = await start(folder);
    server = 'url' in started ? started : null;
    direct = 'url' in started ? started.url : started;
    const behind = direct instanceof URL ? ['--url', direct.href] : ['--', ...direct];
    overStdio = [process.execPath, LEASH_MCP, '--home', homes.stdio, ...options, ...behind];
    proxy = await startHttpProxy({ home: homes.http, server: direct, options });
  });
  afterAll(async () => {
    await proxy.stop();
    await server?.stop();
    home.remove();
  });

  it.each(CLIENTS)('shows %s over stdio and over HTTP what it shows without Leash', async (kind) => {
    const ways = [direct, overStdio, proxy.url];
    const [expected, ...seen] = await Promise.all(ways.map((way) => transcript(kind, way, steps, folder)));
    for (const one of seen) expect(one).toEqual(expected);
  });

  it.each(Object.entries(homes))('leaves a log of what came over %s, which verifies', async (_way, path) => {
    const { code, stdout } = await leash(['audit', 'verify', '--home', path]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });
});

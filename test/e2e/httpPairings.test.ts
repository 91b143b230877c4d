import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, connect, outcome, type ClientKind, type Heard, type Target } from './clients.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { freePort, startServer, type HttpServer } from './httpServers.ts';
import { CONFORMANCE, EVERYTHING, FILESYSTEM, type Step } from './httpSteps.ts';
import { fixture, installed, leash, LEASH_MCP, temporaryHome } from './support.ts';

interface Server {
  readonly name: string;
  readonly steps: Readonly<Record<string, Step>>;
  /** A command, or what starts one that listens. */
  readonly target: (folder: string) => readonly string[] | Promise<HttpServer>;
}

async function everything(mode: string, path: string): Promise<HttpServer> {
  const env = { PORT: String(await freePort()) };
  return startServer(installed('mcp-server-everything', mode), { env, path });
}

const SERVERS: readonly Server[] = [
  { name: 'server-everything as a child', steps: EVERYTHING, target: () => installed('mcp-server-everything') },
  { name: 'server-everything over HTTP', steps: EVERYTHING, target: () => everything('streamableHttp', '/mcp') },
  { name: 'server-everything over HTTP+SSE', steps: EVERYTHING, target: () => everything('sse', '/sse') },
  {
    name: 'server-filesystem as a child',
    steps: FILESYSTEM,
    target: (folder) => installed('mcp-server-filesystem', folder),
  },
  {
    name: 'a server of both eras as a child',
    steps: CONFORMANCE,
    target: () => [...fixture('conformance.mjs'), '--stdio'],
  },
  {
    name: 'a server of both eras over HTTP',
    steps: CONFORMANCE,
    target: () => startServer([...fixture('conformance.mjs'), '--http', '0']),
  },
];

/** What differs from run to run whatever stands between: times and ids. */
function settled(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'TIME')
    .replace(/\d+:\d\d:\d\d [AP]M/g, 'TIME')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replace(/"taskId":"[0-9a-f]{32}"/g, '"taskId":"ID"')
    .replace(/"level":"[a-z]+","data":"[A-Z][a-z]+(?:-level message| level-message)/g, '"level":"RANDOM","data":"RANDOM');
  return JSON.parse(text) as unknown;
}

async function transcript(kind: ClientKind, target: Target, steps: Server['steps'], folder: string): Promise<unknown> {
  const heard: Heard = { asked: [], notes: [] };
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const client = await connect(kind, target, env, heard);
  try {
    const seen: Record<string, unknown> = {
      version: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      instructions: client.getInstructions() ?? null,
    };
    for (const [name, step] of Object.entries(steps)) {
      const asked = heard.asked.length;
      const t = performance.now();
      seen[name] = { ...((await outcome(step({ client, heard, folder }))) as object), asked: name === 'roots' ? [] : heard.asked.slice(asked) };
      if (performance.now() - t > 1500) console.log('SLOW', kind, String(target).slice(-40), name, performance.now() - t, JSON.stringify(seen[name]).slice(0,300));
    }
    return settled(JSON.parse(JSON.stringify(seen).replaceAll('"cacheScope":"public"', '"cacheScope":"private"')));
  } finally {
    await client.close();
  }
}

describe.each(SERVERS)('$name', ({ target, steps }) => {
  const home = temporaryHome();
  const folder = join(home.path, 'data');
  const options = ['--policy', 'builtin:allow-all', '--durability', 'process', '--name', 'server'];
  let server: HttpServer | null = null;
  let proxy: HttpProxy;
  let direct: Target;
  let overStdio: readonly string[];

  beforeAll(async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'file.txt'), 'one\ntwo\n');
    const given = await target(folder);
    server = 'url' in given ? given : null;
    direct = 'url' in given ? given.url : given;
    const behind = 'url' in given ? ['--url', given.url.href] : ['--', ...given];
    overStdio = [process.execPath, LEASH_MCP, '--home', join(home.path, 'home'), ...options, ...behind];
    proxy = await startHttpProxy({ home: join(home.path, 'http'), server: direct, options });
  });
  afterAll(async () => {
    await proxy.stop();
    await server?.stop();
    home.remove();
  });

  it.each(CLIENTS)('shows %s over stdio and over HTTP what it shows without Leash', async (kind) => {
    const t0 = performance.now();
    const seen = await transcript(kind, direct, steps, folder);
    const t1 = performance.now();
    if (process.env['DUMP']) writeFileSync(`/root/perf/h6/dump-${kind}-${expect.getState().currentTestName?.slice(0, 40).replace(/\W/g, '_')}.json`, JSON.stringify(seen, null, 1));
    const s = await transcript(kind, overStdio, steps, folder);
    const t2 = performance.now();
    const h = await transcript(kind, proxy.url, steps, folder);
    const t3 = performance.now();
    console.log(kind, t1 - t0, t2 - t1, t3 - t2);
    expect(s).toEqual(seen);
    expect(h).toEqual(seen);
  });

  it('leaves logs that verify', async () => {
    for (const one of ['home', 'http']) {
      const { code, stdout } = await leash(['audit', 'verify', '--home', join(home.path, one)]);
      expect({ code, stdout }).toMatchObject({ code: 0 });
    }
  });
});

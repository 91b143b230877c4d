import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, connect, outcome, type AnyClient, type ClientKind } from './clients.ts';
import { fixture, installed, LEASH_MCP, leash, temporaryHome } from './support.ts';

/** One real server: how it starts, what is asked of it, and how many tools it has. */
interface Server {
  readonly name: string;
  readonly command: (folder: string) => readonly string[];
  readonly env: (folder: string) => Record<string, string>;
  readonly tools: number;
  readonly ask: (client: AnyClient, folder: string) => Promise<unknown>[];
}

const call = (client: AnyClient, name: string, args: Record<string, unknown> = {}): Promise<unknown> =>
  client.callTool({ name, arguments: args });

const servers: Server[] = [
  {
    name: 'server-everything',
    command: () => installed('mcp-server-everything'),
    env: () => ({}),
    tools: 16,
    ask: (client) => [
      call(client, 'echo', { message: 'naïve \u{1F600} "quoted" \u2028' }),
      call(client, 'get-sum', { a: 0.1, b: 1e21 }),
      call(client, 'get-sum', { a: 'not a number' }),
      call(client, 'get-tiny-image'),
      call(client, 'get-annotated-message', { messageType: 'error', includeImage: true }),
      call(client, 'get-structured-content', { location: 'Chicago' }),
      call(client, 'get-resource-links', { count: 2 }),
      call(client, 'get-resource-reference', { resourceType: 'Text', resourceId: 1 }),
      call(client, 'trigger-long-running-operation', { duration: 0.2, steps: 2 }),
      call(client, 'trigger-sampling-request', { prompt: 'hello', maxTokens: 10 }),
      call(client, 'trigger-elicitation-request'),
      call(client, 'get-roots-list'),
      call(client, 'no-such-tool'),
      client.readResource({ uri: 'demo://resource/static/document/features.md' }),
      client.readResource({ uri: 'demo://resource/none' }),
      client.getPrompt({ name: 'args-prompt', arguments: { city: 'Zürich' } }),
      client.getPrompt({ name: 'none' }),
      client.listResources(),
      client.listResourceTemplates(),
      client.listPrompts(),
      client.ping(),
    ],
  },
  {
    name: 'server-filesystem',
    command: (folder) => installed('mcp-server-filesystem', folder),
    env: () => ({}),
    tools: 14,
    ask: (client, folder) => [
      call(client, 'read_text_file', { path: join(folder, 'file.txt') }),
      call(client, 'read_text_file', { path: join(folder, 'file.txt'), head: 1 }),
      call(client, 'list_directory', { path: folder }),
      call(client, 'list_allowed_directories'),
      call(client, 'read_text_file', { path: '/etc/passwd' }),
      call(client, 'read_text_file', {}),
      call(client, 'search_files', { path: folder, pattern: '*.txt' }),
      client.listResources(),
    ],
  },
  {
    name: 'server-memory',
    command: () => installed('mcp-server-memory'),
    env: (folder) => ({ MEMORY_FILE_PATH: join(folder, 'memory.json') }),
    tools: 9,
    ask: (client) => [
      call(client, 'create_entities', { entities: [{ name: 'a', entityType: 't', observations: ['o'] }] }),
      call(client, 'read_graph'),
      call(client, 'search_nodes', { query: 'a' }),
      call(client, 'open_nodes', { names: ['a', 'none'] }),
    ],
  },
  {
    name: '@playwright/mcp',
    command: () => installed('playwright-mcp', '--headless'),
    env: () => ({}),
    tools: 25,
    ask: (client) => [call(client, 'no_such_tool'), call(client, 'browser_click', {})],
  },
  {
    name: '@cyanheads/git-mcp-server',
    command: () => installed('git-mcp-server'),
    env: () => ({ MCP_TRANSPORT_TYPE: 'stdio' }),
    tools: 28,
    ask: (client, folder) => [
      call(client, 'git_status', { path: join(folder, 'repo') }),
      call(client, 'git_log', { path: join(folder, 'repo') }),
      call(client, 'git_status', { path: join(folder, 'none') }),
      client.listResources(),
      client.listPrompts(),
    ],
  },
  {
    name: 'a server of the modern era',
    command: () => fixture('modern.mjs'),
    env: () => ({}),
    tools: 2,
    ask: (client) => [
      call(client, 'echo', { text: 'hello' }),
      call(client, 'confirm'),
      call(client, 'no-such-tool'),
      client.readResource({ uri: 'note://one' }),
      client.listResources(),
    ],
  },
];

/** What differs from run to run whatever stands between: times and ids. */
function settled(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'TIME')
    .replace(/\d+:\d\d:\d\d [AP]M/g, 'TIME')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replace(/"(requestId|timestamp|duration\w*|sessionId)":("[^"]*"|[\d.]+)/g, '"$1":0');
  return JSON.parse(text) as unknown;
}

async function transcript(
  server: Server,
  kind: ClientKind,
  folder: string,
  prefix: readonly string[],
): Promise<unknown> {
  rmSync(join(folder, 'memory.json'), { force: true });
  const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...server.env(folder) };
  const client = await connect(kind, [...prefix, ...server.command(folder)], environment);
  try {
    const tools = await client.listTools();
    const answers: unknown[] = [];
    // One by one: what a server does in which order is its own affair.
    for (const asked of server.ask(sequential(client), folder)) answers.push(await outcome(asked));
    return settled({
      version: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      instructions: client.getInstructions() ?? null,
      tools,
      answers,
    });
  } finally {
    await client.close();
  }
}

/** Sends each request when the one before it is answered. */
function sequential(client: AnyClient): AnyClient {
  let last: Promise<unknown> = Promise.resolve();
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const next = last.then(() => Reflect.apply(member, target, args) as unknown);
        last = next.catch(() => undefined);
        return next;
      };
    },
  });
}

describe.each(servers)('$name through Leash with an allow-all policy', (server) => {
  const home = temporaryHome();
  const folder = join(home.path, 'data');
  const through = [
    process.execPath,
    LEASH_MCP,
    '--home',
    join(home.path, 'home'),
    '--policy',
    'builtin:allow-all',
    '--',
  ];

  beforeAll(() => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'file.txt'), 'one\ntwo\n');
    const git = (...args: string[]) => execFileSync('git', ['-C', join(folder, 'repo'), ...args], { stdio: 'ignore' });
    mkdirSync(join(folder, 'repo'));
    git('init', '-q', '-b', 'main');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'first');
  });
  afterAll(() => home.remove());

  it.each(CLIENTS)('gives %s the same tools, results and errors as direct', async (kind) => {
    const direct = await transcript(server, kind, folder, []);
    expect(direct).toMatchObject({ tools: { tools: { length: server.tools } } });
    expect(await transcript(server, kind, folder, through)).toEqual(direct);
  });

  it('leaves a log that verifies', async () => {
    const { code, stdout } = await leash(['audit', 'verify', '--home', join(home.path, 'home')]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });
});

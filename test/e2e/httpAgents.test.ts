import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, type AnyClient, type ClientKind } from './clients.ts';
import { MODERN_HEADERS, openSession } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { startServer, type HttpServer } from './httpServers.ts';
import { ask, messageOf } from './rawHttp.ts';
import { auditEntries, fixture, leash, temporaryHome } from './support.ts';

const AGENTS = ['alice', 'bob'] as const;
type Agent = (typeof AGENTS)[number];

const TOOL: Readonly<Record<Agent, string>> = { alice: 'test_simple_text', bob: 'test_error_handling' };
const ERAS = [
  ['legacy', 'SDK 1.x'],
  ['modern', 'SDK 2.x auto'],
] as const;
const UPSTREAMS = ['child', 'http'] as const;

const bearer = (agent: Agent) => ({ Authorization: `Bearer token-of-${agent}` });

/** A home in which each agent has a token, and may use one tool. */
function prepare(home: string): void {
  mkdirSync(join(home, 'policies'), { recursive: true, mode: 0o700 });
  const tokens = AGENTS.map((agent) => {
    const sha256 = createHash('sha256').update(`token-of-${agent}`).digest('hex');
    return `    - agent: ${agent}\n      sha256: ${sha256}\n`;
  });
  writeFileSync(join(home, 'config.yaml'), `auth:\n  tokens:\n${tokens.join('')}`, { mode: 0o600 });
  for (const agent of AGENTS) {
    const policy = `name: for-${agent}\nagents: [${agent}]\nrules:\n  - action: ${TOOL[agent]}\n    effect: allow\n    reason: A tool of theirs\n`;
    writeFileSync(join(home, 'policies', `${agent}.yaml`), policy);
  }
}

describe.each(UPSTREAMS)('two agents at one listener (server: %s)', (upstream) => {
  const home = temporaryHome();
  let server: HttpServer | null = null;
  let proxy: HttpProxy;

  beforeAll(async () => {
    prepare(home.path);
    if (upstream === 'http') server = await startServer([...fixture('conformance.mjs'), '--http', '0']);
    const target = server?.url ?? [...fixture('conformance.mjs'), '--stdio'];
    const options = ['--auth', '--name', 'srv', '--durability', 'process'];
    proxy = await startHttpProxy({ home: home.path, server: target, options });
  });
  afterAll(async () => {
    await server?.stop();
    home.remove();
  });

  const clientOf = (kind: ClientKind, agent: Agent): Promise<AnyClient> =>
    connectTo(kind, proxy.url, { http: { requestInit: { headers: bearer(agent) } } });

  it.each(ERAS)('each see the tools that they may use, and no others (%s era)', async (_era, kind) => {
    const clients = await Promise.all(AGENTS.map((agent) => clientOf(kind, agent)));
    const lists = await Promise.all(clients.map((client) => client.listTools()));
    expect(lists.map(({ tools }) => tools.map(({ name }) => name))).toEqual([[TOOL.alice], [TOOL.bob]]);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('get lists that nobody may keep for others, or for long', async () => {
    for (const agent of AGENTS) {
      const headers = { ...MODERN_HEADERS, 'Mcp-Method': 'tools/list', 'Mcp-Name': '', ...bearer(agent) };
      const params = { _meta: META };
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params });
      const { result } = messageOf(await ask(proxy.port, { headers, body }));
      expect(result).toMatchObject({ tools: [{ name: TOOL[agent] }], cacheScope: 'private', ttlMs: 1000 });
    }
  });

  it.each(ERAS)('may each call their own tool, and are told why not the other (%s era)', async (_era, kind) => {
    for (const agent of AGENTS) {
      const client = await clientOf(kind, agent);
      const other = agent === 'alice' ? 'bob' : 'alice';
      const own = await client.callTool({ name: TOOL[agent] });
      expect(JSON.stringify(own)).toContain(agent === 'alice' ? 'plain text' : 'fails on purpose');
      expect(await client.callTool({ name: TOOL[other] })).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining(`Leash denied this: \`srv/${TOOL[other]}\``) as string }],
      });
      await client.close();
    }
  });

  it('never share a session', async () => {
    const session = await openSession(proxy.port, bearer('alice'));
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const ping = (headers: object) => ask(proxy.port, { headers: { ...session, ...headers }, body });
    expect((await ping(bearer('bob'))).status).toBe(404);
    expect((await ping({})).status).toBe(401);
    expect((await ping(bearer('alice'))).status).toBe(200);
  });

  it('are told apart in a log that verifies, with each decision and what came of it', async () => {
    await proxy.stop();
    expect(await leash(['audit', 'verify', '--home', home.path])).toMatchObject({ code: 0 });
    const decisions = (await auditEntries(home.path)).filter(({ phase }) => phase === 'decision');
    const calls = decisions.map(({ agent, effect, action, outcome }) => `${agent} ${effect} ${action} ${outcome}`);
    expect(calls.reverse()).toEqual(
      ERAS.flatMap(() => [
        'alice allow test_simple_text success',
        'alice deny test_error_handling null',
        'bob allow test_error_handling tool-error',
        'bob deny test_simple_text null',
      ]),
    );
  });
});

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

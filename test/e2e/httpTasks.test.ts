import { join } from 'node:path';
import { InMemoryTaskMessageQueue, InMemoryTaskStore } from '@modelcontextprotocol/sdk/experimental/tasks';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CreateMessageRequestSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from './clients.ts';
import { MODERN_HEADERS } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { freePort, startServer, type HttpServer } from './httpServers.ts';
import { ask, messageOf } from './rawHttp.ts';
import { fixture, installed, LEASH_MCP, temporaryHome } from './support.ts';

const OPTIONS = ['--policy', 'builtin:allow-all', '--durability', 'process', '--name', 'server'];
const home = temporaryHome();
afterAll(() => home.remove());

const INFO = { name: 'tasks', version: '1' };
const SAMPLED = { model: 'none', role: 'assistant', content: { type: 'text', text: 'sampled' } } as const;

/** A call during which the server has its client sample as a task, which the server looks at and fetches. */
async function callWithTaskOfClient(target: Target): Promise<unknown> {
  const tasks = { list: {}, cancel: {}, requests: { sampling: { createMessage: {} } } };
  const [taskStore, taskMessageQueue] = [new InMemoryTaskStore(), new InMemoryTaskMessageQueue()];
  const client = new Client(INFO, { capabilities: { sampling: {}, tasks }, taskStore, taskMessageQueue });
  client.setRequestHandler(CreateMessageRequestSchema, async ({ params }, extra) => {
    if (params.task === undefined || extra.taskStore === undefined) return SAMPLED;
    const task = await extra.taskStore.createTask({ ttl: 60_000 });
    await extra.taskStore.storeTaskResult(task.taskId, 'completed', SAMPLED);
    return { task };
  });
  await client.connect(transportTo(target));
  const { tools } = await client.listTools();
  const result = await client.callTool({ name: 'trigger-sampling-request-async', arguments: { prompt: 'hello' } });
  await client.close();
  return settled({ tools, result });
}

/** A call that goes on at the server as a task, and asks the client before it is done. */
async function callAsTask(target: Target): Promise<unknown> {
  const asked: unknown[] = [];
  const client = new Client(INFO, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params);
    return { action: 'accept', content: { interpretation: 'snake' } };
  });
  await client.connect(transportTo(target));
  const { tools } = await client.listTools();
  const last: unknown[] = [];
  const params = { name: 'simulate-research-query', arguments: { topic: 'python', ambiguous: true } };
  // How often it is looked at in between is a matter of time.
  for await (const message of client.experimental.tasks.callToolStream(params)) last.splice(0, 1, message);
  await client.close();
  return settled({ tools, asked, last });
}

function transportTo(target: Target): Transport {
  if (target instanceof URL) return new StreamableHTTPClientTransport(target);
  const [command = '', ...args] = target;
  return new StdioClientTransport({ command, args, stderr: 'ignore' });
}

/** Without the ids and the number of looks, which differ from run to run. */
function settled(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/[0-9a-f]{32}/g, 'ID')
    .replace(/Poll \d+: \w+(\\n)?/g, '');
  return JSON.parse(text) as unknown;
}

describe('tasks of the legacy era', () => {
  let everything: HttpServer;
  const proxies: HttpProxy[] = [];

  beforeAll(async () => {
    const env = { PORT: String(await freePort()) };
    everything = await startServer(installed('mcp-server-everything', 'streamableHttp'), { env });
    const servers = [installed('mcp-server-everything'), everything.url];
    const started = servers.map((server, i) =>
      startHttpProxy({ home: join(home.path, `legacy-${i}`), server, options: OPTIONS }),
    );
    proxies.push(...(await Promise.all(started)));
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await everything.stop();
  });

  it('run at the server and at the client, and ask, as they do without Leash', async () => {
    const overStdio = [process.execPath, LEASH_MCP, '--home', join(home.path, 'stdio'), ...OPTIONS];
    const ways = [everything.url, [...overStdio, '--url', everything.url.href], ...proxies.map(({ url }) => url)];
    const transcripts = await Promise.all(ways.map((way) => Promise.all([callWithTaskOfClient(way), callAsTask(way)])));
    const [direct, ...through] = transcripts;
    expect(JSON.stringify(direct)).toMatch(/\[COMPLETED\] Async sampling.*sampled.*Research Report: python.*snake/);
    for (const one of through) expect(one).toEqual(direct);
  });
});

describe('tasks of the modern era', () => {
  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {
      elicitation: {},
      extensions: { 'io.modelcontextprotocol/tasks': {} },
    },
  };

  /** One request without a session, as all are. */
  async function request(proxy: HttpProxy, method: string, params: Record<string, unknown>): Promise<unknown> {
    const name = params['name'] ?? params['taskId'];
    const headers = { ...MODERN_HEADERS, 'Mcp-Method': method, 'Mcp-Name': String(name) };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } });
    const { result, error } = messageOf(await ask(proxy.port, { headers, body }));
    return result ?? error;
  }

  it.each(['child', 'http'])('are found again by those who come without a session (%s)', async (where) => {
    const conformance = fixture('conformance.mjs');
    const server = where === 'http' ? await startServer([...conformance, '--http', '0']) : null;
    const target = server?.url ?? [...conformance, '--stdio'];
    const proxy = await startHttpProxy({ home: join(home.path, `modern-${where}`), server: target, options: OPTIONS });
    const created = (await request(proxy, 'tools/call', { name: 'confirm_delete', arguments: { filename: 'x' } })) as {
      resultType: string;
      taskId: string;
    };
    expect(created).toMatchObject({ resultType: 'task', taskId: expect.any(String) as string });
    const { taskId } = created;
    // Calls of one id never meet in one child: while these run, there are four.
    const slow = Array.from({ length: 4 }, () => request(proxy, 'tools/call', { name: 'test_tool_with_progress' }));
    const get = () => request(proxy, 'tasks/get', { taskId });
    const inputRequests = { confirm: { method: 'elicitation/create', params: { message: 'Delete x?' } } };
    await expect.poll(get).toMatchObject({ status: 'input_required', inputRequests });
    const inputResponses = { confirm: { action: 'accept', content: { confirm: true } } };
    await request(proxy, 'tasks/update', { taskId, inputResponses });
    await expect.poll(get).toMatchObject({
      status: 'completed',
      result: { content: [{ text: 'Deleted x.' }] },
    });
    expect(await request(proxy, 'tasks/get', { taskId: 'of-nobody' })).toMatchObject({
      code: expect.any(Number) as number,
    });
    await Promise.all(slow);
    await proxy.stop();
    await server?.stop();
  });
});

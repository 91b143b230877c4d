import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { queryLog } from '../../src/app/auditQuery.ts';
import { verifyLog } from '../../src/app/auditVerify.ts';
import { leash as runLeash } from '../../src/cli/leash.ts';
import { locateHome } from '../../src/edge/home.ts';
import { captured } from '../cli/home.ts';
import { ask, callTool, repeat } from './calls.ts';
import { fixture, startProxy, temporaryHome, type Message, type Proxy } from './support.ts';

/** What a person accepts is in force within a second; a busy machine may take longer. */
const TRUST_MS = 10_000;

const folder = temporaryHome();
let homes = 0;
afterAll(() => folder.remove());

/** A home of a test's own, whose policies allow everything: what is denied is denied by pins. */
function newHome(): string {
  homes += 1;
  const home = join(folder.path, String(homes));
  mkdirSync(join(home, 'policies'), { recursive: true, mode: 0o700 });
  const rules = ['action: "*"', 'method: prompts/get, action: "*"'].map(
    (what) => `  - { ${what}, effect: allow, reason: All is let through }`,
  );
  writeFileSync(join(home, 'policies/all.yaml'), ['name: all', 'agents: ["*"]', 'rules:', ...rules, ''].join('\n'));
  return home;
}

interface Started {
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

async function start(home: string, server: string, { options = [], env = {} }: Started = {}): Promise<Proxy> {
  const proxy = startProxy({
    home,
    options: ['--name', 'srv', ...options],
    server: fixture(`${server}.mjs`),
    env: { SEEN: `${home}.seen`, ...env },
  });
  const clientInfo = { name: 'test', version: '1' };
  await ask(proxy, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  proxy.send({ method: 'notifications/initialized' });
  return proxy;
}

interface ListResult {
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  readonly nextCursor?: string;
}

/** Every tool that the client is shown, on all pages. */
async function list(proxy: Proxy): Promise<ListResult['tools']> {
  const tools: ListResult['tools'][number][] = [];
  for (let cursor: string | undefined; ;) {
    const { result } = (await ask(proxy, 'tools/list', cursor === undefined ? {} : { cursor })) as {
      result: ListResult;
    };
    tools.push(...result.tools);
    cursor = result.nextCursor;
    if (cursor === undefined) return tools;
  }
}

const names = async (proxy: Proxy): Promise<string[]> => (await list(proxy)).map(({ name }) => name);
const notes = (proxy: Proxy) => callTool(proxy, 'notes', { topic: 'x' });
const NOTES = { isError: false, text: 'notes {"topic":"x"}' };

/** The tools that the server was called with. */
function calledAt(home: string): string[] {
  if (!existsSync(`${home}.seen`)) return [];
  const messages = readFileSync(`${home}.seen`, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { method?: string; params?: { name?: string } });
  return messages.flatMap(({ method, params }) => (method === 'tools/call' ? [params?.name ?? ''] : []));
}

/** Expects that a call is denied for this reason, and that the server never sees it. */
async function expectDenied(home: string, proxy: Proxy, why: string, tool = 'notes'): Promise<void> {
  const before = calledAt(home).length;
  const { isError, text } = await callTool(proxy, tool, {});
  expect([isError, text]).toEqual([true, expect.stringContaining(`(rule \`leash:pins/${why}\`)`)]);
  expect(calledAt(home)).toHaveLength(before);
}

/** Runs `leash`, in this process: what it prints and how it ends is tested elsewhere. */
async function leash(
  home: string,
  ...words: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { io, out, err } = captured();
  const code = await runLeash(
    [...words.slice(0, 1), '--home', home, ...words.slice(1)],
    io,
    new AbortController().signal,
  );
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** Accepts all that waits. */
async function accept(home: string, ...options: readonly string[]): Promise<void> {
  expect(await leash(home, 'trust', 'srv', '--yes', ...options)).toMatchObject({ code: 0, stderr: '' });
}

/** A person looks, and accepts all that waits. */
async function trust(home: string): Promise<void> {
  const looked = await leash(home, 'trust', 'srv');
  // Nobody is there to be asked.
  expect([looked.code, looked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
  await accept(home);
}

/** Expects that the tool is shown and may be called, once what was accepted has reached the session. */
async function expectTrusted(proxy: Proxy, tool = 'notes'): Promise<void> {
  const isShown = (shown: readonly string[]): boolean => shown.includes(tool);
  await repeat('it is shown again', () => names(proxy), isShown, TRUST_MS);
  expect((await callTool(proxy, tool, { topic: 'x' })).isError).toBe(false);
}

/** The decisions and events of the log, the newest first. */
async function entries(home: string) {
  return (await queryLog(locateHome(home), { limit: 10_000 })).lines;
}

/** What the log says happened, in order. */
async function evidence(home: string): Promise<string[]> {
  expect(
    (await verifyLog({ home: locateHome(home), key: null, checkpoints: null, onProgress: () => undefined })).status,
  ).toBe('verified');
  const wanted = new Set(['tool_pinned', 'tool_drift', 'tool_withheld', 'tool_trusted', 'tool_unseen']);
  const found = (await entries(home)).filter(({ action, effect }) => wanted.has(action) || effect === 'deny');
  return [...new Set(found.reverse().map(({ action, effect }) => (effect === 'deny' ? `deny ${action}` : action)))];
}

const PULLED = ['tool_pinned', 'tool_drift', 'tool_withheld', 'deny notes', 'tool_trusted'];

describe.concurrent('a rug pull', () => {
  it('after some calls is withheld, and works once a person has looked', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-after-calls');
    expect(await names(proxy)).toEqual(['notes', 'clock']);
    expect(await notes(proxy)).toEqual(NOTES);
    expect(await notes(proxy)).toEqual(NOTES);
    expect(await names(proxy)).toEqual(['clock']);
    await expectDenied(home, proxy, 'changed');
    expect((await callTool(proxy, 'clock')).isError).toBe(false);
    await trust(home);
    await expectTrusted(proxy);
    const { messages, stderr } = await proxy.finish();
    // The client was told that lists may change, and hears when Leash changes one.
    expect(messages.filter(({ method }) => method === 'notifications/tools/list_changed')).toHaveLength(1);
    expect(stderr).toContain('leash trust srv');
    expect(await evidence(home)).toEqual(PULLED);
  });

  it('on a trigger is withheld in a session that begins after it, whether or not the client lists', async () => {
    const home = newHome();
    const trigger = { env: { TRIGGER: `${home}.trigger` } };
    const before = await start(home, 'rug-on-trigger', trigger);
    expect(await names(before)).toEqual(['notes', 'clock']);
    const waiting = await start(home, 'rug-on-trigger', trigger);
    writeFileSync(`${home}.trigger`, '');
    const after = await start(home, 'rug-on-trigger', trigger);
    expect(await names(after)).toEqual(['clock']);
    await expectDenied(home, after, 'changed');
    // The first client knows the tool as it was; the second one has not listed at all.
    await repeat(
      'it is denied',
      () => notes(waiting),
      ({ isError }) => isError,
      TRUST_MS,
    );
    await expectDenied(home, waiting, 'changed');
    await trust(home);
    await expectTrusted(after);
    await Promise.all([before.finish(), waiting.finish(), after.finish()]);
    expect(await evidence(home)).toEqual(PULLED);
  });

  it('by a schema that takes more is withheld, though its text is what it was', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-schema');
    await names(proxy);
    await notes(proxy);
    expect(await names(proxy)).toEqual(['clock']);
    await expectDenied(home, proxy, 'changed');
    const { stdout, code } = await leash(home, 'pins', 'diff', 'srv', 'notes');
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('/inputSchema/properties/feedback: + {"type":"string"}'),
    ]);
    await trust(home);
    await expectTrusted(proxy);
    await proxy.finish();
    expect(await evidence(home)).toEqual(PULLED);
  });

  it('by another name is withheld under that name', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-rename');
    await names(proxy);
    await notes(proxy);
    expect(await names(proxy)).toEqual(['clock']);
    await expectDenied(home, proxy, 'renamed', 'read_notes');
    await trust(home);
    await expectTrusted(proxy, 'read_notes');
    await proxy.finish();
    expect(await evidence(home)).toEqual(PULLED.map((each) => each.replace('notes', 'read_notes')));
  });

  it('by a list that is said to have changed is withheld, and what the server says passes', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-list-changed');
    await names(proxy);
    await notes(proxy);
    expect(await names(proxy)).toEqual(['clock']);
    await expectDenied(home, proxy, 'changed');
    await trust(home);
    await expectTrusted(proxy);
    const { messages } = await proxy.finish();
    // The server's own, one for each call, and ours.
    const told = messages.filter(({ method }) => method === 'notifications/tools/list_changed').length;
    expect(told).toBe(calledAt(home).length + 1);
    expect(await evidence(home)).toEqual(PULLED);
  });

  it('by an answer under another id never reaches the client', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-id-type');
    proxy.send({ id: 1, method: 'tools/list' });
    proxy.send({ id: '2', method: 'tools/list' });
    const results = await Promise.all([proxy.answer(1), proxy.answer('2')]);
    const texts = results.map((message: Message) => JSON.stringify(message.result));
    for (const text of texts) expect(text).toContain('Show the notes on a topic.');
    expect(await notes(proxy)).toEqual(NOTES);
    const { messages } = await proxy.finish();
    expect(JSON.stringify(messages)).not.toContain('id_rsa');
    const dropped = (await entries(home)).filter(({ action }) => action === 'message_dropped');
    expect(dropped.length).toBeGreaterThanOrEqual(2);
  });

  it('by a second page is withheld', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-second-page');
    expect(await names(proxy)).toEqual(['clock', 'notes']);
    expect(await notes(proxy)).toEqual(NOTES);
    expect(await names(proxy)).toEqual(['clock']);
    await expectDenied(home, proxy, 'changed');
    await trust(home);
    await expectTrusted(proxy);
    await proxy.finish();
    expect(await evidence(home)).toEqual(PULLED);
  });

  it('by a second page that has a tool of the first again is withheld on both', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-twice');
    const first = await list(proxy);
    expect(first.map(({ name }) => name)).toEqual(['notes', 'clock']);
    expect(JSON.stringify(first)).not.toContain('id_rsa');
    await expectDenied(home, proxy, 'changed');
    expect(await names(proxy)).toEqual(['clock']);
    // Nobody can tell which of two a call would reach, whatever a person accepts.
    await accept(home, '--keep');
    await repeat(
      'it is ambiguous',
      async () => {
        await names(proxy);
        return (await notes(proxy)).text;
      },
      (text) => text.includes('leash:pins/ambiguous'),
      TRUST_MS,
    );
    await proxy.finish();
    expect(await evidence(home)).toEqual(PULLED);
  });

  it('that alternates is withheld whichever way it shows itself', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-alternates');
    expect(await names(proxy)).toEqual(['notes', 'clock']);
    expect(await names(proxy)).toEqual(['clock']);
    await expectDenied(home, proxy, 'changed');
    expect(await names(proxy)).toEqual(['clock']);
    await expectDenied(home, proxy, 'alternating');
    await accept(home, '--keep');
    await expectTrusted(proxy);
    await names(proxy);
    expect((await notes(proxy)).isError).toBe(false);
    await proxy.finish();
    expect(await evidence(home)).toEqual(PULLED);
  });

  it('by another server of the same name is withheld as a whole, until a person accepts that server', async () => {
    const home = newHome();
    const first = await start(home, 'rug-on-trigger');
    expect(await names(first)).toEqual(['notes', 'clock']);
    await first.finish();
    // The same tools to the letter: it is the server that is another one.
    const second = await start(home, 'rug-alternates');
    expect(await names(second)).toEqual([]);
    await expectDenied(home, second, 'identity');
    const looked = await leash(home, 'trust', 'srv');
    expect(looked.stdout).toContain('another server goes by this name already');
    expect(looked.stdout).toContain('rug-on-trigger.mjs');
    await trust(home);
    await expectTrusted(second, 'clock');
    await second.finish();
    const again = await start(home, 'rug-on-trigger');
    expect(await names(again)).toEqual(['notes', 'clock']);
    await again.finish();
    expect(await evidence(home)).toEqual(PULLED);
  });
});

describe.concurrent('a server that is poisoned from the start', () => {
  it('loses the tool, the prompt and the instructions, and keeps the rest', async () => {
    const home = newHome();
    const proxy = startProxy({
      home,
      options: ['--name', 'srv'],
      server: fixture('poisoned.mjs'),
      env: { SEEN: `${home}.seen` },
    });
    const greeting = await ask(proxy, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} });
    expect(greeting.result).toMatchObject({ instructions: '', serverInfo: { name: 'rug' } });
    expect(await names(proxy)).toEqual(['clock']);
    const prompts = await ask(proxy, 'prompts/list');
    expect(prompts.result).toEqual({ prompts: [{ name: 'bye', description: 'Say goodbye.' }] });
    expect((await ask(proxy, 'prompts/get', { name: 'greet' })).error?.message).toContain('leash:pins/poisoned');
    await expectDenied(home, proxy, 'poisoned');
    await proxy.finish();
    expect(readFileSync(`${home}.seen`, 'utf8')).not.toContain('prompts/get');
  });

  it('is shown as it is in observe mode, and the log says what would have been withheld', async () => {
    const home = newHome();
    const proxy = await start(home, 'poisoned', { options: ['--observe'] });
    expect(await names(proxy)).toEqual(['notes', 'clock']);
    expect(await notes(proxy)).toEqual(NOTES);
    await proxy.finish();
    const calls = (await entries(home)).filter(({ action, phase }) => action === 'notes' && phase === 'decision');
    expect(calls.map(({ effect }) => effect)).toEqual(['observe_deny']);
  });

  it('loses characters that nobody sees where the settings say so', async () => {
    const home = newHome();
    const hidden = { env: { INVISIBLE: '1' } };
    writeFileSync(join(home, 'config.yaml'), 'invisible: strip\nscan:\n  block: warn\n');
    const proxy = await start(home, 'poisoned', hidden);
    expect((await list(proxy)).map(({ description }) => description)).toEqual(['Show the notes.']);
    await proxy.finish();
    expect((await entries(home)).map(({ action }) => action)).toContain('text_stripped');
  });
});

describe.concurrent('pins', () => {
  it('let nothing through in strict mode that no person has accepted', async () => {
    const home = newHome();
    const proxy = await start(home, 'rug-on-trigger', { options: ['--strict'] });
    await expectDenied(home, proxy, 'unlisted');
    expect(await names(proxy)).toEqual([]);
    await expectDenied(home, proxy, 'unreviewed');
    await trust(home);
    await expectTrusted(proxy);
    await expectDenied(home, proxy, 'unlisted', 'other');
    await proxy.finish();
  });

  it('that cannot be read accept nothing, and nothing is trusted anew before a person has mended them', async () => {
    const home = newHome();
    const first = await start(home, 'rug-on-trigger');
    await names(first);
    const [file = ''] = readdirSync(join(home, 'pins')).filter((name) => name.endsWith('.json'));
    const path = join(home, 'pins', file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -20));
    await repeat(
      'it is denied',
      () => notes(first),
      ({ isError }) => isError,
      TRUST_MS,
    );
    await first.finish();
    const second = await start(home, 'rug-on-trigger');
    expect(await names(second)).toEqual([]);
    const { text: denial } = await notes(second);
    expect(denial).toContain(path);
    expect(second.stderr()).toContain('nothing of `srv` is let through');
    expect((await leash(home, 'trust', 'srv', '--yes')).code).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe(text.slice(0, -20));
    // Moved away by a person, it begins anew.
    renameSync(path, `${path}.damaged`);
    await expectTrusted(second);
    await second.finish();
  });

  it('of two proxies that start at once on one server are one', async () => {
    const home = newHome();
    const proxies = await Promise.all([1, 2, 3].map(() => start(home, 'rug-on-trigger')));
    for (const shown of await Promise.all(proxies.map(names))) expect(shown).toEqual(['notes', 'clock']);
    await Promise.all(proxies.map((proxy) => proxy.finish()));
    expect(readdirSync(join(home, 'pins')).filter((name) => name.endsWith('.json'))).toHaveLength(1);
    expect((await leash(home, 'pins', 'list')).stdout).toMatch(/^srv +2 +accepted/m);
  });

  it('that a scan has kept are those that the proxy holds the server to, under the policy that it wrote', async () => {
    const home = join(folder.path, 'scanned');
    const server = fixture('rug-on-trigger.mjs');
    const scanned = await leash(home, 'scan', '--name', 'srv', '--save', '--write-policy', '--', ...server);
    expect([scanned.code, scanned.stderr]).toEqual([0, expect.stringContaining('kept: 2 definitions')]);
    const trigger = { env: { TRIGGER: `${home}.trigger` } };
    const honest = await start(home, 'rug-on-trigger', trigger);
    expect(await notes(honest)).toEqual(NOTES);
    await honest.finish();
    writeFileSync(`${home}.trigger`, '');
    const pulled = await start(home, 'rug-on-trigger', trigger);
    expect(await names(pulled)).toEqual(['clock']);
    await expectDenied(home, pulled, 'changed');
    await pulled.finish();
  });
});

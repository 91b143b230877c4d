// The way of somebody who has never seen Leash: two servers in Claude Desktop's settings, put behind Leash, a denied
// write, a delete that a person approves, a verified log, and back. Prints how long each command took; with `--json` for
// machines. Everything happens in a home folder of its own.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, process.env.LEASH_TEST_DIST ?? 'dist');
const home = realpathSync(mkdtempSync(join(tmpdir(), 'leash-stranger-')));
const environment = { ...process.env, HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: '', LEASH_HOME: '' };
const data = join(home, 'data');
const memory = join(home, 'memory.jsonl');
const settings = join(home, '.config/Claude/claude_desktop_config.json');
const steps = [];

// A program with windows has a small PATH, and gives its servers little else.
const SMALL = { HOME: home, PATH: '/usr/bin:/bin' };
const POLICY = `name: deletes
description: What deletes waits for a person
priority: 20
agents: ["*"]
servers: ["memory"]
rules:
  - action: "delete_*"
    effect: ask
    reason: A person confirms what cannot be undone
`;

const before = setUp();
try {
  await walk();
} finally {
  rmSync(home, { recursive: true, force: true });
}
const total = steps.reduce((sum, { ms }) => sum + ms, 0);
if (process.argv.includes('--json')) console.log(JSON.stringify({ steps, total }));
else {
  for (const { what, ms, said } of steps)
    console.log(`${(ms / 1000).toFixed(2).padStart(6)} s  ${what}\n          ${said}`);
  console.log(`${(total / 1000).toFixed(2).padStart(6)} s  in all`);
}

/** What is there before: data, and the settings as a person has written them. */
function setUp() {
  const bin = (name) => join(root, 'node_modules/.bin', name);
  mkdirSync(data);
  writeFileSync(join(data, 'plan.txt'), 'the plan');
  const entity = { type: 'entity', name: 'old-project', entityType: 'project', observations: ['over'] };
  writeFileSync(memory, `${JSON.stringify(entity)}\n`);
  mkdirSync(join(settings, '..'), { recursive: true });
  const filesystem = { command: bin('mcp-server-filesystem'), args: [data] };
  const remembering = { command: bin('mcp-server-memory'), args: [], env: { MEMORY_FILE_PATH: memory } };
  const text = JSON.stringify({ theme: 'dark', mcpServers: { filesystem, memory: remembering } }, null, 4);
  // Two spaces too many, and no newline at the end: people write such files.
  writeFileSync(settings, text.replace('"theme":', '"theme":  '));
  return readFileSync(settings);
}

async function walk() {
  await leash('leash init --yes', ({ stdout }) => {
    assert.match(stdout, /2 servers behind Leash/);
    assert.notDeepEqual(readFileSync(settings), before);
    return 'both servers scanned, starter policies written, and both put behind Leash';
  });
  const clients = await timed('the client starts both servers, as its settings say', async () => {
    const started = [await connect('filesystem'), await connect('memory')];
    return [started, 'through leash-mcp, with a small PATH'];
  });
  const [files, graph] = clients;
  try {
    await use(files, graph);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
  await leash('leash audit verify', ({ stdout }) => {
    const [verified] = /verified: \d+ entries/.exec(stdout) ?? [];
    assert.ok(verified);
    return verified;
  });
  await leash('leash unwrap --yes', () => {
    assert.deepEqual(readFileSync(settings), before);
    return `the settings are as they were, byte for byte (${before.length} bytes)`;
  });
}

async function use(files, graph) {
  await timed('the agent lists the tools', async () => {
    const { tools } = await files.listTools();
    const names = tools.map(({ name }) => name);
    assert.ok(names.includes('read_text_file') && !names.includes('write_file'));
    return [null, `${tools.length} of filesystem, and those that are never allowed are left out`];
  });
  await timed('it reads a file', async () => {
    const { isError, text } = await call(files, 'read_text_file', { path: join(data, 'plan.txt') });
    assert.deepEqual([isError, text], [false, 'the plan']);
    return [null, 'allowed'];
  });
  await timed('it writes one', async () => {
    const { isError, text } = await call(files, 'write_file', { path: join(data, 'plan.txt'), content: 'mine' });
    assert.ok(isError && text.includes('Leash denied this'));
    assert.equal(readFileSync(join(data, 'plan.txt'), 'utf8'), 'the plan');
    return [null, 'denied, and the file is as it was'];
  });
  writeFileSync(join(home, '.leash/policies/deletes.yaml'), POLICY, { mode: 0o600 });
  await leash('leash policy validate', () => 'a policy of nine lines: deletes wait for a person');
  const deleting = await timed('the agent deletes', async () => {
    let isHeld = false;
    while (!isHeld) {
      // Until the new policy is in force the starter policy denies it.
      const answer = call(graph, 'delete_entities', { entityNames: ['old-project'] });
      while (!isHeld && (await Promise.race([answer, delay(100, null)])) === null) isHeld = (await held()).length > 0;
      if (isHeld) return [{ answer }, 'it waits'];
      assert.ok((await answer).isError);
    }
  });
  const [{ id }] = await held();
  assert.match(readFileSync(memory, 'utf8'), /old-project/);
  await leash(`leash approvals approve ${id} --yes`, () => 'approved, from another process');
  const { isError } = await deleting.answer;
  assert.equal(isError, false);
  assert.doesNotMatch(readFileSync(memory, 'utf8'), /old-project/);
}

/** Starts a server as the client would: what its settings say, and no more. */
async function connect(name) {
  const { command, args, env } = JSON.parse(readFileSync(settings, 'utf8')).mcpServers[name];
  const client = new Client({ name: 'claude-ai', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command, args, env: { ...SMALL, ...env }, stderr: 'ignore' }));
  return client;
}

async function call(client, name, args) {
  const { isError = false, content } = await client.callTool({ name, arguments: args });
  return { isError, text: content[0].text };
}

async function held() {
  const { stdout } = await run(['approvals', 'list', '--json']);
  return JSON.parse(stdout).held;
}

/** A command of the path; `look` says what came of it. */
function leash(command, look) {
  return timed(command, async () => {
    const ran = await run(command.split(' ').slice(1));
    return [ran, look(ran)];
  });
}

function run(args) {
  return new Promise((done, fail) => {
    execFile(process.execPath, [join(dist, 'bin/leash.js'), ...args], { env: environment }, (error, stdout, stderr) => {
      if (error === null) done({ stdout, stderr });
      else fail(new Error(`leash ${args.join(' ')} failed: ${stderr}${stdout}`, { cause: error }));
    });
  });
}

async function timed(what, work) {
  const start = performance.now();
  const [value, said] = await work();
  steps.push({ what, said, ms: Math.round(performance.now() - start) });
  return value;
}

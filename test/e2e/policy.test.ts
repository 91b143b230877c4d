import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../app/processes.ts';
import { ask, callTool, repeat } from './calls.ts';
import { auditEntries, fixture, LEASH, startProxy, temporaryHome, type Proxy } from './support.ts';

/** A change of a policy file counts within a second; a busy machine may take longer. */
const RELOAD_MS = 5000;

const folder = temporaryHome();
let homes = 0;
afterAll(() => folder.remove());

/** A home of a test's own, with these policies in it. */
function homeWith(policies: Readonly<Record<string, string>>, name?: string): string {
  homes += 1;
  const home = join(folder.path, name ?? String(homes));
  mkdirSync(join(home, 'policies'), { recursive: true, mode: 0o700 });
  for (const [file, text] of Object.entries(policies)) writeFileSync(join(home, 'policies', file), text);
  return home;
}

function start(home: string, ...options: string[]): Proxy {
  return startProxy({
    home,
    options: ['--name', 'srv', ...options],
    server: fixture('echo.mjs'),
    env: { SEEN: seenIn(home) },
  });
}

const seenIn = (home: string): string => `${home}.seen`;

/** A policy of one rule for one tool, beside more lines of its own. */
function policy(name: string, action: string, effect: string, ...more: string[]): string {
  return [
    `name: ${name}`,
    'agents: ["*"]',
    ...more,
    'rules:',
    `  - action: ${action}`,
    `    effect: ${effect}`,
    `    reason: The policy ${name} says so`,
    '',
  ].join('\n');
}

const ALLOW_READ = policy('team', 'read_file', 'allow');
const DENY_READ = policy('team', 'read_file', 'deny');

const read = (proxy: Proxy) => callTool(proxy, 'read_file', { path: '/x' });
const write = (proxy: Proxy) => callTool(proxy, 'write_file', { path: '/x' });
const READ = { isError: false, text: 'read_file {"path":"/x"}' };

async function toolsOf(proxy: Proxy): Promise<string[]> {
  const { result } = await ask(proxy, 'tools/list');
  return (result as { tools: { name: string }[] }).tools.map(({ name }) => name);
}

const ALL_TOOLS = ['echo', 'read_file', 'write_file', 'delete_file', 'run_command'];

/** The tools that the server was called with. */
function called(home: string): string[] {
  if (!existsSync(seenIn(home))) return [];
  const lines = readFileSync(seenIn(home), 'utf8').split('\n').slice(0, -1);
  const messages = lines.map((line) => JSON.parse(line) as { method: string; params: { name: string } });
  return messages.filter(({ method }) => method === 'tools/call').map(({ params }) => params.name);
}

async function effectsOf(home: string): Promise<string[]> {
  const decisions = (await auditEntries(home)).filter(({ phase }) => phase === 'decision');
  return decisions.map(({ action, effect }) => `${action} ${effect}`).reverse();
}

describe.concurrent('a change of the policies while a session lives', () => {
  it('takes effect in it, whichever way, and the log names the set that decided', async () => {
    const home = homeWith({ 'team.yaml': ALLOW_READ });
    const file = join(home, 'policies/team.yaml');
    const proxy = start(home);
    expect(await read(proxy)).toEqual(READ);
    writeFileSync(file, DENY_READ);
    const denied = await repeat(
      'reading is denied',
      () => read(proxy),
      ({ isError }) => isError,
      RELOAD_MS,
    );
    expect(denied.text).toContain('The policy team says so (rule `team/team#1`)');
    const seen = called(home).length;
    expect((await read(proxy)).isError).toBe(true);
    // As editors do it: a new file takes the place of the old one.
    writeFileSync(`${file}.new`, ALLOW_READ);
    renameSync(`${file}.new`, file);
    await repeat(
      'reading is allowed',
      () => read(proxy),
      ({ isError }) => !isError,
      RELOAD_MS,
    );
    expect(called(home)).toHaveLength(seen + 1);
    await proxy.finish();

    const entries = (await auditEntries(home)).reverse();
    expect(entries.filter(({ action }) => action === 'policy_changed')).toHaveLength(2);
    const setsOf = (effect: string): (string | undefined)[] => [
      ...new Set(entries.filter((entry) => entry.effect === effect).map(({ entry }) => entry.leash.policy_set)),
    ];
    expect(setsOf('allow')).toHaveLength(1);
    expect(setsOf('deny')).toHaveLength(1);
    expect(setsOf('allow')).not.toEqual(setsOf('deny'));
  });

  it('that is half written leaves the last good set in force, and stderr says where it is wrong', async () => {
    const home = homeWith({ 'team.yaml': ALLOW_READ });
    const file = join(home, 'policies/team.yaml');
    const proxy = start(home);
    expect(await read(proxy)).toEqual(READ);
    writeFileSync(file, `${DENY_READ}  - action: wri`);
    const said = `the policies do not validate, the last ones stay in force: ${file}:7:`;
    await eventually('stderr tells of it', () => proxy.stderr().includes(said), RELOAD_MS);
    expect(await read(proxy)).toEqual(READ);
    expect((await write(proxy)).isError).toBe(true);
    writeFileSync(file, DENY_READ);
    await repeat(
      'the rest is written',
      () => read(proxy),
      ({ isError }) => isError,
      RELOAD_MS,
    );
    await proxy.finish();
  });

  it('that removes them denies everything, and says what would help', async () => {
    const home = homeWith({ 'team.yaml': ALLOW_READ });
    const proxy = start(home);
    expect(await read(proxy)).toEqual(READ);
    rmSync(join(home, 'policies'), { recursive: true });
    const denied = await repeat(
      'reading is denied',
      () => read(proxy),
      ({ isError }) => isError,
      RELOAD_MS,
    );
    expect(denied.text).toContain('No policy is installed');
    await proxy.finish();
  });
});

describe.concurrent('a start without policies that validate', () => {
  it.each([[[]], [['--observe']]])(
    'denies everything with the spot of each problem, until a good file is saved (%j)',
    async (options) => {
      const home = homeWith({
        'team.yaml': ALLOW_READ.replace('effect: allow', 'effect: alow'),
        'b.yaml': 'name: b\n',
      });
      const file = join(home, 'policies/team.yaml');
      const proxy = start(home, ...options);
      const { isError, text } = await read(proxy);
      expect(isError).toBe(true);
      expect(text).toContain(`${file}:5:13: `);
      expect(text).toContain(`${join(home, 'policies/b.yaml')}:1:1: `);
      expect(proxy.stderr()).toContain(`${file}:5:13: `);
      const resource = await ask(proxy, 'resources/read', { uri: 'file:///x' });
      expect(resource.error?.message).toContain(`${file}:5:13: `);
      expect(await toolsOf(proxy)).toEqual(ALL_TOOLS);
      expect(called(home)).toEqual([]);
      rmSync(join(home, 'policies/b.yaml'));
      writeFileSync(file, ALLOW_READ);
      expect(
        await repeat(
          'reading is allowed',
          () => read(proxy),
          (done) => !done.isError,
          RELOAD_MS,
        ),
      ).toEqual(READ);
      await proxy.finish();
    },
  );

  it('denies everything while the settings do not validate, and says that they are read at the start', async () => {
    const home = homeWith({ 'team.yaml': ALLOW_READ });
    const settings = join(home, 'config.yaml');
    writeFileSync(settings, 'list: al\n');
    const proxy = start(home);
    const { isError, text } = await read(proxy);
    expect(isError).toBe(true);
    expect(text).toContain(`${settings}:1:7: `);
    expect(text).toContain('start the server again');
    expect(text).not.toContain('leash policy');
    expect(called(home)).toEqual([]);
    await proxy.finish();
    writeFileSync(settings, 'list: all\n');
    const next = start(home);
    expect(await read(next)).toEqual(READ);
    await next.finish();
  });
});

describe.concurrent('without any policy', () => {
  it('denies, and the one command that the denial tells makes reading work in the same session', async () => {
    const home = homeWith({}, "it's a home");
    const proxy = start(home);
    const { isError, text } = await read(proxy);
    expect(isError).toBe(true);
    const command = /: (leash policy add builtin:read-only --home .*)$/m.exec(text)?.[1] ?? 'no command';
    expect(proxy.stderr()).toContain('no policy in ');
    // Everything is listed, so that there is a denial to read.
    expect(await toolsOf(proxy)).toEqual(ALL_TOOLS);
    execFileSync('/bin/sh', ['-c', `leash() { '${process.execPath}' '${LEASH}' "$@"; }; ${command}`]);
    expect(
      await repeat(
        'reading is allowed',
        () => read(proxy),
        (done) => !done.isError,
        RELOAD_MS,
      ),
    ).toEqual(READ);
    expect((await write(proxy)).isError).toBe(true);
    expect(await toolsOf(proxy)).toEqual(['read_file']);
    expect(called(home)).toEqual(['read_file']);
    await proxy.finish();
  });

  it('denies where the floor alone was asked for, and does not send people to a folder that is not read', async () => {
    const home = homeWith({ 'team.yaml': ALLOW_READ });
    const proxy = start(home, '--policy', 'builtin:default');
    const { isError, text } = await read(proxy);
    expect(isError).toBe(true);
    expect(text).toContain('--policy');
    expect(text).not.toContain(join(home, 'policies'));
    await proxy.finish();
  });
});

describe.concurrent('what a policy says', () => {
  it('`ask` denies where nobody answers in time', async () => {
    const home = homeWith({ 'team.yaml': `${policy('team', 'read_file', 'ask')}    ask: { timeout: 1 }\n` });
    const proxy = start(home);
    const { isError, text } = await read(proxy);
    expect(isError).toBe(true);
    expect(text).toContain('a person was asked, and nobody answered within 1 s');
    await proxy.finish();
    expect(called(home)).toEqual([]);
    expect(await effectsOf(home)).toEqual(['read_file deny']);
  });

  it.each<[what: string, policies: Record<string, string>]>([
    ['a policy that denies', { 'team.yaml': DENY_READ }],
    ['a policy that asks', { 'team.yaml': policy('team', 'read_file', 'ask') }],
    ['no policy', {}],
  ])('is recorded and not enforced with --observe, which stderr tells: %s', async (_, policies) => {
    const home = homeWith(policies);
    const proxy = start(home, '--observe');
    expect(await read(proxy)).toEqual(READ);
    expect(proxy.stderr()).toContain('observe mode: nothing is denied');
    await proxy.finish();
    expect(called(home)).toEqual(['read_file']);
    expect(await effectsOf(home)).toEqual(['read_file observe_deny']);
  });

  it('is recorded and not enforced by a policy that observes, where none that enforces denies', async () => {
    const home = homeWith({
      'watch.yaml': policy('watch', '"*"', 'deny', 'mode: observe', 'priority: 50'),
      'team.yaml': policy('team', 'write_file', 'deny'),
    });
    const proxy = start(home);
    expect(await read(proxy)).toEqual(READ);
    const { isError, text } = await write(proxy);
    expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining('team/team#1') as string });
    await proxy.finish();
    expect(called(home)).toEqual(['read_file']);
    expect(await effectsOf(home)).toEqual(['read_file observe_deny', 'write_file deny']);
  });

  it.each([
    ['hides', '', ['read_file']],
    ['shows, with `list: all`,', 'list: all\n', ALL_TOOLS],
  ])('%s what can never be called', async (_, settings, tools) => {
    const home = homeWith({ 'team.yaml': ALLOW_READ });
    writeFileSync(join(home, 'config.yaml'), settings);
    const proxy = start(home);
    expect(await toolsOf(proxy)).toEqual(tools);
    expect((await write(proxy)).isError).toBe(true);
    await proxy.finish();
  });
});

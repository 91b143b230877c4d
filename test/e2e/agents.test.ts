import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { callTool, repeat } from './calls.ts';
import { echoCall, INITIALIZE, MODERN_HEADERS, modernEchoCall, openSession } from './httpCalls.ts';
import { startHttpProxy } from './httpListener.ts';
import { ask, type RawAnswer } from './rawHttp.ts';
import { auditEntries, fixture, leash, startProxy, temporaryHome, type Proxy } from './support.ts';

/** A change of the registry is in force within a second; a busy machine may take longer. */
const WITHIN_MS = 5000;

const folder = temporaryHome();
let homes = 0;
afterAll(() => folder.remove());

const VERIFIED = `name: verified
agents: ["*"]
rules:
  - action: [echo, report]
    effect: allow
    when: agent.verified && agent.labels.team == "payments"
    reason: Only who has shown it
`;

/** A home with a policy, and an agent in it; gives the agent's token. */
async function homeWith(policy: string, config = ''): Promise<{ home: string; id: string; token: string }> {
  homes += 1;
  const home = join(folder.path, String(homes));
  mkdirSync(join(home, 'policies'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'policies', 'one.yaml'), policy);
  if (config !== '') writeFileSync(join(home, 'config.yaml'), config, { mode: 0o600 });
  const run = await leash(['--home', home, 'agents', 'register', 'claude', '--label', 'team=payments', '--json']);
  const { agent, token } = JSON.parse(run.stdout) as { agent: { id: string }; token: string };
  return { home, id: agent.id, token };
}

const agents = (home: string, ...words: string[]) => leash(['--home', home, 'agents', ...words]);

function start(home: string, env: NodeJS.ProcessEnv, ...options: string[]): Proxy {
  const own = ['--name', 'srv', '--durability', 'process', ...options];
  return startProxy({ home, server: fixture('echo.mjs'), options: own, env });
}

const echo = (proxy: Proxy) => callTool(proxy, 'echo', { text: 'x' });
const BY_ENV = ['--agent-token-env', 'AGENT_TOKEN'];

describe('an agent on stdin', () => {
  it('is who its token says, for policies and in the log, and its server never sees the token', async () => {
    const { home, id, token } = await homeWith(VERIFIED);
    const proxy = startProxy({
      home,
      server: fixture('env.mjs'),
      options: ['--name', 'srv', ...BY_ENV],
      env: { AGENT_TOKEN: token, LEASH_OTHER: 'x', KEPT: 'kept' },
    });
    const shown = start(home, { AGENT_TOKEN: token }, ...BY_ENV);
    expect(await echo(shown)).toMatchObject({ isError: false });
    await shown.finish();
    const environment = (await callTool(proxy, 'report')).text;
    await proxy.finish();
    expect(environment).toContain('kept');
    expect(environment).not.toContain(token.slice(-20));
    expect(environment).not.toContain('LEASH_');
    const entries = (await auditEntries(home)).map((entry) => JSON.stringify(entry));
    expect(entries.some((entry) => entry.includes(`"principal":"${id}"`))).toBe(true);
    expect(entries.join('')).not.toContain(token.slice(-20));
  });

  it('is nobody where it merely says the name, and what needs a verified agent is denied', async () => {
    const { home } = await homeWith(VERIFIED);
    const proxy = start(home, {}, '--agent', 'claude');
    expect(await echo(proxy)).toMatchObject({ isError: true });
    await proxy.finish();
  });

  it('is stopped within a second where it is suspended, and goes on once it is resumed', async () => {
    const { home, token } = await homeWith(VERIFIED);
    const proxy = start(home, { AGENT_TOKEN: token }, ...BY_ENV);
    expect(await echo(proxy)).toMatchObject({ isError: false });
    expect((await agents(home, 'suspend', 'claude', '--reason', 'lost laptop')).code).toBe(0);
    const denied = await repeat(
      'it is denied',
      () => echo(proxy),
      ({ isError }) => isError,
      WITHIN_MS,
    );
    expect(denied.text).toContain('lost laptop');
    expect((await agents(home, 'resume', 'claude')).code).toBe(0);
    await repeat(
      'it goes on',
      () => echo(proxy),
      ({ isError }) => !isError,
      WITHIN_MS,
    );
    expect((await agents(home, 'rotate', 'claude')).code).toBe(0);
    const replaced = await repeat(
      'it is denied',
      () => echo(proxy),
      ({ isError }) => isError,
      WITHIN_MS,
    );
    expect(replaced.text).toContain('replaced by a newer one');
    await proxy.finish();
  });

  it('is stopped under its bare name too, within a second of being deleted', async () => {
    const { home } = await homeWith(
      'name: all\nagents: ["*"]\nrules:\n  - { action: echo, effect: allow, reason: any }\n',
    );
    const proxy = start(home, {}, '--agent', 'claude');
    const other = start(home, {}, '--agent', 'other');
    expect(await echo(proxy)).toMatchObject({ isError: false });
    expect((await agents(home, 'delete', 'claude', '--yes')).code).toBe(0);
    const denied = await repeat(
      'it is denied',
      () => echo(proxy),
      ({ isError }) => isError,
      WITHIN_MS,
    );
    expect(denied.text).toContain('is deleted');
    expect(await echo(other)).toMatchObject({ isError: false });
    await Promise.all([proxy.finish(), other.finish()]);
  });

  it.each([
    ['a token that is garbage', { AGENT_TOKEN: 'garbage' }, BY_ENV, 'shows nobody'],
    ['no token where one is named', {}, BY_ENV, 'is empty or not set'],
    ['a file that is not there', {}, ['--agent-token-file', '/nowhere/token'], 'cannot be read'],
  ])('with %s is answered, and everything is denied with the reason', async (_, env, options, why) => {
    const { home } = await homeWith(
      'name: all\nagents: ["*"]\nrules:\n  - { action: echo, effect: allow, reason: any }\n',
    );
    const proxy = start(home, env, ...options);
    const { isError, text } = await echo(proxy);
    expect([isError, text.includes(why)]).toEqual([true, true]);
    expect((await proxy.finish()).code).toBe(0);
  });

  it('is denied where `--agent` says another name than the token', async () => {
    const { home, token } = await homeWith(VERIFIED);
    const [wrong, right] = ['other', 'claude'].map((name) =>
      start(home, { AGENT_TOKEN: token }, ...BY_ENV, '--agent', name),
    );
    if (wrong === undefined || right === undefined) throw new Error('there are two');
    expect((await echo(wrong)).text).toContain('the token is that of `claude`');
    expect(await echo(right)).toMatchObject({ isError: false });
    await Promise.all([wrong.finish(), right.finish()]);
  });

  it('needs a token where `agents.require_verified` says so', async () => {
    const all = 'name: all\nagents: ["*"]\nrules:\n  - { action: echo, effect: allow, reason: any }\n';
    const { home, token } = await homeWith(all, 'agents:\n  require_verified: true\n');
    const bare = start(home, {}, '--agent', 'claude');
    expect((await echo(bare)).text).toContain('require_verified');
    const shown = start(home, { AGENT_TOKEN: token }, ...BY_ENV);
    expect(await echo(shown)).toMatchObject({ isError: false });
    await Promise.all([bare.finish(), shown.finish()]);
  });
});

describe('the registry of a home', () => {
  it('gives a name to one of many who want it at once, each in a process of its own', async () => {
    const { home } = await homeWith(VERIFIED);
    const runs = await Promise.all(
      ['build-bot', 'Build_Bot', 'buildbot'].map((name) => agents(home, 'register', name, '--json')),
    );
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 2, 2]);
    const { stdout } = await agents(home, 'list', '--json');
    expect(JSON.parse(stdout)).toHaveLength(2);
    const registered = (await auditEntries(home)).filter(({ action }) => action === 'agent_registered');
    expect(registered).toHaveLength(2);
    expect((await leash(['audit', 'verify', '--home', home])).code).toBe(0);
  });
});

describe('agents over HTTP', () => {
  it('come in by their tokens alone, and are out within a second of a suspension, in open sessions too', async () => {
    const { home, token } = await homeWith(VERIFIED);
    const proxy = await startHttpProxy({
      home,
      server: fixture('echo.mjs'),
      options: ['--auth', '--name', 'srv', '--durability', 'process'],
    });
    const headers = { Authorization: `Bearer ${token}` };
    const session = await openSession(proxy.port, headers);
    const call = () => ask(proxy.port, { headers: { ...headers, ...session }, body: echoCall('x') });
    const modern = () => ask(proxy.port, { headers: { ...headers, ...MODERN_HEADERS }, body: modernEchoCall('x') });
    expect(isDone(await call())).toBe(true);
    expect((await modern()).status).toBe(200);
    expect((await ask(proxy.port, { body: INITIALIZE })).status).toBe(401);
    expect((await ask(proxy.port, { headers: { Authorization: 'Bearer a.b.c' }, body: INITIALIZE })).status).toBe(401);
    await agents(home, 'suspend', 'claude');
    await repeat('it is out', call, ({ status }) => status === 401, WITHIN_MS);
    expect((await modern()).status).toBe(401);
    await agents(home, 'resume', 'claude');
    await repeat('it is in again', call, isDone, WITHIN_MS);
    const rotated = await agents(home, 'rotate', 'claude', '--json');
    await repeat('the old one is out', call, ({ status }) => status === 401, WITHIN_MS);
    const { token: fresh } = JSON.parse(rotated.stdout) as { token: string };
    const renewed = { Authorization: `Bearer ${fresh}` };
    // A session of the token that was replaced is nobody's.
    expect((await ask(proxy.port, { headers: { ...renewed, ...session }, body: echoCall('x') })).status).toBe(404);
    expect(Object.keys(await openSession(proxy.port, renewed))).toHaveLength(1);
    expect(await proxy.stop()).toBe(143);
    const entries = await auditEntries(home);
    const refused = entries.filter(({ action }) => action === 'token_refused');
    expect(refused.map(({ entry }) => entry.action_detail.detail?.['reason']).sort()).toEqual(
      expect.arrayContaining(['revoked', 'suspended', 'unknown-token']),
    );
  });
});

function isDone({ status, body }: RawAnswer): boolean {
  return status === 200 && body.includes('"text":"x"');
}

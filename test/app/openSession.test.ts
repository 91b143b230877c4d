import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { withAgents } from '../../src/app/agents/atHome.ts';
import { queryLog } from '../../src/app/auditQuery.ts';
import { openSession, type SessionOptions } from '../../src/app/openSession.ts';
import type { OpenedSession } from '../../src/app/runtime.ts';
import type { Authorizer } from '../../src/authz/decision.ts';
import { locateHome, type Home } from '../../src/edge/home.ts';
import { ToolHeaders } from '../../src/http/toolHeaders.ts';
import { LeashError } from '../../src/errors.ts';
import type { DecisionDraft } from '../../src/audit/entry.ts';
import { appended } from '../support/drafts.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

const AT = { ms: 1_760_000_000_000, monoNs: 1 };
const POLICY =
  'name: mine\nagents: ["*"]\nrules:\n  - { id: reads, action: read, effect: allow, reason: reading is fine }\n';

function homeWith(files: Readonly<Record<string, string>>): Home {
  const home = tempHome();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home.root, name), text, { mode: 0o600 });
  return home;
}

/** Opens a session that is closed when the test has finished. */
async function open(home: Home, over: Partial<SessionOptions> = {}) {
  const alerts: string[] = [];
  const told: string[] = [];
  const opened = await openSession({
    agent: 'claude',
    server: 'srv',
    home: home.root,
    policy: [],
    observe: false,
    durability: 'process',
    toolHeaders: new ToolHeaders(),
    isHttpClient: false,
    upstream: { kind: 'command', command: 'server', args: [] },
    strict: false,
    version: '9.9.9',
    alert: (message) => alerts.push(message),
    tell: (message) => told.push(message),
    ...over,
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= opened.log.close());
  onTestFinished(close);
  return { opened, alerts, told, close };
}

/** What is decided on one call: the draft, and the answer where there is one at once. */
function callTool({ session }: OpenedSession, name: string, id = 1): { draft: DecisionDraft; ticket: number } {
  const line = JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: { path: 'secret-path' } },
  });
  const effects = session.handle({ type: 'line', from: 'client', line: Buffer.from(line), at: AT });
  const [effect] = effects;
  if (effect?.do !== 'record') throw new Error(`expected a record, not ${effect?.do ?? 'nothing'}`);
  return effect;
}

/** The text of the answer to a call whose decision is in the log. */
async function answerTo(opened: OpenedSession, name: string, id = 1): Promise<string> {
  const { draft, ticket } = callTool(opened, name, id);
  const receipt = await appended(opened.log, draft);
  const event =
    receipt instanceof LeashError
      ? ({ type: 'record-failed', ticket, error: receipt, at: AT } as const)
      : ({ type: 'recorded', ticket, receipt, at: AT } as const);
  const effects = opened.session.handle(event);
  const lines = effects.flatMap((effect) => ('line' in effect ? `${effect.do} ${effect.line.toString()}` : []));
  return lines.join('\n');
}

/** The entries in their order. */
async function logged(home: Home) {
  const { lines } = await queryLog(home, { limit: 100 });
  return lines
    .toSorted((one, other) => one.seq - other.seq)
    .map(({ action, effect, agent, server, session, entry }) => ({
      action,
      effect,
      agent,
      server,
      session,
      detail: entry?.record_phase === 'concurrent' ? entry.action_detail.detail : null,
    }));
}

describe('openSession', () => {
  it('decides by the policies of the home, and records before anything is forwarded', async () => {
    const home = homeWith({ 'policies/mine.yaml': POLICY });
    const { opened, alerts, close } = await open(home);
    expect(alerts).toEqual([]);
    expect(await answerTo(opened, 'read', 1)).toMatch(/^forward /);
    expect(await answerTo(opened, 'write', 2)).toMatch(/^answer .*Leash denied this: `srv\/write` was not run/);
    await close();
    const entries = await logged(home);
    expect(entries.map(({ action, effect }) => [action, effect])).toEqual([
      ['log_start', 'event'],
      ['session_start', 'event'],
      ['read', 'allow'],
      ['write', 'deny'],
      ['session_end', 'event'],
    ]);
  });

  it('takes an agent for who its token shows, and denies everything to who shows nothing', async () => {
    const home = homeWith({
      'policies/mine.yaml': 'name: mine\nagents: [ada]\nrules:\n  - { action: read, effect: allow, reason: hers }\n',
    });
    const { token } = await withAgents(home, (agents) => agents.register({ name: 'ada' }, { by: 'cli' }));
    const file = join(home.root, 'token');
    writeFileSync(file, token, { mode: 0o600 });
    const credential = { token: { kind: 'file', name: file }, expected: null } as const;
    const shown = await open(home, { credential });
    expect(await answerTo(shown.opened, 'read', 1)).toMatch(/^forward /);
    writeFileSync(file, 'garbage', { mode: 0o600 });
    const garbage = await open(home, { credential });
    expect(await answerTo(garbage.opened, 'read', 1)).toMatch(/shows nobody/);
    expect(garbage.alerts.join()).toContain('everything is denied');
  });

  it('begins and ends each session in the log, with what it ran under', async () => {
    const home = homeWith({ 'policies/mine.yaml': POLICY });
    const first = await open(home);
    const { policySet } = callTool(first.opened, 'read').draft;
    await first.close();
    const second = await open(home, { observe: true, agent: 'other' });
    await second.close();
    const events = (await logged(home)).filter(({ agent }) => agent !== 'leash');
    expect(events.map(({ action, agent, server }) => [action, agent, server])).toEqual([
      ['session_start', 'claude', 'srv'],
      ['session_end', 'claude', 'srv'],
      ['session_start', 'other', 'srv'],
      ['session_end', 'other', 'srv'],
    ]);
    expect(events[0]?.detail).toEqual({
      version: '9.9.9',
      pid: process.pid,
      cwd: process.cwd(),
      policy_set: policySet,
      mode: 'enforce',
      durability: 'process',
    });
    expect(events[2]?.detail).toMatchObject({ mode: 'observe' });
    expect(events[0]?.session).toBe(events[1]?.session);
    expect(events[0]?.session).not.toBe(events[2]?.session);
  });

  it('takes the durability of the settings unless the command line names one', async () => {
    const home = homeWith({ 'config.yaml': 'audit: { durability: process }\nmax_line_bytes: 2048\n' });
    const quiet = await open(home, { durability: null });
    expect(quiet.opened.maxLineBytes).toBe(2048);
    await quiet.close();
    await (await open(home, { durability: 'full' })).close();
    const starts = (await logged(home)).filter(({ action }) => action === 'session_start');
    expect(starts.map(({ detail }) => detail?.['durability'])).toEqual(['process', 'full']);
  });
});

describe('a session without any policy', () => {
  it('denies with the one command that helps, and says so once', async () => {
    const home = tempHome();
    const { opened, alerts } = await open(home);
    expect(alerts).toEqual([
      `no policy in ${home.policies}: every call to \`srv\` is denied, and each denial says what helps`,
    ]);
    expect(await answerTo(opened, 'read')).toContain(`leash policy add builtin:read-only --home ${home.root}`);
  });

  it('lets everything through with --observe, says so, and records what would have been denied', async () => {
    const home = tempHome();
    const { opened, alerts, close } = await open(home, { observe: true });
    expect(alerts).toEqual(['observe mode: nothing is denied, what the policies would deny is recorded']);
    expect(await answerTo(opened, 'write')).toMatch(/^forward /);
    await close();
    expect((await logged(home)).find(({ action }) => action === 'write')?.effect).toBe('observe_deny');
  });
});

describe('a session with settings that are wrong', () => {
  it('denies everything with file, line and column, whatever the policies allow', async () => {
    const home = homeWith({ 'policies/mine.yaml': POLICY, 'config.yaml': 'list: all\nlst: all\nmax_depth: x\n' });
    const file = join(home.root, 'config.yaml');
    const { opened, alerts } = await open(home);
    expect(alerts).toEqual([
      `the settings do not validate, so everything is denied: ${file}:2:1: unknown setting \`lst\`, did you mean \`list\`?`,
      `${file}:3:12: \`max_depth\` takes a whole number from 8 to 1000`,
    ]);
    const answer = await answerTo(opened, 'read');
    expect(answer).toContain(`${file}:2:1`);
    expect(answer).toMatch(/^answer /);
  });

  it('denies even with --observe, and however the policies change', async () => {
    const home = homeWith({ 'config.yaml': 'lst: all\n' });
    const { opened } = await open(home, { observe: true });
    const stop = opened.onPolicyChange(() => {
      throw new Error('it was changed');
    });
    writeFileSync(join(home.policies, 'mine.yaml'), POLICY, { mode: 0o600 });
    expect(await answerTo(opened, 'read')).toMatch(/^answer .*Leash denied this/);
    stop();
  });
});

describe('a session with policies that are wrong', () => {
  it.each([
    [
      'one that does not validate',
      'name: mine\nagents: ["*"]\nrules:\n  - { acton: read }\n',
      /mine\.yaml:4:7: unknown key `acton`/,
    ],
    ['one that is no YAML', 'rules: [', /mine\.yaml:1:\d+: not valid YAML/],
  ])('denies everything for %s, with the spot', async (_, text, why) => {
    const { opened, alerts } = await open(homeWith({ 'policies/mine.yaml': text, 'policies/good.yaml': POLICY }));
    expect(alerts[0]).toMatch(/^the policies do not validate, so everything is denied: /);
    expect(alerts.join('\n')).toMatch(why);
    for (const alert of alerts) expect(alert).not.toContain('\n');
    expect(await answerTo(opened, 'read')).toMatch(/^answer .*Leash denied this/);
  });

  it('denies everything for one that is named and not there, with --observe too', async () => {
    const { opened, alerts } = await open(homeWith({ 'policies/mine.yaml': POLICY }), {
      policy: ['/nowhere.yaml'],
      observe: true,
    });
    expect(alerts).toEqual([expect.stringContaining('/nowhere.yaml:1:1: cannot be read')]);
    expect(await answerTo(opened, 'read')).toMatch(/^answer .*Leash denied this/);
  });

  it('puts the policies in force once they are mended', async () => {
    const home = homeWith({ 'policies/mine.yaml': 'name: mine\n' });
    const { opened } = await open(home);
    const changes: Authorizer[] = [];
    const stop = opened.onPolicyChange((authorizer) => changes.push(authorizer));
    onTestFinished(stop);
    expect(await answerTo(opened, 'read', 1)).toMatch(/^answer /);
    writeFileSync(join(home.policies, 'mine.yaml'), POLICY, { mode: 0o600 });
    await expect.poll(() => changes.length, { timeout: 10_000 }).toBe(1);
    const [authorizer] = changes;
    if (authorizer === undefined) throw new Error('nothing changed');
    opened.session.handle({ type: 'policy-changed', authorizer, at: AT });
    expect(await answerTo(opened, 'read', 2)).toMatch(/^forward /);
  });

  it('keeps the last good ones when they break while it runs, and says every problem', async () => {
    const home = homeWith({ 'policies/mine.yaml': POLICY });
    const { opened, alerts } = await open(home);
    const stop = opened.onPolicyChange(() => {
      throw new Error('it was changed');
    });
    onTestFinished(stop);
    writeFileSync(join(home.policies, 'mine.yaml'), 'name: mine\n', { mode: 0o600 });
    await expect.poll(() => alerts.length, { timeout: 10_000 }).toBe(2);
    expect(alerts[0]).toMatch(/^the policies do not validate, the last ones stay in force: .*:1:1: missing `agents`/);
    expect(alerts[1]).toMatch(/:1:1: missing `rules`/);
    expect(await answerTo(opened, 'read')).toMatch(/^forward /);
  });
});

describe('a session whose log cannot be opened', () => {
  it.each<[string, (home: Home) => void, string]>([
    ['others can reach the home', ({ root }) => chmodSync(root, 0o755), 'chmod 700'],
    ['others can reach its keys', ({ keys }) => chmodSync(keys, 0o750), 'chmod 700'],
    ['its key is damaged', ({ keys }) => writeFileSync(join(keys, 'root.jwk'), 'x', { mode: 0o600 }), 'root.jwk'],
    [
      'a file lies where a folder belongs',
      ({ shards }) => {
        rmSync(shards, { recursive: true });
        writeFileSync(shards, '');
      },
      'shards',
    ],
  ])('denies what the policies allow, with the reason: %s', async (_, damage, why) => {
    const home = homeWith({ 'policies/mine.yaml': POLICY });
    damage(home);
    const { opened, alerts } = await open(home);
    expect(alerts[0]).toMatch(/^everything is denied, since the audit log cannot be opened: /);
    expect(alerts[0]).toContain(why);
    const { draft } = callTool(opened, 'read');
    expect(draft.effect).toBe('allow');
    const answer = await answerTo(opened, 'read', 2);
    expect(answer).toMatch(/^answer .*could not be written to the audit log/);
    expect(answer).toContain(why);
  });

  it('does not make a home where something else lies', async () => {
    const folder = tempFolder();
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    const { opened, alerts } = await open(locateHome(file, {}));
    expect(alerts[0]).toContain('is not a folder');
    expect(await answerTo(opened, 'read')).toMatch(/^answer /);
  });

  it('closes all the same', async () => {
    const home = tempHome();
    chmodSync(home.root, 0o755);
    await (await open(home)).close();
    expect(existsSync(join(home.keys, 'root.jwk'))).toBe(false);
  });
});

describe('telling', () => {
  it('says each decision in one line, without its arguments', async () => {
    const { opened, told } = await open(homeWith({ 'policies/mine.yaml': POLICY }));
    await answerTo(opened, 'read', 1);
    await answerTo(opened, 'write', 2);
    expect(told).toEqual(['allow srv/read: reading is fine', expect.stringMatching(/^deny srv\/write: /)]);
    expect(told.join('')).not.toContain('secret-path');
  });

  it('names the resource or the method where there is no tool', async () => {
    const { opened, told } = await open(homeWith({ 'policies/mine.yaml': POLICY }));
    for (const [id, method, params] of [
      [1, 'resources/read', { uri: 'file:///data/x' }],
      [2, 'completion/complete', { ref: { type: 'ref/prompt', name: 'p' }, argument: { name: 'a', value: 'b' } }],
    ] as const) {
      const line = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
      for (const effect of opened.session.handle({ type: 'line', from: 'client', line, at: AT })) {
        if (effect.do === 'record') await appended(opened.log, effect.draft);
      }
    }
    expect(told[0]).toMatch(/^deny file:\/\/\/data\/x: /);
  });

  it('says nothing where nobody wants to hear it', async () => {
    const { opened, told } = await open(homeWith({ 'policies/mine.yaml': POLICY }), { tell: null });
    await answerTo(opened, 'read');
    expect(told).toEqual([]);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, connectTo, type ClientKind, type Heard } from './clients.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { auditEntries, fixture, LEASH_MCP, temporaryHome } from './support.ts';

const POLICY = `
name: ask
agents: ['*']
rules:
  - action: echo
    effect: ask
    reason: A person decides
`;
const YES = { action: 'accept', content: { decision: 'approve once' } } as const;
const NO = { action: 'decline' } as const;

const home = temporaryHome();
let listener: HttpProxy;

beforeAll(async () => {
  mkdirSync(join(home.path, 'policies'), { mode: 0o700 });
  writeFileSync(join(home.path, 'policies/ask.yaml'), POLICY, { mode: 0o600 });
  listener = await startHttpProxy({ home: home.path, server: fixture('modern.mjs'), options: ['--name', 'srv'] });
});
afterAll(async () => {
  await listener.stop();
  home.remove();
});

const stdio = [process.execPath, LEASH_MCP, '--home', home.path, '--name', 'srv', '--', ...fixture('modern.mjs')];

/** The fixture serves the legacy era over stdio; behind a listener it does too. */
const ROWS = CLIENTS.flatMap((kind) => [[kind, 'stdio'] as const, [kind, 'HTTP'] as const]);

async function callAs(kind: ClientKind, way: 'stdio' | 'HTTP', elicited: typeof YES | typeof NO) {
  const heard: Heard = { asked: [], notes: [] };
  const target = way === 'HTTP' ? listener.url : stdio;
  const client = await connectTo(kind, target, { heard, elicited, env: { PATH: process.env['PATH'] ?? '' } });
  const result = await client.callTool({ name: 'echo', arguments: { text: 'hi' } });
  await client.close();
  return { result, asked: heard.asked.map(({ method }) => method) };
}

describe('the clients that people use', () => {
  it.each(ROWS)('%s over %s asks its person, who says yes to one call and no to the next', async (kind, way) => {
    const yes = await callAs(kind, way, YES);
    expect(yes).toMatchObject({ result: { content: [{ text: 'hi' }] }, asked: ['elicitation/create'] });
    const no = await callAs(kind, way, NO);
    expect(no).toMatchObject({ result: { isError: true }, asked: ['elicitation/create'] });
  });

  it('have each answer in the log, and each call that it let through names it', async () => {
    const entries = await auditEntries(home.path);
    const of = (action: string, effect: string) =>
      entries.filter((entry) => entry.action === action && entry.effect === effect);
    expect(of('approval_answered', 'event')).toHaveLength(ROWS.length * 2);
    expect(of('echo', 'deny')).toHaveLength(ROWS.length);
    const granted = of('echo', 'allow').map(({ entry }) => entry.leash.grant?.id);
    expect(new Set(granted).size).toBe(ROWS.length);
    const approvals = of('approval_answered', 'event').map(({ entry }) => entry.action_detail.detail?.['approval']);
    expect(granted.every((id) => approvals.includes(id))).toBe(true);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { queryLog } from '../../src/app/auditQuery.ts';
import { trust, waitingFor } from '../../src/app/trust.ts';
import type { PinState } from '../../src/pins/pinState.ts';
import { openService, type GuestSession } from '../../src/app/service.ts';
import type { Authorizer } from '../../src/authz/decision.ts';
import type { Home } from '../../src/edge/home.ts';
import { ToolHeaders } from '../../src/http/toolHeaders.ts';
import { Tasks } from '../../src/proxy/tasks.ts';
import { tempHome } from '../support/tempHome.ts';

const AT = { ms: 1_760_000_000_000, monoNs: 1 };
const policy = (action: string): string =>
  `name: mine\nagents: ["alice"]\nrules:\n  - { id: one, action: ${action}, effect: allow, reason: it may }\n`;

function homeWith(text: string): Home {
  const home = tempHome();
  write(home, text);
  return home;
}

function write(home: Home, text: string): void {
  writeFileSync(join(home.policies, 'mine.yaml'), text, { mode: 0o600 });
}

async function serve(home: Home) {
  const alerts: string[] = [];
  const service = await openService({
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
    tell: null,
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= service.close());
  onTestFinished(close);
  return { service, alerts, close };
}

/** What is decided on a call of the tool. */
function effectOf({ session }: GuestSession, name: string, id = 1): string {
  const line = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } }));
  const [effect] = session.handle({ type: 'line', from: 'client', line, at: AT });
  return effect?.do === 'record' ? effect.draft.effect : 'nothing';
}

describe('openService', () => {
  it('decides for each guest by its own name, and writes all into one log', async () => {
    const home = homeWith(policy('read'));
    const { service, close } = await serve(home);
    const alice = service.open({ agent: 'alice' });
    const bob = service.open({ agent: 'bob' });
    expect([effectOf(alice, 'read'), effectOf(bob, 'read')]).toEqual(['allow', 'deny']);
    await alice.log.close();
    expect(effectOf(bob, 'write', 2)).toBe('deny');
    await bob.log.close();
    await close();
    const { lines } = await queryLog(home, { limit: 100 });
    const sessions = lines.filter(({ agent }) => agent === 'alice' || agent === 'bob');
    expect(sessions.map(({ agent, action }) => `${agent} ${action}`).toSorted()).toEqual([
      'alice session_end',
      'alice session_start',
      'bob session_end',
      'bob session_start',
    ]);
    expect(new Set(sessions.map(({ session }) => session)).size).toBe(2);
  });

  it('puts new policies in force for the sessions that are open, and for those that come', async () => {
    const home = homeWith(policy('read'));
    const { service } = await serve(home);
    const open = service.open({ agent: 'alice' });
    const changed = new Promise<Authorizer>((resolve) => onTestFinished(open.onPolicyChange(resolve)));
    write(home, policy('write'));
    open.session.handle({ type: 'policy-changed', authorizer: await changed, at: AT });
    expect([effectOf(open, 'read', 1), effectOf(open, 'write', 2)]).toEqual(['deny', 'allow']);
    expect(effectOf(service.open({ agent: 'alice' }), 'write')).toBe('allow');
  });

  it('tells nobody of new policies who has ended', async () => {
    const home = homeWith(policy('read'));
    const { service } = await serve(home);
    const told: string[] = [];
    const ignore = service.open({ agent: 'alice' }).onPolicyChange(() => told.push('ended'));
    const other = new Promise<void>((resolve) => {
      onTestFinished(service.open({ agent: 'alice' }).onPolicyChange(() => resolve()));
    });
    ignore();
    write(home, policy('write'));
    await other;
    expect(told).toEqual([]);
  });

  it('lets sessions of one principal share their tasks, and no others', async () => {
    const { service } = await serve(homeWith(policy('read')));
    const tasks = new Tasks();
    tasks.add('client', 't-1', { rules: [], inspections: [] });
    const get = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"taskId":"t-1"}}');
    const ask = (guest: GuestSession): string => {
      const [effect] = guest.session.handle({ type: 'line', from: 'client', line: get, at: AT });
      return effect?.do === 'record' ? effect.draft.effect : 'nothing';
    };
    expect(ask(service.open({ agent: 'alice', tasks }))).toBe('allow');
    expect(ask(service.open({ agent: 'alice' }))).toBe('deny');
  });

  it('holds the server to its pins, and puts what a person accepts in force', async () => {
    const home = homeWith(policy('"*"'));
    const { service } = await serve(home);
    const { session, pins } = service.open({ agent: 'alice' });
    if (pins === undefined) throw new Error('there are pins');
    const list = (description: string) => {
      session.handle({
        type: 'line',
        from: 'client',
        line: Buffer.from('{"jsonrpc":"2.0","id":"l","method":"tools/list"}'),
        at: AT,
      });
      const result = { tools: [{ name: 'read', description, inputSchema: { type: 'object' } }] };
      const line = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 'l', result }));
      return session.handle({ type: 'line', from: 'server', line, at: AT });
    };
    const look = async (description: string): Promise<void> => {
      const [effect] = list(description).filter((each) => each.do === 'inspect');
      if (effect?.do !== 'inspect') throw new Error('something is new');
      const found = await pins.inspect(effect.inspection);
      session.handle({ type: 'inspected', ticket: effect.ticket, id: effect.id, found, at: AT });
    };
    await look('Reads.');
    expect(effectOf({ session } as GuestSession, 'read', 1)).toBe('allow');
    await look('Reads all.');
    expect(effectOf({ session } as GuestSession, 'read', 2)).toBe('deny');
    const changed = new Promise<PinState>((resolve) => {
      onTestFinished(pins.onChange((state) => (state.waiting.size === 0 ? resolve(state) : undefined)));
    });
    const [group] = await waitingFor(home, { server: 'srv', tool: null, identity: null });
    if (group === undefined) throw new Error('something waits');
    await trust(home, group, { keep: false });
    session.handle({ type: 'pins-changed', state: await changed, at: AT });
    expect(effectOf({ session } as GuestSession, 'read', 3)).toBe('allow');
  });

  it('notes who named a session of somebody else', async () => {
    const home = homeWith(policy('read'));
    const { service, alerts, close } = await serve(home);
    service.noteForeign('mallory', 'abcd');
    await close();
    const { lines } = await queryLog(home, { limit: 100 });
    expect(lines.find(({ action }) => action === 'foreign_session')).toMatchObject({ agent: 'mallory', server: 'srv' });
    expect(alerts).toEqual(["`mallory` named a session of somebody else's"]);
  });
});

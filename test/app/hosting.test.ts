import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditLog } from '../../src/audit/log.ts';
import { startChild } from '../../src/app/childUpstream.ts';
import { hostWith } from '../../src/app/hosting.ts';
import type { Hosted } from '../../src/app/http/hosted.ts';
import type { Upstream } from '../../src/app/runtime.ts';
import { openService, type Service } from '../../src/app/service.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { openDiagnostics } from '../../src/edge/diagnostics.ts';
import type { IncomingPost, Principal } from '../../src/edge/http/exchange.ts';
import { ToolHeaders } from '../../src/http/toolHeaders.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { tempHome } from '../support/tempHome.ts';
import { FakeReply } from './http/support.ts';
import { eventually, fixture } from './processes.ts';

const ALICE: Principal = { agent: 'alice', key: 'token:a' };
const diagnostics = openDiagnostics(new PassThrough());

/** A server that reads nothing. */
const DEAF = ['-e', 'setInterval(() => {}, 60_000)'];

/** A server that asks its client for something, again and again, and takes no notice of the end of its input. */
const ASKS = `
  process.stdin.resume();
  let id = 0;
  const ask = () => {
    id += 1;
    const isTaken = process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, method: 'roots/list' }) + '\\n');
    if (isTaken) setImmediate(ask); else process.stdout.once('drain', ask);
  };
  ask();
`;

async function hosting(
  args: readonly string[] = [fixture('echo')],
  broken: Partial<Service> = {},
  logging = (log: AuditLog): AuditLog => log,
  onGuest: (guest: Parameters<Service['open']>[0]) => void = () => undefined,
) {
  const service = await openService({
    server: 'srv',
    home: tempHome().root,
    policy: ['builtin:allow-all'],
    observe: false,
    durability: 'process',
    toolHeaders: new ToolHeaders(),
    isHttpClient: false,
    upstream: { kind: 'command', command: 'server', args: [] },
    strict: false,
    version: '9.9.9',
    alert: () => undefined,
    tell: null,
  });
  const hosted: Hosted[] = [];
  onTestFinished(async () => {
    await Promise.all(hosted.map((one) => one.close()));
    await service.close();
  });
  const command = { command: process.execPath, args, environment: process.env, diagnostics };
  const started: Upstream[] = [];
  const startUpstream = async (): Promise<Upstream> => {
    const upstream = await startChild(command);
    started.push(upstream);
    return upstream;
  };
  const openSession: Service['open'] = (guest) => {
    onGuest(guest);
    const opened = service.open(guest);
    return { ...opened, log: logging(opened.log) };
  };
  const open = hostWith({
    service: { ...service, open: openSession, ...broken },
    startUpstream,
    diagnostics,
    clock: systemClock,
  });
  const openOne = async (kind: 'session' | 'stateless', principal = ALICE): Promise<Hosted> => {
    const one = await open({ agent: principal.agent, principal, kind });
    hosted.push(one);
    return one;
  };
  return Object.assign(openOne, { started });
}

/** Posts a message. */
function post(hosted: Hosted, id: number, method: string, params: JsonObject = {}): FakeReply {
  const reply = new FakeReply();
  const value = { jsonrpc: '2.0', id, method, params };
  const request: IncomingPost = {
    principal: ALICE,
    sessionId: null,
    protocolVersion: null,
    reply,
    era: 'legacy',
    line: Buffer.from(JSON.stringify(value)),
    value,
    method,
    id,
    paramHeaders: [],
  };
  hosted.transport.post(request);
  return reply;
}

/** Posts a message, and waits for the answer. */
async function ask(hosted: Hosted, id: number, method: string, params: JsonObject = {}): Promise<JsonObject> {
  const reply = post(hosted, id, method, params);
  await eventually('it is answered', () => !reply.isOpen);
  return JSON.parse(reply.body) as JsonObject;
}

describe('hostWith', () => {
  it('opens a session for who a credential has shown, and for a mere name where none has', async () => {
    const identities: unknown[] = [];
    const open = await hosting([fixture('echo')], {}, undefined, ({ identity }) => identities.push(identity));
    const identity = { name: 'alice', id: 'agt_1', verified: true, labels: {} } as const;
    await Promise.all([open('session', { ...ALICE, identity }), open('session')]);
    expect(identities).toEqual([identity, undefined]);
  });

  it('puts a server and a session behind each transport, and tells what is open in it', async () => {
    const open = await hosting();
    const [one, other] = await Promise.all([open('session'), open('session')]);
    const call = { name: 'echo', arguments: { text: 'hi' } };
    expect(await ask(one, 1, 'tools/call', call)).toMatchObject({ id: 1, result: { content: [{ text: 'hi' }] } });
    // The same number is another request there.
    expect(await ask(other, 1, 'tools/call', call)).toMatchObject({ id: 1 });
    expect([one.pending, one.isOpen(1), one.hasTasks, one.owns('task', 't')]).toEqual([0, false, false, false]);
  });

  it('tells what its server has not taken, the part included that the session has not read', async () => {
    const open = await hosting(DEAF);
    const one = await open('session');
    expect(one.backlog).toBe(0);
    post(one, 1, 'ping', { text: 'x'.repeat(1_000_000) });
    await eventually('the server leaves the rest of it', () => one.backlog > 500_000);
    const before = one.backlog;
    post(one, 2, 'ping', { text: 'x'.repeat(1_000_000) });
    expect(one.backlog).toBeGreaterThan(before + 900_000);
  });

  it('answers what runs when it is closed by how it ended, and never as if it had been refused', async () => {
    const open = await hosting(DEAF);
    const one = await open('session');
    const running = post(one, 1, 'ping');
    const closing = one.close();
    const late = post(one, 2, 'ping');
    await closing;
    expect([late.status, running.status]).toEqual([503, 200]);
    expect(running.message).toMatchObject({ id: 1, error: { code: 53_003 } });
  });

  it('closes though its server never stops asking, so that something waits for the log at every moment', async () => {
    let asked = 0;
    const open = await hosting(['-e', ASKS], {}, (log) => {
      let last = (): void => undefined;
      return {
        ...log,
        append(draft, done) {
          asked += 1;
          const before = last;
          let isLate = false;
          // Each waits for the next one, and for a moment where there is none.
          last = () => {
            if (!isLate) log.append(draft, done);
            isLate = true;
          };
          setTimeout(last, 50);
          before();
        },
      };
    });
    const one = await open('session');
    await eventually('it asks', () => asked > 10);
    await one.close();
    await open.started[0]?.gone;
  });

  it('leaves no server running that nothing stands before', async () => {
    const open = await hosting(DEAF, {
      open() {
        throw new Error('no session');
      },
    });
    await expect(open('session')).rejects.toThrow('no session');
    expect(open.started).toHaveLength(1);
    await Promise.all(open.started.map(({ gone }) => gone));
  });

  it('ends the server when it is closed, and says so', async () => {
    const open = await hosting();
    const one = await open('stateless');
    let over = false;
    void one.ended.then(() => (over = true));
    await one.close();
    await one.close();
    expect(over).toBe(true);
  });
});

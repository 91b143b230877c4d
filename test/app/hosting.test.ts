import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startChild } from '../../src/app/childUpstream.ts';
import { hostWith } from '../../src/app/hosting.ts';
import type { Hosted } from '../../src/app/http/hosted.ts';
import { openService } from '../../src/app/service.ts';
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

async function hosting() {
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
  const command = { command: process.execPath, args: [fixture('echo')], environment: process.env, diagnostics };
  const open = hostWith({ service, startUpstream: () => startChild(command), diagnostics, clock: systemClock });
  return async (kind: 'session' | 'stateless', principal = ALICE): Promise<Hosted> => {
    const one = await open({ agent: principal.agent, principal, kind });
    hosted.push(one);
    return one;
  };
}

/** Posts a message, and waits for the answer. */
async function ask(hosted: Hosted, id: number, method: string, params: JsonObject = {}): Promise<JsonObject> {
  const reply = new FakeReply();
  const value = { jsonrpc: '2.0', id, method, params };
  const post: IncomingPost = {
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
  hosted.transport.post(post);
  await eventually('it is answered', () => !reply.isOpen);
  return JSON.parse(reply.body) as JsonObject;
}

describe('hostWith', () => {
  it('puts a server and a session behind each transport, and tells what is open in it', async () => {
    const open = await hosting();
    const [one, other] = await Promise.all([open('session'), open('session')]);
    const call = { name: 'echo', arguments: { text: 'hi' } };
    expect(await ask(one, 1, 'tools/call', call)).toMatchObject({ id: 1, result: { content: [{ text: 'hi' }] } });
    // The same number is another request there.
    expect(await ask(other, 1, 'tools/call', call)).toMatchObject({ id: 1 });
    expect([one.pending, one.isOpen(1), one.hasTasks, one.owns('task', 't')]).toEqual([0, false, false, false]);
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

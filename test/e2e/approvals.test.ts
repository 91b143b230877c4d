import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repeat } from './calls.ts';
import { auditEntries, fixture, leash, startProxy, temporaryHome, type Message, type Proxy } from './support.ts';

/** A home whose policies ask a person about everything, and a server that is called through it. */
let folder: ReturnType<typeof temporaryHome>;
const running: Proxy[] = [];

const POLICY = (ask: string): string => `
name: ask
agents: ['*']
rules:
  - action: '*'
    effect: ask
    reason: A person decides
    ask: ${ask}
  - method: elicitation/create
    effect: allow
    reason: The server may ask its own questions
`;

beforeEach(() => {
  folder = temporaryHome();
  mkdirSync(join(folder.path, 'policies'), { mode: 0o700 });
  policy('{ timeout: 60, remember: [once, session] }');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((proxy) => proxy.finish()));
  folder.remove();
});

function policy(ask: string): void {
  writeFileSync(join(folder.path, 'policies/ask.yaml'), POLICY(ask), { mode: 0o600 });
}

function start(server = 'echo.mjs'): Client {
  const questions: Message[] = [];
  const messages: Message[] = [];
  const proxy = startProxy({
    home: folder.path,
    server: fixture(server),
    heard: (message) => {
      messages.push(message);
      if (message.method === 'elicitation/create' && message.id !== undefined) questions.push(message);
    },
  });
  running.push(proxy);
  return { proxy, questions, messages };
}

interface Client {
  readonly proxy: Proxy;
  /** Leash's own requests, as they come. */
  readonly questions: readonly Message[];
  readonly messages: readonly Message[];
}

/** Says what the client can do. */
async function legacy({ proxy }: Client, capabilities: object = { elicitation: {} }): Promise<void> {
  const clientInfo = { name: 'test', version: '1' };
  proxy.send({ id: 'init', method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities, clientInfo } });
  await proxy.answer('init');
}

const callOf = (id: unknown, text = 'hi', more: object = {}): object => ({
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text }, ...more },
});

/** The newest question, once there are so many. */
async function question({ questions }: Client, count = 1): Promise<Message> {
  await repeat(
    'a question',
    () => Promise.resolve(questions.length),
    (length) => length >= count,
  );
  return questions[count - 1] ?? {};
}

const choose = ({ proxy }: Client, id: unknown, decision: unknown, more: object = {}): void =>
  proxy.send({ id, result: { action: 'accept', content: { decision, ...more } } });

const textOf = ({ result }: Message): string => (result as { content: { text: string }[] }).content[0]?.text ?? '';
const isDenied = ({ result }: Message): boolean => (result as { isError?: boolean }).isError === true;

/** Ends the proxy, and what its log then says, oldest first. */
async function logged({ proxy }: Client): Promise<{ decisions: string[]; events: string[] }> {
  await proxy.finish();
  const entries = (await auditEntries(folder.path)).reverse();
  const verified = await leash(['audit', 'verify', '--home', folder.path]);
  expect(verified.code).toBe(0);
  return {
    decisions: entries.filter(({ phase }) => phase === 'decision').map(({ effect, action }) => `${effect} ${action}`),
    events: entries
      .filter(({ action }) => /^(approval|grant|message)_/.test(action))
      .map(({ action, entry }) => {
        const why = entry.action_detail.detail?.['why'];
        return typeof why === 'string' ? `${action}: ${why}` : action;
      }),
  };
}

describe('a client that can show a form', () => {
  it('is shown exactly what is sent; its yes lets this call through, and the log verifies', async () => {
    const client = start();
    await legacy(client);
    client.proxy.send(callOf(1, 'a\u200bb\nc'));
    const asked = await question(client);
    expect((asked.params as { message: string }).message).toContain(String.raw`"text": "a\u{200b}b\nc"`);
    choose(client, asked.id, 'approve once');
    expect(textOf(await client.proxy.answer(1))).toBe('a\u200bb\nc');
    client.proxy.send(callOf(2, 'a\u200bb\nc'));
    choose(client, (await question(client, 2)).id, 'deny');
    expect(isDenied(await client.proxy.answer(2))).toBe(true);
    expect(await logged(client)).toEqual({
      decisions: ['allow echo', 'deny echo'],
      events: ['approval_requested', 'approval_answered', 'approval_requested', 'approval_answered'],
    });
  });

  it('is not asked again in its session where it said so, but for another call, and in another session', async () => {
    const client = start();
    await legacy(client);
    client.proxy.send(callOf(1));
    choose(client, (await question(client)).id, 'approve for this session');
    await client.proxy.answer(1);
    client.proxy.send(callOf(2));
    expect(isDenied(await client.proxy.answer(2))).toBe(false);
    client.proxy.send(callOf(3, 'other'));
    choose(client, (await question(client, 2)).id, 'deny');
    expect(isDenied(await client.proxy.answer(3))).toBe(true);
    const other = start();
    await legacy(other);
    other.proxy.send(callOf(1));
    choose(other, (await question(other)).id, 'deny');
    expect(isDenied(await other.proxy.answer(1))).toBe(true);
  });

  it('denies with whatever is no explicit yes, and takes no second answer', async () => {
    const refusals: object[] = [
      { action: 'decline' },
      { action: 'cancel' },
      { action: 'accept', content: { decision: 'approve once', confirmed: true } },
      { action: 'accept', content: { decision: 'approved' } },
      { action: 'accept', content: { decision: 'approve for all' } },
    ];
    const client = start();
    await legacy(client);
    for (const [i, result] of refusals.entries()) {
      client.proxy.send(callOf(i, `text ${i}`));
      const { id } = await question(client, i + 1);
      client.proxy.send({ id, result });
      expect(textOf(await client.proxy.answer(i))).toContain('a person said no (elicitation)');
      choose(client, id, 'approve once');
    }
    client.proxy.send({ id: 'last', method: 'ping' });
    await client.proxy.answer('last');
    const { decisions, events } = await logged(client);
    expect(decisions).toEqual(refusals.map(() => 'deny echo'));
    expect(events.filter((event) => event.startsWith('message_dropped'))).toHaveLength(refusals.length);
  });
});

describe('a call that waits', () => {
  it('is withdrawn where the client cancels it, and its question with it', async () => {
    const client = start();
    await legacy(client);
    client.proxy.send(callOf(1));
    const { id } = await question(client);
    client.proxy.send({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await repeat(
      'the question is withdrawn',
      () => Promise.resolve(client.messages),
      (messages) => messages.some(({ params }) => (params as { requestId?: unknown } | undefined)?.requestId === id),
    );
    choose(client, id, 'approve once');
    const { decisions, events } = await logged(client);
    expect(decisions).toEqual(['deny echo']);
    expect(events.slice(0, 2)).toEqual(['approval_requested', 'approval_withdrawn: whoever called gave it up']);
    expect(client.messages.some((message) => message.id === 1)).toBe(false);
  });

  it('is denied and recorded where the client leaves', async () => {
    const client = start();
    client.proxy.send(callOf(1));
    await repeat(
      'it is held',
      () => auditEntries(folder.path),
      (entries) => entries.some(({ action }) => action === 'approval_requested'),
    );
    expect((await logged(client)).decisions).toEqual(['deny echo']);
  });

  it('is denied under policies that came meanwhile, also by the answer that was given', async () => {
    const client = start();
    await legacy(client);
    client.proxy.send(callOf(1));
    const { id } = await question(client);
    policy('{ timeout: 61 }');
    await repeat(
      'the policies are in force',
      () => auditEntries(folder.path),
      (entries) => entries.some(({ action }) => action === 'policy_changed'),
    );
    choose(client, id, 'approve once');
    expect(textOf(await client.proxy.answer(1))).toContain('the policies changed while it waited');
    expect((await logged(client)).decisions).toEqual(['deny echo']);
  });

  it('has its one answer among 1,000: so many wait as may, the others are denied at once', async () => {
    policy('{ timeout: 2 }');
    const client = start();
    const ids = Array.from({ length: 1000 }, (_, i) => i + 1);
    for (const id of ids) client.proxy.send(callOf(id, `text ${id}`));
    const answers = await Promise.all(ids.map((id) => client.proxy.answer(id)));
    expect(answers.every(isDenied)).toBe(true);
    expect(answers.filter((answer) => textOf(answer).includes('nobody answered'))).toHaveLength(256);
    const { decisions, events } = await logged(client);
    expect(decisions).toHaveLength(1000);
    expect(events.filter((event) => event === 'approval_expired')).toHaveLength(256);
  });
});

describe('nothing that a model reads approves', () => {
  it('not what a tool returns, nor a message of the server, nor its guess at an id', async () => {
    policy('{ timeout: 2 }');
    const client = start('says-approved.mjs');
    await legacy(client);
    client.proxy.send(callOf(1));
    const { id } = await question(client);
    const answer = await client.proxy.answer(1);
    expect(textOf(answer)).toContain('nobody answered');
    expect(client.questions.map((asked) => asked.id)).toEqual([id]);
    const { decisions } = await logged(client);
    expect(new Set(decisions)).toEqual(new Set(['deny approval/answer', 'deny echo']));
  });
});

describe('the modern era (2026-07-28)', () => {
  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  const YES = { 'leash-approval': { action: 'accept', content: { decision: 'approve once' } } };

  async function asked(client: Client, id: unknown, text = 'hi'): Promise<{ requestState: string }> {
    client.proxy.send(callOf(id, text, { _meta: META }));
    const { result } = await client.proxy.answer(id);
    expect(result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { 'leash-approval': { method: 'elicitation/create' } },
    });
    return result as { requestState: string };
  }
  const back = (client: Client, id: unknown, more: object, text = 'hi'): Promise<Message> => {
    client.proxy.send(callOf(id, text, { _meta: META, ...more }));
    return client.proxy.answer(id);
  };

  it('answers the call with the question, and lets it go on once where it comes back with a yes', async () => {
    const [client, other] = [start('modern.mjs'), start('modern.mjs')];
    const { requestState } = await asked(client, 1);
    const stolen = await back(other, 1, { inputResponses: YES, requestState });
    expect(textOf(stolen)).toContain('nobody asked for');
    await other.proxy.finish();
    expect(textOf(await back(client, 2, { inputResponses: YES, requestState }))).toBe('hi');
    const replayed = await back(client, 3, { inputResponses: YES, requestState });
    expect(textOf(replayed)).toContain('used before');
    const { decisions, events } = await logged(client);
    expect([...decisions].sort()).toEqual(['allow echo', 'deny echo', 'deny echo']);
    expect(events.filter((event) => event === 'approval_refused: unknown')).toHaveLength(2);
  });

  it('denies a call that comes back as another, without a yes, or with a state that was made up', async () => {
    const cases: readonly [more: object, words: string][] = [
      [{ inputResponses: YES, arguments: { text: 'other' } }, 'not the call'],
      [{ inputResponses: YES, name: 'confirm' }, 'not the call'],
      [{ inputResponses: { 'leash-approval': { action: 'decline' } } }, 'said no'],
      [{}, 'said no'],
      [{ inputResponses: { ...YES, other: {} } }, 'said no'],
      [{ inputResponses: YES, requestState: 'leash-approval:made-up' }, 'nobody asked for'],
    ];
    const client = start('modern.mjs');
    for (const [i, [more, words]] of cases.entries()) {
      const { requestState } = await asked(client, `first-${i}`);
      const answer = await back(client, `back-${i}`, { requestState, ...more });
      expect([isDenied(answer), textOf(answer)]).toEqual([true, expect.stringContaining(words)]);
    }
    const { decisions } = await logged(client);
    expect(decisions).toHaveLength(cases.length);
    expect(decisions.filter((decision) => !decision.startsWith('deny'))).toEqual([]);
  });

  it("keeps a server's own questions working, before and after Leash's", async () => {
    policy('{ timeout: 60, remember: [session] }');
    const client = start('modern.mjs');
    const params = { name: 'confirm', arguments: {}, _meta: META };
    const send = async (id: unknown, more: object = {}): Promise<Record<string, unknown>> => {
      client.proxy.send({ id, method: 'tools/call', params: { ...params, ...more } });
      return (await client.proxy.answer(id)).result as Record<string, unknown>;
    };
    const first = await send(1);
    const session = { 'leash-approval': { action: 'accept', content: { decision: 'approve for this session' } } };
    const servers = await send(2, { inputResponses: session, requestState: first['requestState'] });
    expect(servers).toMatchObject({ resultType: 'input_required', inputRequests: { sure: {} } });
    const state = 'requestState' in servers ? { requestState: servers['requestState'] } : {};
    const inputResponses = { sure: { action: 'accept', content: { sure: true } } };
    expect(await send(3, { inputResponses, ...state })).toMatchObject({
      content: [{ text: 'answered {"sure":true}' }],
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeashError } from '../../src/errors.ts';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { ALLOW, ALLOW_ALL, AT, authorizerThat, line, play, receiptAt, sessionWith, summary } from './support.ts';

const call = (id: unknown, name = 'echo', args: object = { text: 'hi' }) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});
const result = (id: unknown, body: object = { content: [] }) => ({ jsonrpc: '2.0', id, result: body });
const text = (value: unknown) => JSON.stringify(value);
const exited: SessionEvent = { type: 'server-exited', code: 3, signal: null, stderr: 'boom', at: AT };

describe('a call', () => {
  it('is recorded first, and forwarded as it stood when the record is durable', () => {
    const session = sessionWith();
    const sent = call(1);
    const [record] = session.handle(line('client', sent));
    expect(record).toMatchObject({
      do: 'record',
      draft: {
        phase: 'decision',
        effect: 'allow',
        method: 'tools/call',
        action: 'echo',
        jsonrpcId: 1,
        args: { text: 'hi' },
      },
    });
    if (record?.do !== 'record') throw new Error('no record');
    const receipt = receiptAt(7);
    const effects = session.handle({ type: 'recorded', ticket: record.ticket, receipt, at: AT });
    expect(effects).toEqual([{ do: 'forward', to: 'server', line: Buffer.from(text(sent)), receipt }]);
  });

  it('is answered with what the server says, byte for byte, and its outcome is noted', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const answer = '{ "jsonrpc":"2.0", "id":1, "result":{"content":[],"x":1.0,"isError":true} }';
    expect(play(session, line('server', answer))).toEqual([`relay to client: ${answer}`, 'note tool-error']);
  });

  it('is re-serialised from what was decided when its text is another spelling of it', () => {
    const session = sessionWith();
    const seen = play(
      session,
      line('client', '{"jsonrpc":"2.0", "id":1,"method":"tools/c\\u0061ll","params":{"name":"echo"},"x":1e2}'),
    );
    expect(seen[1]).toBe(
      'forward to server: {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"},"x":100}',
    );
  });

  it('is denied with a result that a model can read when a rule says no', () => {
    const session = sessionWith({ authorizer: authorizerThat(({ action }) => action === 'rm') });
    const seen = play(session, line('client', call('a', 'rm')));
    expect(seen[0]).toBe('record deny rm');
    expect(seen[1]).toMatch(
      /^answer to client: \{"jsonrpc":"2.0","id":"a","result":\{"content":\[\{"type":"text","text":"Leash denied this: `srv\/rm`/,
    );
    expect(seen[1]).toContain('test/deny');
    expect(seen[1]).toContain('Log entry: 00:');
    expect(seen).toHaveLength(2);
    expect(play(session, line('client', call('b', 'ls')))[1]).toMatch(/^forward/);
  });

  it('says `resultType` to a client of the modern era, and to no other', () => {
    const session = sessionWith({ authorizer: authorizerThat(() => true) });
    const modern = {
      ...call(1),
      params: { name: 'x', _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
    };
    expect(play(session, line('client', modern))[1]).toContain('"resultType":"complete"');
    expect(play(session, line('client', call(2)))[1]).not.toContain('resultType');
  });

  it('is denied when the log takes no record, and the session goes on', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    if (record?.do !== 'record') throw new Error('no record');
    const error = new LeashError('ERR_LOG_UNAVAILABLE', 'disk full');
    const effects = session.handle({ type: 'record-failed', ticket: record.ticket, error, at: AT }).map(summary);
    expect(effects).toHaveLength(2);
    expect(effects[1]).toMatch(/^answer to client: .*isError.*|disk full/);
    expect(effects[1]).toContain('disk full');
    expect(play(session, line('client', call(1)))).toContain(`forward to server: ${text(call(1))}`);
  });

  it('that needs approval is denied as long as nobody can be asked', () => {
    const obligations = [{ type: 'require-approval', reason: 'a person decides' }] as const;
    const authorizer = { ...ALLOW_ALL, authorize: () => ({ ...ALLOW, obligations }) };
    const seen = play(sessionWith({ authorizer }), line('client', call(1)));
    expect(seen[0]).toBe('record deny echo');
    expect(seen[1]).toContain('a person decides');
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['without an id', { jsonrpc: '2.0', method: 'tools/call', params: { name: 'echo' } }],
    ['with a null id', { ...call(1), id: null }],
    ['without a name', { ...call(1), params: {} }],
    ['in a batch', [call(1)]],
    ['with a duplicate key', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}'],
    ['with a look-alike key', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","Name":"b"}}'],
    [
      'with a number that JavaScript cannot hold',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"n":9007199254740993}}}',
    ],
  ])('%s is refused and recorded, whatever the policy', (_, message) => {
    const seen = play(sessionWith(), line('client', message));
    expect(seen.filter((effect) => effect.startsWith('record deny'))).toHaveLength(1);
    expect(seen.filter((effect) => /^(forward|relay)/.test(effect))).toEqual([]);
  });
});

describe('ids', () => {
  it('are exact: an answer to "1" does not answer 1', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    expect(play(session, line('server', result('1')))).toEqual(['note message_dropped', 'warn']);
    expect(play(session, line('server', result(1)))[0]).toMatch(/^relay to client/);
  });

  it('are of one direction: both sides may use the same', () => {
    const session = sessionWith();
    play(session, line('client', call(1)), line('server', { jsonrpc: '2.0', id: 1, method: 'ping' }));
    expect(play(session, line('client', result(1, {})))).toEqual([`relay to server: ${text(result(1, {}))}`]);
    expect(play(session, line('server', result(1)))[0]).toMatch(/^relay to client/);
  });

  it('may be zero', () => {
    const session = sessionWith();
    play(session, line('client', call(0)));
    expect(play(session, line('server', result(0)))[0]).toMatch(/^relay to client/);
  });

  it('in use are not used again: the second request is dropped, the first keeps its answer', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    expect(play(session, line('client', { jsonrpc: '2.0', id: 1, method: 'tools/list' }))).toEqual([
      'note message_dropped',
      'warn',
    ]);
    expect(play(session, line('server', result(1)))[0]).toMatch(/^relay to client/);
  });

  it('answer nothing before the server has seen the request', () => {
    const session = sessionWith();
    session.handle(line('client', call(1)));
    expect(session.handle(line('server', result(1))).map(summary)).toEqual(['note message_dropped', 'warn']);
  });

  it('answer once', () => {
    const session = sessionWith();
    play(session, line('client', call(1)), line('server', result(1)));
    expect(play(session, line('server', result(1)))).toEqual(['note message_dropped', 'warn']);
  });

  it('are bounded in number', () => {
    const session = sessionWith({ maxPending: 2 });
    play(session, line('client', call(1)), line('client', call(2)));
    expect(play(session, line('client', call(3)))[0]).toBe('record deny tools/call');
    play(session, line('server', result(1)));
    expect(play(session, line('client', call(3)))[1]).toMatch(/^forward/);
  });
});

describe('cancellation', () => {
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };

  it('overtakes a call that waits for the log: the server hears of neither', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    expect(session.handle(line('client', cancel))).toEqual([]);
    if (record?.do !== 'record') throw new Error('no record');
    const effects = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
    expect(effects.map(summary)).toEqual(['note cancelled']);
  });

  it('of a call that runs is passed on; a late answer is delivered once', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    expect(play(session, line('client', cancel))).toEqual(['note cancelled', `relay to server: ${text(cancel)}`]);
    expect(play(session, line('server', result(1)))).toEqual([`relay to client: ${text(result(1))}`]);
    expect(play(session, line('server', result(1)))).toEqual(['note message_dropped', 'warn']);
  });

  it('of another id leaves the call alone', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    session.handle(line('client', { ...cancel, params: { requestId: '1' } }));
    if (record?.do !== 'record') throw new Error('no record');
    const effects = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
    expect(effects.map(summary)[0]).toMatch(/^forward/);
  });
});

describe('what needs no decision', () => {
  it.each([
    ['client', { jsonrpc: '2.0', id: 1, method: 'initialize', params: { 'x-unknown': [1.5] } }],
    ['client', { jsonrpc: '2.0', id: 1, method: 'server/discover' }],
    ['client', { jsonrpc: '2.0', method: 'notifications/initialized' }],
    ['server', { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 1 } }],
    ['server', { jsonrpc: '2.0', id: 9, method: 'ping' }],
  ] as const)('passes byte for byte, spacing and all (%s)', (from, message) => {
    const spaced = JSON.stringify(message, null, 1).replaceAll('\n', ' ');
    const to = from === 'client' ? 'server' : 'client';
    const seen = play(sessionWith({ authorizer: authorizerThat(() => true) }), line(from, spaced));
    expect(seen).toEqual([`relay to ${to}: ${spaced}`]);
  });
});

describe('what a server asks of its client', () => {
  const sampling = { jsonrpc: '2.0', id: 's', method: 'sampling/createMessage', params: { messages: [] } };
  const input = result(1, {
    resultType: 'input_required',
    inputRequests: { a: { method: 'sampling/createMessage' }, b: { method: 'roots/list' } },
  });

  it('is decided with the server as the asker, recorded and forwarded', () => {
    const asked: string[] = [];
    const authorizer = { ...ALLOW_ALL, authorize: (request: { from: string }) => (asked.push(request.from), ALLOW) };
    const seen = play(sessionWith({ authorizer }), line('server', sampling));
    expect(seen).toEqual(['record allow sampling/createMessage', `forward to client: ${text(sampling)}`]);
    expect(asked).toEqual(['server']);
  });

  it('is answered with an error when it is denied', () => {
    const seen = play(
      sessionWith({ authorizer: authorizerThat(({ from }) => from === 'server') }),
      line('server', sampling),
    );
    expect(seen[0]).toBe('record deny sampling/createMessage');
    expect(seen[1]).toMatch(/^answer to server: .*"error":\{"code":53001/);
  });

  it('inside an answer is decided too: each request of it, before the client sees it', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    expect(play(session, line('server', input))).toEqual([
      'record allow sampling/createMessage',
      'record allow roots/list',
      'note success',
      `forward to client: ${text(input)}`,
    ]);
  });

  it('inside an answer is withheld when one of the requests is denied, and the call is answered', () => {
    const session = sessionWith({ authorizer: authorizerThat(({ method }) => method === 'roots/list') });
    play(session, line('client', call(1)));
    const seen = play(session, line('server', input));
    expect(seen[0]).toBe('record deny roots/list');
    expect(seen.at(-1)).toMatch(/^answer to client: .*"id":1.*isError/);
    expect(seen.join()).not.toContain('forward');
  });

  it.each([
    ['no map', []],
    ['without methods', { a: {} }],
  ])('inside an answer in a form that cannot be judged is withheld (%s)', (_, inputRequests) => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const seen = play(session, line('server', result(1, { inputRequests })));
    expect(seen[0]).toBe('record deny tools/call');
    expect(seen.join()).not.toMatch(/relay|forward/);
  });
});

describe('lists', () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const tools =
    '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","m":18446744073709551615},{"name":"b"}],"nextCursor":"c"}}';
  const denyB = authorizerThat(({ action }) => action === 'b');

  it('hide what the agent could never call, and keep the rest byte for byte', () => {
    const session = sessionWith({ authorizer: denyB });
    play(session, line('client', list));
    expect(play(session, line('server', tools))).toEqual([
      'answer to client: {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","m":18446744073709551615}],"nextCursor":"c"}}',
    ]);
  });

  it.each([
    ['the setting says all', { list: 'all', authorizer: denyB }],
    ['no user has a policy', { authorizer: { ...denyB, hasUserPolicy: false } }],
    ['nothing is to be hidden', {}],
  ] as const)('pass byte for byte when %s', (_, config) => {
    const session = sessionWith(config);
    play(session, line('client', list));
    expect(play(session, line('server', tools))).toEqual([`relay to client: ${tools}`]);
  });

  it('that can be read in two ways are refused', () => {
    const session = sessionWith();
    play(session, line('client', list));
    const seen = play(session, line('server', '{"jsonrpc":"2.0","id":1,"result":{"tools":[],"tools":[{"name":"b"}]}}'));
    expect(seen.join('\n')).toMatch(/answer to client: .*"error":\{"code":53004/);
    expect(seen.join('\n')).not.toContain('relay');
  });

  it("of one agent are no other agent's: a shared cache is told so", () => {
    const session = sessionWith({ authorizer: denyB });
    play(session, line('client', list));
    const seen = play(session, line('server', result(1, { tools: [{ name: 'b' }], ttlMs: 9e9, cacheScope: 'public' })));
    expect(seen).toEqual([`answer to client: ${text(result(1, { tools: [], ttlMs: 60000, cacheScope: 'private' }))}`]);
  });
});

describe('tasks', () => {
  const get = { jsonrpc: '2.0', id: 2, method: 'tasks/get', params: { taskId: 't' } };
  const noTasks = authorizerThat(({ method }) => method.startsWith('tasks/'));

  it.each([
    ['2025-11-25', { task: { taskId: 't' } }],
    ['2026-07-28', { resultType: 'task', taskId: 't' }],
  ])('belong to the session whose allowed call created them (%s)', (_, created) => {
    const session = sessionWith({ authorizer: noTasks });
    play(session, line('client', call(1)), line('server', result(1, created)));
    expect(play(session, line('client', get))).toEqual(['record allow t', `forward to server: ${text(get)}`]);
  });

  it('of anybody else are a matter of the policies', () => {
    const session = sessionWith({ authorizer: noTasks });
    expect(play(session, line('client', get))[0]).toBe('record deny t');
  });

  it('of others are not listed', () => {
    const session = sessionWith();
    play(session, line('client', call(1)), line('server', result(1, { task: { taskId: 't' } })));
    play(session, line('client', { jsonrpc: '2.0', id: 3, method: 'tasks/list' }));
    const seen = play(session, line('server', result(3, { tasks: [{ taskId: 't' }, { taskId: 'u' }] })));
    expect(seen).toEqual([`answer to client: ${text(result(3, { tasks: [{ taskId: 't' }] }))}`]);
  });
});

describe('a server that dies', () => {
  it('leaves no request without an answer, and the answer says how it ended', () => {
    const session = sessionWith();
    play(session, line('client', call(1)), line('client', { jsonrpc: '2.0', id: 2, method: 'tools/list' }));
    const seen = play(session, exited);
    expect(seen.filter((effect) => effect.startsWith('answer to client'))).toHaveLength(2);
    expect(seen[0]).toContain('exited with code 3');
    expect(seen[0]).toContain('boom');
    expect(seen).toContain('note unanswered');
    expect(seen.at(-1)).toBe('note server_exited');
  });

  it('never sees a call that was still held, and the log says so', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    expect(session.handle(exited).map(summary)[0]).toMatch(/^answer to client: .*"id":1/);
    if (record?.do !== 'record') throw new Error('no record');
    const effects = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
    expect(effects.map(summary)).toEqual(['note not-forwarded']);
  });

  it('answers what comes after it at once', () => {
    const session = sessionWith();
    play(session, exited);
    expect(play(session, line('client', call(5)))[0]).toMatch(/^answer to client: .*"id":5.*53003/);
  });
});

describe('what is no message', () => {
  it('of the server goes to people when it is not MCP', () => {
    expect(play(sessionWith(), line('server', 'listening on 3000'))).toEqual(['divert listening on 3000']);
  });

  it('of the server that answers a call in a batch ends the wait with an error', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const seen = play(session, line('server', [result(1)]));
    expect(seen.join('\n')).toMatch(/answer to client: .*"id":1.*53004/);
    expect(seen.join('\n')).not.toMatch(/relay|forward/);
  });

  it('of the client never answers for a request that is open', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    expect(play(session, line('client', [call(1), call(2)])).filter((e) => e.startsWith('answer'))).toHaveLength(1);
  });

  it('and too large is refused by its id, and the session lives', () => {
    const session = sessionWith();
    const oversize: SessionEvent = {
      type: 'oversize',
      from: 'client',
      bytes: 1e9,
      id: 4,
      method: 'tools/call',
      at: AT,
    };
    expect(play(session, oversize).join('\n')).toMatch(/answer to client: .*"id":4/);
    play(session, line('client', call(5)));
    const answer: SessionEvent = { type: 'oversize', from: 'server', bytes: 1e9, id: 5, method: null, at: AT };
    expect(play(session, answer).join('\n')).toMatch(/answer to client: .*"id":5.*53004/);
  });

  it('is recorded one by one at first, then seldom: a babbling server cannot fill the disk', () => {
    const session = sessionWith();
    const notes = Array.from({ length: 3000 }, (_, i) => play(session, line('server', result(i)))).flat();
    expect(notes.filter((effect) => effect === 'note message_dropped')).toHaveLength(100 + 3);
  });
});

describe('the end of the client', () => {
  it('closes the server at once when nothing waits', () => {
    expect(play(sessionWith(), { type: 'client-closed', at: AT })).toEqual(['close-server']);
  });

  it('lets a call that waits for the log through first', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    expect(session.handle({ type: 'client-closed', at: AT })).toEqual([]);
    if (record?.do !== 'record') throw new Error('no record');
    const effects = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
    expect(effects.map(summary)).toEqual([`forward to server: ${text(call(1))}`, 'close-server']);
  });
});

describe('a new policy', () => {
  it('decides from the next message on, and the change is recorded', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const authorizer = { ...authorizerThat(() => true), policySet: 'sha256:new' };
    const [note] = session.handle({ type: 'policy-changed', authorizer, at: AT });
    expect(note).toMatchObject({
      do: 'note',
      draft: { event: 'policy_changed', detail: { from: 'sha256:test', to: 'sha256:new' } },
    });
    expect(play(session, line('client', call(2)))[0]).toBe('record deny echo');
  });
});

describe('any script of messages', () => {
  const method = fc.constantFrom(
    'tools/call',
    'tools/list',
    'ping',
    'initialize',
    'resources/read',
    'x/y',
    'notifications/cancelled',
    'sampling/createMessage',
    'tasks/get',
  );
  const id = fc.constantFrom<unknown>(0, 1, 2, '1', null, 1.5, undefined);
  const message = fc.oneof(
    fc.record({
      jsonrpc: fc.constant('2.0'),
      id,
      method,
      params: fc.constantFrom({}, { name: 'echo' }, { name: 'rm' }, { uri: 'a:b' }, { requestId: 1 }, { taskId: 't' }),
    }),
    fc.record({
      jsonrpc: fc.constant('2.0'),
      id,
      result: fc.constantFrom(
        {},
        { tools: [{ name: 'rm' }] },
        { inputRequests: { a: { method: 'roots/list' } } },
        { task: { taskId: 't' } },
      ),
    }),
    fc.constant('{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'),
    fc.constant('garbage'),
  );
  const event = fc.oneof(
    {
      weight: 10,
      arbitrary: fc
        .tuple(fc.constantFrom('client' as const, 'server' as const), message)
        .map(([from, one]) => line(from, one)),
    },
    { weight: 4, arbitrary: fc.constantFrom('recorded' as const, 'record-failed' as const) },
    { weight: 1, arbitrary: fc.constant(exited) },
  );

  it('forwards nothing that needs a decision without an earlier record, and answers no request twice', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const session = sessionWith({ authorizer: authorizerThat(({ action }) => action === 'rm') });
        const waiting: { ticket: number; effect: string }[] = [];
        const open = { client: new Map<unknown, number>(), server: new Map<unknown, number>() };
        for (const one of events) {
          let actual: SessionEvent;
          let settled: { ticket: number; effect: string } | undefined;
          if (typeof one === 'string') {
            settled = waiting.shift();
            if (settled === undefined) continue;
            const { ticket } = settled;
            actual =
              one === 'recorded'
                ? { type: 'recorded', ticket, receipt: receiptAt(ticket), at: AT }
                : { type: 'record-failed', ticket, error: new LeashError('ERR_LOG_UNAVAILABLE', 'full'), at: AT };
          } else {
            actual = one;
            if (one.type === 'line') count(open[one.from], one.line);
          }
          for (const effect of session.handle(actual)) {
            if (effect.do === 'record') waiting.push({ ticket: effect.ticket, effect: effect.draft.effect });
            if (effect.do === 'forward') {
              expect(actual.type).toBe('recorded');
              expect(settled?.effect).toBe('allow');
            }
            if (effect.do === 'relay' || effect.do === 'answer' || effect.do === 'forward') {
              answered(open[effect.to], effect.line.toString());
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Counts the requests of a side that may still be answered. */
function count(open: Map<unknown, number>, bytes: Buffer): void {
  const message = parse(bytes.toString());
  if (message?.method !== undefined && message.id !== undefined) open.set(message.id, (open.get(message.id) ?? 0) + 1);
}

function answered(open: Map<unknown, number>, sent: string): void {
  const message = parse(sent);
  if (message === null || message.method !== undefined || message.id === undefined) return;
  const left = (open.get(message.id) ?? 0) - 1;
  expect(left).toBeGreaterThanOrEqual(0);
  open.set(message.id, left);
}

function parse(source: string): { id?: unknown; method?: unknown } | null {
  try {
    return JSON.parse(source) as { id?: unknown; method?: unknown };
  } catch {
    return null;
  }
}

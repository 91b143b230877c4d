import { describe, expect, it } from 'vitest';
import { ALLOW, ALLOW_ALL, authorizerThat, call, line, play, result, sessionWith, summary, text } from './support.ts';

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

  it('inside an answer is withheld when its key stands twice, the last time empty', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const twice = '{"inputRequests":{"a":{"method":"sampling/createMessage"}},"inputRequests":{}}';
    const seen = play(session, line('server', `{"jsonrpc":"2.0","id":1,"result":${twice}}`));
    expect(seen[0]).toBe('record deny tools/call');
    expect(seen.join()).not.toMatch(/relay|forward/);
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

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import type { ExchangeFailure } from '../../src/jsonrpc/exchange.ts';
import {
  AT,
  authorizerThat,
  call,
  EXITED,
  line,
  play,
  receiptAt,
  result,
  sessionWith,
  summary,
  text,
} from './support.ts';

/** A client's message, on the exchange that brought it. */
function on(via: number, message: unknown): SessionEvent {
  return { ...line('client', message), via } as SessionEvent;
}

/** A server's message, on the stream of the request that it is about. */
function about(id: string | number, message: unknown): SessionEvent {
  return { ...line('server', message), about: id } as SessionEvent;
}

const MODERN = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
const modernCall = (id: number, meta: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: {}, _meta: { ...MODERN, ...meta } },
});
const failure: ExchangeFailure = { reason: 'the server is far', status: null, error: null, mayHaveRun: false };
const failed = (id: number, over: Partial<ExchangeFailure> = {}): SessionEvent => ({
  type: 'exchange-failed',
  id,
  failure: { ...failure, ...over },
  at: AT,
});
const outgoing = (effects: readonly string[]): string[] =>
  effects.filter((effect) => / client|done|open|inter/.test(effect));

describe('a session over exchanges', () => {
  it('answers each request on the exchange that brought it, and ends that exchange', () => {
    const session = sessionWith();
    const effects = play(session, on(1, call(1)), on(2, call(2)), about(2, result(2)), about(1, result(1)));
    expect(outgoing(effects)).toEqual([
      `relay to client on 2: ${text(result(2))}`,
      'done 2',
      `relay to client on 1: ${text(result(1))}`,
      'done 1',
    ]);
  });

  it('answers on the right exchange though the server answered on the stream of another request', () => {
    const effects = play(sessionWith(), on(1, call(1)), on(2, call(2)), about(2, result(1)));
    expect(outgoing(effects)).toEqual([`relay to client on 1: ${text(result(1))}`, 'done 1']);
  });

  it('denies on the exchange that asked', () => {
    const session = sessionWith({ authorizer: authorizerThat(() => true) });
    expect(outgoing(play(session, on(7, call(1))))).toEqual([
      expect.stringMatching(/^answer to client on 7: .*Leash denied this/),
      'done 7',
    ]);
  });

  const ping = { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x' } };

  it.each<[string, SessionEvent, number]>([
    ['the stream it came on', about(1, ping), 4],
    [
      'its progress token',
      line('server', { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 'p', progress: 1 } }),
      4,
    ],
    [
      'its subscription',
      line('server', {
        jsonrpc: '2.0',
        method: 'notifications/resources/updated',
        params: { uri: 'x:y', _meta: { 'io.modelcontextprotocol/subscriptionId': 1 } },
      }),
      4,
    ],
    ['nothing', line('server', ping), 0],
    [
      'a progress token that nobody gave',
      line('server', { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 1, progress: 1 } }),
      0,
    ],
    ['a stream of nobody', about(9, ping), 0],
  ])('leads what a server says meanwhile by %s', (_, event, via) => {
    const session = sessionWith();
    play(session, on(4, modernCall(1, { progressToken: 'p' })));
    const [first = ''] = play(session, event);
    expect(first).toMatch(via === 0 ? /^relay to client: / : /^relay to client on 4: /);
  });

  it('asks the client on the exchange of the request that the server asks about, and takes the answer from another', () => {
    const session = sessionWith();
    play(session, on(1, call(1)));
    const ask = { jsonrpc: '2.0', id: 0, method: 'sampling/createMessage', params: {} };
    expect(outgoing(play(session, about(1, ask)))).toEqual([`forward to client on 1: ${text(ask)}`]);
    expect(play(session, on(2, result(0)))).toEqual(['done 2', `relay to server: ${text(result(0))}`, 'note success']);
  });

  it('leaves the exchange open when what the server asks on it is denied', () => {
    const session = sessionWith({ authorizer: authorizerThat(({ from }) => from === 'server') });
    play(session, on(1, call(1)));
    const effects = play(session, about(1, { jsonrpc: '2.0', id: 5, method: 'sampling/createMessage', params: {} }));
    expect(effects.filter((effect) => effect.startsWith('done'))).toEqual([]);
    expect(effects.at(-1)).toMatch(/^answer to server: .*Leash denied/);
  });

  it.each<[string, unknown, string]>([
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }, 'done 3'],
    ['an answer to nothing', result(99), 'done 3'],
    ['what is no message', '{"no":"message"}', 'done 3, refused'],
    ['what is no JSON', 'hello', 'done 3, refused'],
  ])('ends the exchange of %s, which has no answer', (_, message, want) => {
    const effects = play(sessionWith(), on(3, message));
    expect(effects).toContain(want);
    expect(effects.filter((effect) => effect.includes(' client'))).toEqual([]);
  });

  it('ends the exchange of a notification that is denied as that of one that is not', () => {
    const session = sessionWith({ authorizer: authorizerThat(() => true) });
    expect(play(session, on(3, { jsonrpc: '2.0', method: 'custom/event' }))).toEqual([
      'record deny custom/event',
      'done 3',
    ]);
  });

  it('refuses a second request under an open id, and lets the first keep its exchange', () => {
    const session = sessionWith();
    play(session, on(1, call(1)));
    expect(outgoing(play(session, on(2, call(1))))).toEqual(['done 2, refused']);
    expect(outgoing(play(session, about(1, result(1))))).toEqual([
      `relay to client on 1: ${text(result(1))}`,
      'done 1',
    ]);
  });

  describe('ends', () => {
    it('with the reason when the server will not answer, and notes that', () => {
      const session = sessionWith();
      play(session, on(1, call(1)));
      expect(play(session, failed(1))).toEqual([
        expect.stringMatching(/^answer to client on 1: .*"code":53005,"message":"the server is far"/),
        'done 1',
        'note unanswered',
      ]);
      expect(play(session, failed(1))).toEqual([]);
    });

    it('with the error that a server gave without an id, and its status', () => {
      const session = sessionWith();
      play(session, on(1, call(1)));
      const error = { code: -32_000, message: 'not initialized' };
      expect(outgoing(play(session, failed(1, { status: 400, error })))).toEqual([
        'open 1 with 400',
        expect.stringMatching(/"code":-32000,"message":"not initialized"/),
        'done 1',
      ]);
    });

    it.each([401, 403, 407])('without a status of %i, which is about our credential and not about theirs', (status) => {
      const session = sessionWith();
      play(session, on(1, call(1)));
      const error = { code: 1, message: 'who are you' };
      expect(outgoing(play(session, failed(1, { status, error })))[0]).toMatch(/^answer to client on 1/);
    });

    it('for every open exchange when the server ends', () => {
      const session = sessionWith();
      play(session, on(1, call(1)), on(2, call(2)));
      expect(play(session, EXITED).filter((effect) => effect.startsWith('done'))).toEqual(['done 1', 'done 2']);
    });

    it('at once when the client cancels what the server has, and when it cancels what is held', () => {
      const session = sessionWith();
      play(session, on(1, call(1)));
      const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
      expect(play(session, on(2, cancelled))).toEqual([
        'done 1',
        'note cancelled',
        `relay to server: ${text(cancelled)}`,
        'done 2',
      ]);
      const held = sessionWith();
      held.handle(on(1, call(1)));
      expect(held.handle(on(2, cancelled)).map(summary)).toEqual(['done 1', 'done 2']);
    });

    it('and cancels upstream when the caller hangs up, once', () => {
      const session = sessionWith();
      play(session, on(1, modernCall(1)));
      const gone: SessionEvent = { type: 'exchange-abandoned', via: 1, at: AT };
      expect(play(session, gone)).toEqual([
        'done 1',
        'note cancelled',
        expect.stringMatching(/^cancel 1: .*"notifications\/cancelled".*"requestId":1/),
      ]);
      expect(play(session, gone)).toEqual([]);
      expect(play(session, { ...gone, via: 2 })).toEqual([]);
    });

    it('unseen by the server when the caller hangs up before the log has answered', () => {
      const session = sessionWith();
      const [record] = session.handle(on(1, modernCall(1)));
      if (record?.do !== 'record') throw new Error('no record');
      session.handle({ type: 'exchange-abandoned', via: 1, at: AT });
      const late = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
      expect(late.map(summary)).toEqual(['note cancelled']);
    });

    it('tells a server of the modern era of a cancellation as its transport does', () => {
      const session = sessionWith();
      play(session, line('client', modernCall(1)));
      const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
      expect(play(session, line('client', cancelled))).toEqual(['note cancelled', `cancel 1: ${text(cancelled)}`]);
    });
  });

  it('says how the server began to answer, and when it paused, on the exchange that waits for it', () => {
    const session = sessionWith();
    play(session, on(1, call(1)));
    const head = { status: 200, streams: true };
    expect(play(session, { type: 'exchange-opened', id: 1, head, at: AT })).toEqual(['open 1 with 200 as a stream']);
    expect(play(session, { type: 'exchange-paused', id: 1, retryMs: 5, at: AT })).toEqual(['interrupt 1']);
    expect(play(session, { type: 'exchange-opened', id: 2, head, at: AT })).toEqual([]);
  });

  it('tells those who lead requests to it what is open, cancelled calls included until they are answered', () => {
    const session = sessionWith();
    play(session, on(1, call(1)), on(2, call('1')));
    expect([session.pending, session.isOpen(1), session.isOpen('1'), session.isOpen(2)]).toEqual([
      2,
      true,
      true,
      false,
    ]);
    play(session, on(3, { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }));
    expect([session.pending, session.isOpen(1)]).toEqual([1, true]);
    play(session, about(1, result(1)), about('1', result('1', { task: { taskId: 'mine' } })));
    expect([session.pending, session.isOpen(1), session.isOpen('1')]).toEqual([0, false, false]);
    expect([session.owns('task', 'mine'), session.owns('task', 'other')]).toEqual([true, false]);
  });
});

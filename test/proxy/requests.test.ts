import { describe, expect, it } from 'vitest';
import {
  ALLOW,
  ALLOW_ALL,
  AT,
  authorizerThat,
  call,
  line,
  play,
  receiptAt,
  result,
  sessionWith,
  summary,
  text,
} from './support.ts';

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

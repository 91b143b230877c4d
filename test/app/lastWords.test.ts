import { describe, expect, it } from 'vitest';
import { draftOf } from '../../fixtures/proxies/relaySession.ts';
import { LastWords, unansweredId } from '../../src/app/lastWords.ts';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { receiptAt } from '../proxy/support.ts';

const AT = { ms: 1, monoNs: 1 };
const lineOf = (from: 'client' | 'server', text: string): SessionEvent => {
  return { type: 'line', from, line: Buffer.from(text), at: AT };
};

describe('LastWords', () => {
  it('answers each request once, with an error that carries its id', () => {
    const last = new LastWords();
    expect(JSON.parse(last.answer(7) ?? '')).toMatchObject({ jsonrpc: '2.0', id: 7, error: { code: 53003 } });
    expect(last.answer(7)).toBeNull();
  });

  it('does not answer what the session has answered itself', () => {
    const last = new LastWords();
    last.heard('{"jsonrpc":"2.0","id":0,"result":{}}');
    expect(last.answer(0)).toBeNull();
    expect(last.answer('0')).not.toBeNull();
  });

  it('has nothing to say to what has no id', () => {
    expect(new LastWords().answer(null)).toBeNull();
  });
});

describe('unansweredId', () => {
  it.each([
    ['{"id":1,"method":"a"}', 1, null],
    ['{"id":"x","method":"a"}', 'x', null],
    ['{"id":0,"result":{}}', null, 0],
    ['{"id":"","error":{}}', null, ''],
    ['{"method":"a"}', null, null],
    ['{"id":null,"method":"a"}', null, null],
    ['{"id":{},"method":"a"}', null, null],
    ['[{"id":1,"method":"a"}]', null, null],
    ['null', null, null],
    ['not json', null, null],
    ['', null, null],
  ])('of %s is %j where the client sent it, and %j where the server did', (line, request, response) => {
    expect(unansweredId(lineOf('client', line), null)).toBe(request);
    expect(unansweredId(lineOf('server', line), null)).toBe(response);
  });

  it('is that of the call which the log has answered for, where a client made it, and none where nobody waits', () => {
    const receipt = receiptAt(0);
    const recorded = { type: 'recorded', ticket: 1, receipt, at: AT } as const;
    expect(unansweredId(recorded, draftOf('client', 5))).toBe(5);
    expect(unansweredId(recorded, draftOf('server', 5))).toBeNull();
    expect(unansweredId({ type: 'waiting', at: AT }, draftOf('client', 5))).toBeNull();
    const failed: SessionEvent = { type: 'exchange-abandoned', via: 1, at: AT };
    expect(unansweredId(failed, null)).toBeNull();
    const oversize = { type: 'oversize', bytes: 1, id: 7, method: 'tools/call', at: AT } as const;
    expect(unansweredId({ ...oversize, from: 'client' }, null)).toBe(7);
    expect(unansweredId({ ...oversize, from: 'server' }, null)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { classify } from '../../src/jsonrpc/classify.ts';
import { decidedBytes, hold, openDesk, other } from '../../src/proxy/desk.ts';
import { refusalDraft } from '../../src/proxy/drafts.ts';
import { ALLOW_ALL, AT, call, receiptAt } from './support.ts';

const facts = { session: 's', agent: 'a', server: 'srv' };
const desk = () => openDesk({ facts, authorizer: ALLOW_ALL, list: 'filter', maxDepth: 64, maxPending: 10 });
const draft = refusalDraft(facts, { from: 'client', id: 1, method: 'x', reason: 'r', at: AT });

describe('hold', () => {
  it('asks the log for each decision, and releases the message when all are there', () => {
    const open = desk();
    hold(open, { kind: 'refuse', to: 'client', replies: [], via: 0, malformed: false }, [draft, draft]);
    const tickets = open.out.take().flatMap((effect) => (effect.do === 'record' ? [effect.ticket] : []));
    expect(tickets).toHaveLength(2);
    expect(tickets.map((ticket) => open.holds.settle(ticket, receiptAt(0))?.held.kind)).toEqual([undefined, 'refuse']);
  });
});

describe('decidedBytes', () => {
  it.each([
    ['the text itself where it is what the value gives back', JSON.stringify(call(1)), undefined],
    [
      'the value again where it was spelled in another way',
      JSON.stringify(call(1)).replace(':', ' : '),
      JSON.stringify(call(1)),
    ],
  ])('are %s', (_, source, want) => {
    const line = Buffer.from(source);
    const message = classify(line, { maxDepth: 64 });
    if (message.kind !== 'request') throw new Error('not a request');
    expect(decidedBytes(message, line)).toBe(want ?? line);
  });
});

describe('other', () => {
  it('is the other side', () => expect([other('client'), other('server')]).toEqual(['server', 'client']));
});

import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/proxy/outbox.ts';
import type { PendingRequest } from '../../src/proxy/pending.ts';
import { AT, receiptAt, summary } from './support.ts';

const outbox = () => new Outbox({ session: 's', agent: 'a', server: 'srv' });
const request: PendingRequest = {
  id: 1,
  method: 'tools/call',
  action: 'echo',
  via: 0,
  progressToken: undefined,
  list: null,
  isFirstPage: true,
  modern: false,
  rules: [],
  inspections: [],
  state: 'sent',
  cancelled: false,
  receipt: receiptAt(0),
  sentNs: 1,
};
const success = { status: 'success', body: null, errorCode: null, at: AT } as const;

describe('Outbox', () => {
  it('hands over what has gathered, in order, once', () => {
    const out = outbox();
    out.warn('first');
    out.relay('client', Buffer.from('x'), 0);
    expect(out.take().map(summary)).toEqual(['warn', 'relay to client: x']);
    expect(out.take()).toEqual([]);
  });

  it('notes one outcome of what was decided, and none of what passed without a decision', () => {
    const out = outbox();
    out.outcome(request, success);
    out.outcome({ ...request, receipt: null }, success);
    out.outcome({ ...request, cancelled: true }, success);
    out.outcome({ ...request, cancelled: true }, { ...success, status: 'cancelled' });
    expect(out.take().map(summary)).toEqual(['note success', 'note cancelled']);
  });

  it('notes dropped messages one by one at first, then seldom, with their number', () => {
    const out = outbox();
    for (let i = 0; i < 2500; i += 1) out.drop('server', 'it answers no open request', null, AT);
    const counts = out.take().flatMap((effect) => {
      if (effect.do !== 'note' || effect.draft.phase !== 'event') return [];
      return [effect.draft.detail['count']];
    });
    expect(counts).toEqual([...Array.from({ length: 100 }, (_, i) => i + 1), 1000, 2000]);
  });
});

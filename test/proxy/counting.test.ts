import { describe, expect, it } from 'vitest';
import { refusalDraft } from '../../src/proxy/drafts.ts';
import { Counting, type Uncounted } from '../../src/proxy/counting.ts';
import { AT } from './support.ts';

const draft = refusalDraft(
  { session: 's', agent: 'a', server: 'srv' },
  { from: 'client', id: 1, method: 'x', reason: 'r', at: AT },
);
const subject = { method: 'x', action: null, resource: null, args: null };
const message: Uncounted = {
  from: 'client',
  held: { kind: 'send', from: 'client', line: 'x', pending: null, subject, via: 0, limit: null },
  drafts: [draft],
  denial: null,
};

describe('Counting', () => {
  it('gives each message out once, by its own ticket', () => {
    const counting = new Counting();
    const [one, other] = [counting.add(message), counting.add({ ...message, from: 'server' })];
    expect(counting.isEmpty).toBe(false);
    expect(counting.settle(other)?.from).toBe('server');
    expect(counting.settle(other)).toBeUndefined();
    expect(counting.settle(one)?.from).toBe('client');
    expect(counting.settle(99)).toBeUndefined();
    expect(counting.isEmpty).toBe(true);
  });
});

import { expect, it } from 'vitest';
import { Ledger } from '../../../src/app/auditScan/ledger.ts';
import { sighted } from './sighted.ts';

it('holds a bounded number of each kind, so that a flood of one hides no other', () => {
  const ledger = new Ledger();
  for (let n = 0; n < 5_000; n += 1) ledger.add({ kind: 'tool-unseen', message: 'm', same: [`${n}`], evidence: [] });
  ledger.add({ kind: 'secret-then-send', message: 'm', same: [], evidence: [sighted([])] });
  expect(ledger.findings()).toHaveLength(101);
  expect(ledger.findings().some(({ id }) => id === 'secret-then-send')).toBe(true);
  expect(ledger.more()).toEqual({ 'tool-unseen': 4_900 });
});

it('puts the newest first, and of one moment the gravest; what is of the log as a whole comes before', () => {
  const ledger = new Ledger();
  const add = (kind: 'read-then-send' | 'secret-then-send' | 'log-tampered', ts: number | null) =>
    ledger.add({ kind, message: `${ts}`, same: [`${ts}`], evidence: ts === null ? [] : [sighted([], { ts })] });
  for (const ts of [1, 3, 2]) add('read-then-send', ts);
  add('secret-then-send', 2);
  add('log-tampered', null);
  expect(ledger.findings().map(({ id, to }) => `${id} ${to}`)).toEqual([
    'log-tampered null',
    'read-then-send 3',
    'secret-then-send 2',
    'read-then-send 2',
    'read-then-send 1',
  ]);
});

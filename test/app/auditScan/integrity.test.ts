import { expect, it } from 'vitest';
import { reportIntegrity } from '../../../src/app/auditScan/integrity.ts';
import { Ledger } from '../../../src/app/auditScan/ledger.ts';
import type { Finding } from '../../../src/audit/finding.ts';

it('makes one finding of a kind of damage in a log, and one of each part that is missing', () => {
  const ledger = new Ledger();
  const finding = (shard: string, seq: number | null): Finding => {
    return { kind: 'edited', shard, seq, recordId: null, message: 'bytes \u001b[2J' };
  };
  const gaps = [{ shard: '03', message: 'log 03 is gone' }];
  reportIntegrity(ledger, { findings: [finding('00', 1), finding('00', 2), finding('01', null)], gaps });
  const found = ledger
    .findings()
    .map(({ id, count, evidence }) => `${id} ${count} ${evidence.map(({ place }) => place).join()}`);
  expect(found.sort()).toEqual(['log-incomplete 1 ', 'log-tampered 1 ', 'log-tampered 2 00:2']);
  expect(JSON.stringify(ledger.findings())).not.toContain('u001b');
});

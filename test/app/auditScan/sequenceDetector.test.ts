import { expect, it } from 'vitest';
import { Ledger } from '../../../src/app/auditScan/ledger.ts';
import { sequenceDetector } from '../../../src/app/auditScan/sequenceDetector.ts';
import type { SealedEntry } from '../../../src/audit/sealedEntry.ts';
import { sighted } from './sighted.ts';

const ENTRY = {} as SealedEntry;

it('says so where more sessions go on at once than it keeps apart, and forgets those that are over', () => {
  for (const [apartMs, isBounded] of [
    [0, true],
    [3 * 24 * 3_600_000, false],
  ] as const) {
    const ledger = new Ledger();
    const detector = sequenceDetector(ledger);
    for (let n = 0; n < 1_100; n += 1) {
      detector.see(sighted(['read'], { session: `s${n}`, agent: `a${n}`, server: `v${n}`, ts: n * apartMs }), ENTRY);
    }
    expect(ledger.findings().some(({ id }) => id === 'scan-bounded')).toBe(isBounded);
  }
});

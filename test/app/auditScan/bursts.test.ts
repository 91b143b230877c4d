import { expect, it } from 'vitest';
import { burstDetector, type Burst } from '../../../src/app/auditScan/bursts.ts';
import { Ledger } from '../../../src/app/auditScan/ledger.ts';
import type { SealedEntry } from '../../../src/audit/sealedEntry.ts';
import { sighted } from './sighted.ts';

const ENTRY = {} as SealedEntry;
const BURST: Burst = { kind: 'mass-send', tag: 'send', went: 'through', times: 3, withinMs: 10, over: 'session' };

function countOf(burst: Burst, times: readonly number[], nameOf: (n: number) => string = String): number {
  const ledger = new Ledger();
  const detector = burstDetector(ledger, [burst]);
  for (const [n, ts] of times.entries())
    detector.see(sighted(['send'], { ts, place: `00:${n}`, name: nameOf(n) }), ENTRY);
  return ledger.findings()[0]?.count ?? 0;
}

it.each([
  [[0, 5, 10], 1],
  [[0, 5, 11], 0],
  [[0, 1], 0],
  // The first is too old, the rest is not.
  [[0, 11, 12, 13], 1],
  [[0, 1, 2, 3, 4, 5], 2],
])('finds three within ten in %j: %i times', (times, want) => expect(countOf(BURST, times)).toBe(want));

it('counts only what differs, where it is told to', () => {
  const distinct: Burst = { ...BURST, distinct: 'name' };
  expect(countOf(distinct, [0, 1, 2, 3], () => 'same')).toBe(0);
  expect(countOf(distinct, [0, 1, 2, 3], (n) => `${n % 3}`)).toBe(1);
});

import { printable } from '../../jsonrpc/printable.ts';
import type { Ledger } from './ledger.ts';
import { Recent } from './recent.ts';
import { textIn, type Detector, type Sighting } from './sighting.ts';

/** Finds approvals that nobody can have read: answered at once, or so many that none was looked at. */
export function approvalDetector(ledger: Ledger): Detector {
  const asked = new Recent<number>(MOST_HELD);
  const answerers = new Recent<Answerer>(MOST_ANSWERERS);
  return {
    see(sighting, entry) {
      if (entry.record_phase !== 'concurrent') return;
      const { event, detail } = entry.action_detail;
      const id = textIn(detail, 'approval');
      if (id === null) return;
      if (event === 'approval_requested') asked.set(id, sighting.ts);
      if (event !== 'approval_answered') return;
      const since = asked.peek(id);
      asked.delete(id);
      if (textIn(detail, 'verdict') !== 'approve') return;
      const by = textIn(detail, 'by') ?? 'nobody that is named';
      const answerer = answerers.get(by, () => ({ latencies: [], recent: [] }));
      if (since !== undefined) push(answerer.latencies, sighting.ts - since, MOST_LATENCIES);
      push(answerer.recent, sighting, BURST);
      const [first] = answerer.recent;
      if (first === undefined || answerer.recent.length < BURST || sighting.ts - first.ts > BURST_MS) return;
      const message = `${BURST} within a minute, by \`${printable(by, 64)}\``;
      ledger.add({ kind: 'approval-burst', message, same: [by], evidence: answerer.recent });
      answerer.recent = [];
    },
    end() {
      for (const [by, { latencies, recent }] of answerers.entries()) {
        const median = medianOf(latencies);
        if (latencies.length < ENOUGH || median >= AT_ONCE_MS) continue;
        const message = `the median of ${latencies.length} answers by \`${printable(by, 64)}\` is ${(median / 1000).toFixed(1)} s`;
        ledger.add({ kind: 'rubber-stamp', message, same: [by], evidence: recent, count: latencies.length });
      }
    },
  };
}

interface Answerer {
  readonly latencies: number[];
  recent: Sighting[];
}

const MOST_HELD = 5_000;
const MOST_ANSWERERS = 200;
const MOST_LATENCIES = 1_000;
const ENOUGH = 5;
const AT_ONCE_MS = 2_000;
const BURST = 10;
const BURST_MS = 60_000;

function push<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Infinity;
}

import { printable } from '../../jsonrpc/printable.ts';
import type { LogReport } from '../auditVerify.ts';
import type { Evidence } from './finding.ts';
import type { Ledger } from './ledger.ts';

/** Puts what verification found before all else: one finding for each kind of damage of each log, one for each part that is missing. */
export function reportIntegrity(ledger: Ledger, { findings, gaps }: Pick<LogReport, 'findings' | 'gaps'>): void {
  for (const { kind, shard, seq, recordId, message } of findings) {
    const place = seq === null ? null : `${shard}:${seq}`;
    ledger.add({
      kind: 'log-tampered',
      message: `${kind} at ${place ?? `log ${shard}`}: ${printable(message, 300)}`,
      same: [kind, shard],
      evidence: place === null ? [] : [damaged(place, recordId ?? '')],
    });
  }
  for (const { shard, message } of gaps) {
    ledger.add({ kind: 'log-incomplete', message: printable(message, 300), same: [shard, message], evidence: [] });
  }
}

/** Of a damaged entry nothing but its place can be relied on. */
function damaged(place: string, recordId: string): Evidence {
  return { place, recordId, ts: null, agent: '', server: '', session: '', name: '', effect: '' };
}

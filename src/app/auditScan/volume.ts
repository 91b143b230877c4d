import type { SealedEntry } from '../../audit/sealedEntry.ts';
import type { Evidence } from './finding.ts';
import type { Ledger } from './ledger.ts';
import { Recent } from './recent.ts';

/** Adds up what comes back to each session, in windows of ten minutes; takes outcomes, which no pattern looks at. */
export function volumeDetector(ledger: Ledger): { see(shard: string, entry: SealedEntry): void } {
  const windows = new Recent<{ readonly from: number; bytes: number }>(MOST_SESSIONS);
  return {
    see(shard, entry) {
      if (entry.record_phase !== 'post_execution') return;
      const ts = Date.parse(entry.timestamp);
      const session = entry.session_id;
      const known = windows.peek(session);
      const window = known !== undefined && ts - known.from <= WINDOW_MS ? known : { from: ts, bytes: 0 };
      window.bytes += entry.action_detail.result?.bytes ?? 0;
      windows.set(session, window);
      if (window.bytes < MOST_BYTES) return;
      windows.delete(session);
      report(ledger, shard, entry, ts);
    },
  };
}

const WINDOW_MS = 10 * 60_000;
const MOST_BYTES = 100 * 1024 * 1024;
const MOST_SESSIONS = 5_000;

function report(ledger: Ledger, shard: string, entry: SealedEntry, ts: number): void {
  const { agent_id: agent, session_id: session, record_id: recordId, leash } = entry;
  const { server, seq } = leash;
  const name = entry.record_phase === 'post_execution' ? (entry.action_detail.tool_name ?? entry.leash.method) : '';
  const last: Evidence = { place: `${shard}:${seq}`, recordId, ts, agent, server, session, name, effect: 'outcome' };
  const message = `more than ${MOST_BYTES / 1024 / 1024} MiB within ten minutes`;
  ledger.add({ kind: 'large-results', message, same: [session], agent, server, session, evidence: [last] });
}

import type { SealedEntry } from '../../audit/sealedEntry.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { member } from '../../jsonrpc/value.ts';
import { evidenceOf, type Evidence } from './finding.ts';
import type { Ledger } from './ledger.ts';
import { Recent } from './recent.ts';
import type { Detector, Sighting } from './sighting.ts';

/**
 * Finds sessions that began and never ended, and clocks that went back. A log belongs to one living process: once another one
 * writes it, whatever was open in it has ended without a word.
 */
export function silenceDetector(ledger: Ledger): Detector {
  const logs = new Map<string, ShardState>();
  return {
    see(sighting, entry) {
      const shard = sighting.place.slice(0, sighting.place.indexOf(':'));
      const state = logs.get(shard) ?? { open: new Recent<Sighting>(MOST_SESSIONS), last: null, process: NOBODY };
      logs.set(shard, state);
      if (state.last !== null && state.last.ts - sighting.ts > TOLERATED_MS)
        reportClock(ledger, shard, [state.last, sighting]);
      state.last = { ...evidenceOf(sighting), ts: sighting.ts };
      const process = processOf(entry);
      if (isOther(state.process, process)) {
        for (const [session, start] of state.open.entries()) {
          state.open.delete(session);
          reportUnended(ledger, start);
        }
      }
      state.process = { pid: process.pid ?? state.process.pid, monoNs: process.monoNs ?? state.process.monoNs };
      if (sighting.effect !== 'event') return;
      if (sighting.name === 'session_start') state.open.set(sighting.session, sighting);
      else if (sighting.name === 'session_end') state.open.delete(sighting.session);
    },
  };
}

interface ShardState {
  readonly open: Recent<Sighting>;
  last: (Evidence & { readonly ts: number }) | null;
  process: WritingProcess;
}

/** What tells the process that wrote an entry from another: its id where that is said, and the time since its start. */
interface WritingProcess {
  readonly pid: number | null;
  readonly monoNs: number | null;
}

const NOBODY: WritingProcess = { pid: null, monoNs: null };

function processOf({ leash, ...entry }: SealedEntry): WritingProcess {
  const pid = entry.record_phase === 'concurrent' ? member(entry.action_detail.detail, 'pid') : null;
  return { pid: typeof pid === 'number' ? pid : null, monoNs: leash.mono_ns };
}

/** In containers every process has the same id; and entries of one moment may stand in any order. */
function isOther(before: WritingProcess, now: WritingProcess): boolean {
  if (before.pid !== null && now.pid !== null && before.pid !== now.pid) return true;
  return before.monoNs !== null && now.monoNs !== null && before.monoNs - now.monoNs > ANY_ORDER_NS;
}

const ANY_ORDER_NS = 2e9;
const MOST_SESSIONS = 1_000;
/** A machine that asks for the time corrects its clock by less. */
const TOLERATED_MS = 60_000;

function reportUnended(ledger: Ledger, start: Sighting): void {
  const { agent, server, session } = start;
  const message = `a session of \`${printable(agent, 64)}\` at \`${printable(server, 64)}\``;
  ledger.add({
    kind: 'session-without-end',
    message,
    same: [session],
    agent,
    server,
    session,
    evidence: [start],
  });
}

function reportClock(ledger: Ledger, shard: string, evidence: readonly [Evidence & { ts: number }, Sighting]): void {
  const [before, after] = evidence;
  const message = `by ${Math.round((before.ts - after.ts) / 1000)} s, in log ${shard}`;
  ledger.add({ kind: 'clock-set-back', message, same: [after.recordId], evidence });
}

import { printable } from '../../jsonrpc/printable.ts';
import type { Ledger } from './ledger.ts';
import { Recent } from './recent.ts';
import type { Detector, Sighting } from './sighting.ts';

/**
 * Finds sessions that began and never ended, and clocks that went back. A log belongs to one living process: when it is opened
 * again, whatever was open in it has ended without a word.
 */
export function silenceDetector(ledger: Ledger): Detector {
  const logs = new Map<string, ShardState>();
  return {
    see(sighting) {
      const shard = sighting.place.slice(0, sighting.place.indexOf(':'));
      const state = logs.get(shard) ?? { open: new Recent<Sighting>(MOST_SESSIONS), last: null };
      logs.set(shard, state);
      if (state.last !== null && state.last.ts - sighting.ts > TOLERATED_MS) reportClock(ledger, shard, [state.last, sighting]);
      state.last = sighting;
      if (sighting.effect !== 'event') return;
      if (sighting.name === 'session_start') state.open.set(sighting.session, sighting);
      else if (sighting.name === 'session_end') state.open.delete(sighting.session);
      else if (sighting.name === 'log_start') {
        for (const [session, start] of state.open.entries()) {
          state.open.delete(session);
          reportUnended(ledger, start);
        }
      }
    },
  };
}

interface ShardState {
  readonly open: Recent<Sighting>;
  last: Sighting | null;
}

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

function reportClock(ledger: Ledger, shard: string, evidence: readonly [Sighting, Sighting]): void {
  const [before, after] = evidence;
  const message = `by ${Math.round((before.ts - after.ts) / 1000)} s, in log ${shard}`;
  ledger.add({ kind: 'clock-set-back', message, same: [after.recordId], evidence });
}

import { printable } from '../../jsonrpc/printable.ts';
import type { KindId } from './kinds.ts';
import type { Ledger } from './ledger.ts';
import { textIn, type Detector } from './sighting.ts';

/** Finds events that say enough by themselves: one finding for each server, and what of it is meant. */
export function noticeDetector(ledger: Ledger): Detector {
  return {
    see(sighting, entry) {
      if (entry.record_phase !== 'concurrent') return;
      const { event, detail } = entry.action_detail;
      const kind = NOTICES.get(event);
      if (kind === undefined || (kind === 'tool-drift' && !sighting.tags.has('drifted'))) return;
      const { agent, server } = sighting;
      // A word of Leash's own, or a name from outside: bounded and escaped either way.
      const words = ['tool', 'why', 'reason', 'action'].flatMap((name) => textIn(detail, name) ?? []);
      const about = words.map((word) => `\`${printable(word, 128)}\``).join(', ');
      ledger.add({
        kind,
        message: `\`${printable(server, 64)}\`${about === '' ? '' : `: ${about}`}`,
        same: [event, agent, server, ...words.slice(0, 1)],
        agent,
        server,
        evidence: [sighting],
      });
    },
  };
}

const NOTICES: ReadonlyMap<string, KindId> = new Map([
  ['rollback_detected', 'rolled-back'],
  ['tool_unseen', 'tool-unseen'],
  ['tool_drift', 'tool-drift'],
  ['text_stripped', 'text-stripped'],
  ['result_flagged', 'result-flagged'],
  ['foreign_session', 'foreign-session'],
  ['message_dropped', 'message-dropped'],
  ['stopped', 'stopped'],
  ['resumed', 'stopped'],
  ['token_refused', 'token-refused'],
  ['api_refused', 'token-refused'],
  ['approval_expired', 'approval-expired'],
  ['approval_refused', 'approval-refused'],
  ['passphrase_refused', 'approval-refused'],
]);

import { printable } from '../../jsonrpc/printable.ts';
import type { Ledger } from './ledger.ts';
import { isGrave } from './toolRisks.ts';
import type { Detector } from './sighting.ts';

/** Finds what observe mode let through: a finding for each tool of an agent. */
export function shadowDetector(ledger: Ledger): Detector {
  return {
    see(sighting) {
      if (sighting.effect !== 'observe_deny') return;
      const { agent, server, name, risk } = sighting;
      ledger.add({
        kind: isGrave(risk) ? 'grave-observe-shadow' : 'observe-shadow',
        message: `\`${printable(server, 64)}/${printable(name, 128)}\` would have been denied`,
        same: [agent, server, name],
        agent,
        server,
        evidence: [sighting],
      });
    },
  };
}

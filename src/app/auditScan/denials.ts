import { printable } from '../../jsonrpc/printable.ts';
import type { Ledger } from './ledger.ts';
import { Recent } from './recent.ts';
import type { Detector, Sighting } from './sighting.ts';

/** Finds a tool that is denied with one argument after the other, and says whether it went through in the end. */
export function denialDetector(ledger: Ledger): Detector {
  const tried = new Recent<Recent<Sighting>>(MOST_TOOLS);
  const probed = new Recent<readonly Sighting[]>(MOST_TOOLS);
  return {
    see(sighting) {
      const { tool, args, agent, server } = sighting;
      if (tool === null || args === null) return;
      // Not its session: that is soon ended, and the next one begun.
      const key = JSON.stringify([agent, server, tool]);
      const before = probed.peek(key);
      if (sighting.went) {
        if (before === undefined) return;
        probed.delete(key);
        if (sighting.ts - (before.at(-1)?.ts ?? 0) <= WITHIN_MS) report(ledger, [...before, sighting], 0);
        return;
      }
      const distinct = tried.get(key, () => new Recent(PROBES));
      distinct.set(args, sighting);
      const all = distinct.entries().map(([, each]) => each);
      if (all.length < PROBES || sighting.ts - (all[0]?.ts ?? 0) > WITHIN_MS) return;
      tried.delete(key);
      probed.set(key, all);
      report(ledger, all, 1);
    },
  };
}

const PROBES = 6;
const WITHIN_MS = 10 * 60_000;
const MOST_TOOLS = 2_000;

function report(ledger: Ledger, found: readonly Sighting[], count: number): void {
  const last = found.at(-1);
  if (last === undefined) return;
  const { agent, server, name, went } = last;
  ledger.add({
    kind: 'argument-probing',
    message: `\`${printable(server, 64)}/${printable(name, 128)}\` was denied with ${PROBES} different arguments${went ? ', and then went through' : ''}`,
    same: [agent, server, name],
    agent,
    server,
    evidence: found,
    count,
  });
}

import { printable } from '../../jsonrpc/printable.ts';
import type { Ledger } from './ledger.ts';
import { Recent } from './recent.ts';
import { SEQUENCES, type Sequence } from './sequences.ts';
import { SequenceMatcher } from './sequenceMatcher.ts';
import type { Detector, Sighting } from './sighting.ts';

/** Looks for the sequences of the table, in each session, over the sessions of each agent, and at each server. */
export function sequenceDetector(ledger: Ledger, sequences: readonly Sequence[] = SEQUENCES): Detector {
  const followed = (['session', 'agent', 'server'] as const).map((over) => ({
    over,
    sequences: sequences.filter((each) => each.over.includes(over)),
    scopes: new Recent<Scope>(MOST_SCOPES, () => noteBounded(ledger, over)),
    longestMs: Math.max(...sequences.filter((each) => each.over.includes(over)).map(({ withinMs }) => withinMs)),
  }));
  return {
    see(sighting) {
      if (sighting.tags.size === 0) return;
      for (const { over, sequences: own, scopes, longestMs } of followed) {
        // What nothing can follow any more is forgotten: only what goes on at once is bounded.
        scopes.dropWhile(({ last }) => sighting.ts - last > longestMs);
        const scope = scopes.get(keyOf(over, sighting), () => scopeOf(own));
        scope.last = sighting.ts;
        for (const matcher of scope.matchers) {
          const found = matcher.see(sighting);
          // What is all of one session was found there.
          if (found === null || (over === 'agent' && isOneSession(found))) continue;
          report(ledger, matcher.sequence, over, found);
        }
      }
    },
  };
}

const MOST_SCOPES = 1_000;

interface Scope {
  readonly matchers: readonly SequenceMatcher[];
  last: number;
}

function scopeOf(sequences: readonly Sequence[]): Scope {
  return { matchers: sequences.map((sequence) => new SequenceMatcher(sequence)), last: 0 };
}

function keyOf(over: Sequence['over'][number], { agent, session, server }: Sighting): string {
  return over === 'session' ? session : over === 'agent' ? agent : server;
}

function isOneSession(found: readonly Sighting[]): boolean {
  return found.every(({ session }) => session === found[0]?.session);
}

function report(ledger: Ledger, { kind }: Sequence, over: Sequence['over'][number], found: readonly Sighting[]): void {
  const last = found.at(-1);
  if (last === undefined) return;
  const { agent, session, server } = last;
  const steps = [...new Set(found.map(({ server: at, name }) => `\`${printable(at, 64)}/${printable(name, 128)}\``))];
  const whose = over === 'session' ? session : over === 'agent' ? agent : server;
  ledger.add({
    kind,
    message: steps.join(', then '),
    same: [over, whose, ...steps],
    agent,
    server: found.every((each) => each.server === server) ? server : null,
    session: isOneSession(found) ? session : null,
    evidence: found,
  });
}

function noteBounded(ledger: Ledger, over: string): void {
  const message = `sequences were kept for ${MOST_SCOPES} at once; the oldest were let go`;
  ledger.add({ kind: 'scan-bounded', message, same: ['sequences', over], evidence: [] });
}

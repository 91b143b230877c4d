import type { SealedEntry } from '../../audit/sealedEntry.ts';
import type { Policy, Rule } from '../../authz/policy.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { Ledger } from './ledger.ts';
import { isGrave } from './toolRisks.ts';
import type { Detector, Sighting } from './sighting.ts';

/**
 * Finds rules that allow whatever is asked and let grave tools through, and rules that allow and never decided anything.
 * Idleness is told of a log that is long enough to tell.
 */
export function ruleDetector(ledger: Ledger, policies: readonly Policy[]): Detector {
  const allowing = policies.flatMap((policy) =>
    policy.rules
      .filter(({ effect }) => effect === 'allow')
      .map((rule) => ({ name: `${policy.name}/${rule.id}`, rule })),
  );
  const wide = new Set(allowing.filter(({ rule }) => isWide(rule)).map(({ name }) => name));
  const idle = new Set(allowing.map(({ name }) => name));
  let from = Infinity;
  let to = -Infinity;
  return {
    see(sighting, entry) {
      from = Math.min(from, sighting.ts);
      to = Math.max(to, sighting.ts);
      for (const name of rulesOf(entry)) {
        idle.delete(name);
        if (wide.has(name) && sighting.effect === 'allow' && isGrave(sighting.risk)) reportWide(ledger, name, sighting);
      }
    },
    end() {
      if (idle.size === 0 || to - from < LONG_ENOUGH_MS) return;
      const names = [...idle].sort();
      const shown = names.slice(0, MOST_SHOWN).map((name) => `\`${printable(name, 128)}\``);
      const rest = names.length > MOST_SHOWN ? ` and ${names.length - MOST_SHOWN} more` : '';
      ledger.add({ kind: 'idle-rule', message: `${shown.join(', ')}${rest}`, same: names, evidence: [] });
    },
  };
}

const LONG_ENOUGH_MS = 7 * 24 * 3_600_000;
const MOST_SHOWN = 10;

/** Nothing of the request matters to it. */
function isWide({ action, method, resource, args, conditions, when }: Rule): boolean {
  const isAnything = (patterns: readonly { readonly text: string }[] | null): boolean =>
    patterns === null || patterns.some(({ text }) => /^(?:\*+\/)?\*+$/.test(text));
  const isFree = args === null && conditions.length === 0 && when === null && resource === null;
  return isFree && isAnything(action) && method.some(({ glob }) => glob.test('tools/call'));
}

function rulesOf(entry: SealedEntry): readonly string[] {
  if (entry.record_phase !== 'pre_execution') return [];
  return entry.leash.rules.map(({ policy, rule }) => `${policy}/${rule}`);
}

function reportWide(ledger: Ledger, rule: string, sighting: Sighting): void {
  const { agent, server, name } = sighting;
  ledger.add({
    kind: 'wide-rule',
    message: `\`${printable(rule, 128)}\` let through \`${printable(server, 64)}/${printable(name, 128)}\``,
    same: [rule, agent, server, name],
    agent,
    server,
    evidence: [sighting],
  });
}

import type { Decision } from '../authz/decision.ts';
import type { Fate } from '../authz/authoring/fate.ts';
import type { RecordedDecision } from './recordedDecisions.ts';

/** Decisions that would come out differently, and in the same way. */
export interface ReplayChange {
  readonly from: Fate;
  readonly to: Fate;
  readonly agent: string;
  readonly server: string;
  readonly method: string;
  /** Tool, prompt or URI; null where the method names none. */
  readonly name: string | null;
  /** What decided then. */
  readonly before: readonly string[];
  /** What would decide now, why, and the rule that nearly allowed it. */
  readonly after: readonly string[];
  readonly reason: string;
  readonly nearMiss: string | null;
  readonly count: number;
  /** Some of the entries, by their place in the log. */
  readonly examples: readonly string[];
}

/** Gathers changes in bounded memory: alike ones are counted, and more kinds than anybody reads are only counted. */
export class ReplayTally {
  readonly #groups = new Map<string, ReplayChange & { count: number; examples: string[] }>();
  changed = 0;

  add(recorded: RecordedDecision, from: Fate, to: Fate, decision: Decision): void {
    this.changed += 1;
    const { agent, server, method, action, resource } = recorded.request;
    const after = decision.determining.map(refOf);
    const name = action ?? resource;
    const key = JSON.stringify([from, to, agent, server, method, name, after, decision.reason, decision.nearMiss]);
    const place = `${recorded.shard}:${recorded.entry.leash.seq}`;
    const known = this.#groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      if (known.examples.length < MAX_EXAMPLES) known.examples.push(place);
    } else if (this.#groups.size < MAX_GROUPS) {
      const before = recorded.entry.leash.rules.map(refOf);
      const { reason, nearMiss } = decision;
      const group = { from, to, agent, server, method, name, before, after, reason, nearMiss, count: 1 };
      this.#groups.set(key, { ...group, examples: [place] });
    }
  }

  /** What would no longer go through comes first, then what would go through; the most frequent first. */
  changes(): readonly ReplayChange[] {
    return [...this.#groups.values()].sort((a, b) => rankOf(a) - rankOf(b) || b.count - a.count);
  }
}

const MAX_GROUPS = 1000;
const MAX_EXAMPLES = 3;

function refOf({ policy, rule }: { readonly policy: string; readonly rule: string }): string {
  return `${policy}/${rule}`;
}

const ORDER = ['through deny', 'through ask', 'ask deny', 'deny through', 'ask through', 'deny ask'];

function rankOf({ from, to }: ReplayChange): number {
  return ORDER.indexOf(`${from} ${to}`);
}

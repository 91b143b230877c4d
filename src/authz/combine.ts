import type { Effect } from './policy.ts';
import type { BoundRule } from './ruleIndex.ts';

/** What one level of priority says: the effect, and every rule that said so. */
export interface Verdict {
  readonly effect: Effect;
  readonly rules: readonly BoundRule[];
}

/** What the policies say, before observing is taken into account. */
export interface Verdicts {
  /** By enforcing policies alone; null: none decided. */
  readonly enforced: Verdict | null;
  /** By all policies, as if none were observing. */
  readonly all: Verdict | null;
}

/** Between policies of one level, deny beats ask beats allow; so the order of files never matters. */
export function strictest(deciding: readonly BoundRule[]): Verdict | null {
  for (const effect of STRICTEST_FIRST) {
    const rules = deciding.filter(({ rule }) => rule.effect === effect);
    if (rules.length > 0) return { effect, rules };
  }
  return null;
}

/** What is done: the verdict that counts, and whether it is let through although it denies or asks. */
export interface Resolution {
  readonly verdict: Verdict | null;
  readonly observed: boolean;
  /** The rules whose obligations hold: those of enforcing policies that let it through, whoever else would not have. */
  readonly obliging: readonly BoundRule[];
}

/**
 * An observing policy can let through what only the floor denies, and can have an allow recorded as a denial to be.
 * INVARIANT: it never weakens what an enforcing policy denies, asks or obliges to.
 */
export function resolve({ enforced, all }: Verdicts): Resolution {
  const byFloor = enforced?.rules.some(({ from }) => from.isFloor) ?? true;
  const obliging = enforced === null || enforced.effect === 'deny' ? [] : enforced.rules;
  if (!byFloor && (enforced?.effect !== 'allow' || all?.effect === 'allow'))
    return { verdict: enforced, observed: false, obliging };
  if (all === null || all.rules.every(({ from }) => from.policy.mode === 'enforce')) {
    return { verdict: enforced, observed: false, obliging };
  }
  return { verdict: all, observed: all.effect !== 'allow', obliging };
}

const STRICTEST_FIRST = ['deny', 'ask', 'allow'] as const;

import { strictest, type Verdict, type Verdicts } from './combine.ts';
import type { PolicyError } from './decision.ts';
import { decides, matchRule, type Question, type Shortfall } from './matchRule.ts';
import type { BoundPolicy, BoundRule } from './ruleIndex.ts';

/** A rule that would have let the request through, and what kept it from matching. */
export interface NearRule {
  readonly bound: BoundRule;
  readonly shortfall: Shortfall;
}

/** All that asking the policies brought to light. */
export interface Evaluation extends Verdicts {
  readonly errors: readonly PolicyError[];
  /** In the order of evaluation. */
  readonly near: readonly NearRule[];
}

/**
 * Asks the candidates in order: inside a policy the first rule that matches decides, and the highest level at which
 * some policy decides is the last one asked. Observing policies are asked too, and their verdict is kept apart.
 */
export function evaluate(candidates: readonly BoundRule[], question: Question): Evaluation {
  const found: Found = { all: null, enforced: null, errors: [], near: [] };
  let deciding: BoundRule[] = [];
  let level = Infinity;
  let settled: BoundPolicy | null = null;
  for (const bound of candidates) {
    const { from } = bound;
    if (from.level !== level) {
      closeLevel(found, deciding);
      if (found.enforced !== null) return found;
      deciding = [];
      level = from.level;
    }
    if (from === settled || !askRule(bound, question, found)) continue;
    deciding.push(bound);
    settled = from;
  }
  closeLevel(found, deciding);
  return found;
}

interface Found {
  all: Verdict | null;
  enforced: Verdict | null;
  readonly errors: PolicyError[];
  readonly near: NearRule[];
}

function closeLevel(found: Found, deciding: readonly BoundRule[]): void {
  if (deciding.length === 0) return;
  found.all ??= strictest(deciding);
  found.enforced = strictest(deciding.filter(({ from }) => from.policy.mode === 'enforce'));
}

/** Whether the rule decides; notes what went wrong, or what was missing. */
function askRule(bound: BoundRule, question: Question, found: Found): boolean {
  const { from, rule } = bound;
  const match = matchRule(rule, question);
  if (match.result === 'error' && found.errors.length < MAX_ERRORS) {
    found.errors.push({ policy: from.policy.name, rule: rule.id, message: match.message });
  }
  if (decides(rule.effect, match, question)) return true;
  if (match.result !== 'match' && match.shortfall !== null && rule.effect !== 'deny') {
    found.near.push({ bound, shortfall: match.shortfall });
  }
  return false;
}

/** A hostile request must not make a long log entry. */
const MAX_ERRORS = 8;

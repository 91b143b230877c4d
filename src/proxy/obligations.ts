import type { Decision, Obligation, RateLimit, ResultInspection } from '../authz/decision.ts';
import type { SessionFacts } from '../audit/entry.ts';

/**
 * Discharges the obligations of an allow, or turns it into a denial: an enforcement point that cannot fulfil an
 * obligation must deny (XACML 3.0 §7.18). There is nobody here who could be asked, so `require-approval` denies. A rate
 * limit is discharged later, when the call is counted, and a result is looked through when it comes.
 */
export function discharge(decision: Decision): Decision {
  if (decision.outcome === 'deny') return decision;
  for (const obligation of decision.obligations) {
    const why = unfulfilled(obligation);
    if (why !== null) return { ...decision, outcome: 'deny', reason: why };
  }
  return decision;
}

/** Why an obligation cannot be fulfilled; null where it can. */
function unfulfilled(obligation: Obligation): string | null {
  switch (obligation.type) {
    case 'require-approval':
      return `needs a person's approval, and nobody can be asked: ${obligation.reason}`;
    case 'inspect-result':
    case 'rate-limit':
      return null;
    default:
      // INVARIANT: an obligation that nobody knows denies.
      return 'it has an obligation that this version does not know';
  }
}

/** A place in a limit that a call takes. */
export interface LimitHit {
  /** What is counted: the rule, and for whom. */
  readonly key: string;
  readonly max: number;
  readonly windowMs: number;
}

/** The places that the rate limits of a decision take, for this session. */
export function limitHits(decision: Decision, facts: SessionFacts): readonly LimitHit[] {
  if (decision.obligations.length === 0) return NONE;
  return decision.obligations
    .filter((obligation): obligation is RateLimit => obligation.type === 'rate-limit')
    .map((limit) => ({ key: keyOf(limit, facts), max: limit.maxCalls, windowMs: limit.windowMs }));
}

/** What is to be done about the result. */
export function inspectionsOf(decision: Decision): readonly ResultInspection[] {
  if (decision.obligations.length === 0) return NO_INSPECTIONS;
  return decision.obligations.filter(
    (obligation): obligation is ResultInspection => obligation.type === 'inspect-result',
  );
}

const NONE: readonly LimitHit[] = [];
const NO_INSPECTIONS: readonly ResultInspection[] = [];

/** Names have no line breaks, so no two keys can be read as one. */
function keyOf({ rule, per }: RateLimit, { agent, server, session }: SessionFacts): string {
  const whose = { agent, session, server, global: '' };
  return [rule.policy, rule.rule, per, whose[per]].map((part) => JSON.stringify(part)).join('\n');
}

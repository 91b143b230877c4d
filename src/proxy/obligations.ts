import type {
  ApprovalReach,
  Decision,
  Obligation,
  RateLimit,
  RequireApproval,
  ResultInspection,
} from '../authz/decision.ts';
import type { SessionFacts } from '../audit/entry.ts';

/**
 * Discharges the obligations of an allow, or turns it into a denial: an enforcement point that cannot fulfil an
 * obligation must deny (XACML 3.0 §7.18). Where nobody can be asked, `require-approval` denies. An approval and a rate
 * limit are discharged later, before the call is recorded, and a result is looked through when it comes.
 */
export function discharge(decision: Decision, { canAsk }: { readonly canAsk: boolean } = { canAsk: false }): Decision {
  if (decision.outcome === 'deny') return decision;
  for (const obligation of decision.obligations) {
    const why = unfulfilled(obligation, canAsk);
    if (why !== null) return { ...decision, outcome: 'deny', reason: why };
  }
  return decision;
}

/** Why an obligation cannot be fulfilled; null where it can. */
function unfulfilled(obligation: Obligation, canAsk: boolean): string | null {
  switch (obligation.type) {
    case 'require-approval':
      return canAsk ? null : `needs a person's approval, and nobody can be asked: ${obligation.reason}`;
    case 'inspect-result':
    case 'rate-limit':
      return null;
    default:
      // INVARIANT: an obligation that nobody knows denies.
      return 'it has an obligation that this version does not know';
  }
}

/** What a person is asked; null where nobody need be. Where several rules ask, the answer reaches as far as each lets it. */
export function approvalOf({ obligations, outcome }: Decision): {
  readonly reason: string;
  readonly timeoutMs: number | null;
  readonly reaches: readonly ApprovalReach[];
} | null {
  if (obligations.length === 0 || outcome === 'deny') return null;
  const asks = obligations.filter(
    (obligation): obligation is RequireApproval => obligation.type === 'require-approval',
  );
  const [first] = asks;
  if (first === undefined) return null;
  const timeouts = asks.flatMap(({ timeoutMs }) => timeoutMs ?? []);
  return {
    reason: [...new Set(asks.map(({ reason }) => reason))].join('; '),
    timeoutMs: timeouts.length === 0 ? null : Math.min(...timeouts),
    reaches: (first.remember ?? []).filter((reach) => asks.every(({ remember }) => remember?.includes(reach) === true)),
  };
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

import type { JsonObject } from '../jsonrpc/message.ts';
import type { Obligation, RuleRef } from './decision.ts';

/** A decision as far as its answer needs it. */
export interface AnsweredDecision {
  readonly allowed: boolean;
  readonly effect: 'allow' | 'deny' | 'observe_deny';
  readonly reason: string;
  readonly rules: readonly RuleRef[];
  readonly obligations: readonly Obligation[];
  readonly policySet: string;
  /** Where it stands in the log; null where the log could not take it. */
  readonly receipt: { readonly shard: string; readonly index: number; readonly recordId: string } | null;
  /** Milliseconds since the epoch; null where time alone changes nothing. */
  readonly retryAt: number | null;
}

/** Writes a decision as an evaluation response (OpenID AuthZEN 1.0 §6.2), with the reason and its place in the log. */
export function authzenResponse(decision: AnsweredDecision): JsonObject {
  const { allowed, effect, reason, rules, obligations, policySet, receipt, retryAt } = decision;
  return {
    decision: allowed,
    context: {
      id: receipt === null ? 'unrecorded' : receipt.recordId,
      [allowed ? 'reason_admin' : 'reason_user']: { en: reason },
      leash: {
        effect,
        rules: rules.map(({ policy, rule }) => ({ policy, rule })),
        // What the caller has to do itself for the decision to hold.
        obligations: JSON.parse(JSON.stringify(obligations)) as JsonObject[],
        policy_set: policySet,
        log_entry: receipt === null ? null : `${receipt.shard}:${receipt.index}`,
        retry_at: retryAt === null ? null : new Date(retryAt).toISOString(),
      },
    },
  };
}

/** The response to one of several evaluations that could not be judged (§7.2.1). */
export function authzenError(status: number, message: string): JsonObject {
  return { decision: false, context: { error: { status, message } } };
}

/** What a PDP says of itself (§9.1), at `/.well-known/authzen-configuration`; `base` is an origin without a slash at its end. */
export function authzenMetadata(base: string): JsonObject {
  return {
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
  };
}

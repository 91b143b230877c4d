import type { DecisionDraft, Instant, SessionFacts } from '../../audit/entry.ts';
import type { Authorizer, Decision } from '../../authz/decision.ts';
import { denialText } from '../../proxy/denial.ts';
import { decisionDraft, refusalDraft } from '../../proxy/drafts.ts';
import type { Denied } from './duties.ts';
import type { Asked } from './readRequest.ts';

/** A decision, and what made it. */
export interface Made {
  readonly decision: Decision;
  readonly authorizer: Authorizer;
}

/** What goes into the log, and what a caller who is denied is told. */
export interface Verdict {
  readonly draft: DecisionDraft;
  /** Without the nearest miss, which the record holds too. */
  readonly reason: string;
  /** Null where it is allowed. */
  readonly denial: string | null;
  readonly nearMiss: string | null;
  readonly retryAt: number | null;
}

/** The verdict that the policies come to. */
export function verdictOf(asked: Asked, { decision, authorizer }: Made, at: Instant): Verdict {
  const { facts, subject } = asked;
  const question = { from: 'client', id: null, subject, policySet: authorizer.policySet, at } as const;
  const denial =
    decision.outcome === 'deny' ? denialText({ server: facts.server, ...subject }, decision, authorizer) : null;
  const { reason, nearMiss } = decision;
  return { draft: decisionDraft(facts, question, decision), reason, denial, nearMiss, retryAt: null };
}

/** The verdict on what the policies allow, and something else does not. */
export function deniedAfterAll(asked: Asked, { decision, authorizer }: Made, denied: Denied, at: Instant): Verdict {
  const made: Made = {
    decision: { ...decision, outcome: 'deny', observed: false, reason: denied.reason },
    authorizer: { ...authorizer, wayOut: denied.wayOut },
  };
  return { ...verdictOf(asked, made, at), retryAt: denied.retryAt };
}

/** The verdict on what cannot be judged. */
export function refusal(facts: SessionFacts, method: string, reason: string, at: Instant): Verdict {
  const draft = refusalDraft(facts, { from: 'client', id: null, method, reason, at });
  const denial = `Leash denied this: it was not run.\nReason: ${reason}\nDo not repeat it unchanged.`;
  return { draft, reason, denial, nearMiss: null, retryAt: null };
}

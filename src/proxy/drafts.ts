import type { DecisionDraft, EventDraft, Instant, OutcomeDraft, Receipt, SessionFacts } from '../audit/entry.ts';
import type { Decision } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import type { JsonObject, RequestId, Side } from '../jsonrpc/message.ts';
import type { PendingRequest } from './pending.ts';

/** The draft of a decision that the policies made. */
export function decisionDraft(
  facts: SessionFacts,
  asked: { from: Side; id: RequestId | null; subject: Subject; policySet: string; at: Instant },
  decision: Decision,
): DecisionDraft {
  const { subject } = asked;
  const denied = decision.nearMiss === null ? decision.reason : `${decision.reason}; ${decision.nearMiss}`;
  // Written out: spreading costs more than all the rest of a decision.
  return {
    session: facts.session,
    agent: facts.agent,
    agentId: facts.agentId,
    server: facts.server,
    phase: 'decision',
    at: asked.at,
    from: asked.from,
    method: subject.method,
    action: subject.action,
    resource: subject.resource,
    jsonrpcId: asked.id,
    effect: decision.outcome === 'deny' ? 'deny' : decision.observed ? 'observe_deny' : 'allow',
    mode: decision.mode,
    rules: decision.determining,
    reason: decision.outcome === 'deny' ? denied : decision.reason,
    obligations: decision.obligations.length === 0 ? NONE : decision.obligations.map(({ type }) => type),
    errors: decision.errors.length === 0 ? NONE : decision.errors.map(errorText),
    owasp: decision.owasp,
    policySet: asked.policySet,
    args: subject.args,
  };
}

/** The draft of a refusal before any policy was asked: the message could not be judged. */
export function refusalDraft(
  facts: SessionFacts,
  refused: { from: Side; id: RequestId | null; method: string; reason: string; at: Instant },
): DecisionDraft {
  return {
    ...facts,
    phase: 'decision',
    at: refused.at,
    from: refused.from,
    method: refused.method,
    action: null,
    resource: null,
    jsonrpcId: refused.id,
    effect: 'deny',
    mode: 'enforce',
    rules: [],
    reason: refused.reason,
    obligations: [],
    errors: [],
    owasp: [],
    policySet: null,
    args: null,
  };
}

/** What became of an allowed request, whose receipt is at hand. */
export function outcomeDraft(
  facts: SessionFacts,
  request: Pick<PendingRequest, 'method' | 'action' | 'sentNs'>,
  receipt: Receipt,
  outcome: Pick<OutcomeDraft, 'status' | 'body' | 'errorCode' | 'at'>,
): OutcomeDraft {
  const { at, status, body, errorCode } = outcome;
  return {
    session: facts.session,
    agent: facts.agent,
    server: facts.server,
    phase: 'outcome',
    at,
    parent: receipt,
    method: request.method,
    action: request.action,
    status,
    durationNs: request.sentNs === 0 ? 0 : Math.max(0, at.monoNs - request.sentNs),
    body,
    errorCode,
  };
}

export function eventDraft(
  facts: SessionFacts,
  event: EventDraft['event'],
  detail: JsonObject,
  at: Instant,
): EventDraft {
  return { ...facts, phase: 'event', event, detail, at };
}

const NONE: readonly string[] = [];

function errorText({ policy, rule, message }: Decision['errors'][number]): string {
  return `${policy}/${rule}: ${message}`;
}

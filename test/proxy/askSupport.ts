import type { GrantRef } from '../../src/audit/entry.ts';
import type { Authorizer, Obligation } from '../../src/authz/decision.ts';
import type { ApprovalOutcome } from '../../src/proxy/asked.ts';
import type { SessionConfig } from '../../src/proxy/desk.ts';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import type { ObservedSession } from '../../src/proxy/session.ts';
import { ALLOW, ALLOW_ALL, AT, line, play, sessionWith } from './support.ts';

export const ASK: Obligation = { type: 'require-approval', reason: 'a person decides', remember: ['session'] };
export const GRANT: GrantRef = { id: 'held-1', by: 'cli', reach: 'once' };
export const LIMIT: Obligation = {
  type: 'rate-limit',
  rule: { policy: 'mine', rule: 'ten' },
  per: 'agent',
  maxCalls: 10,
  windowMs: 60_000,
};

/** Policies that allow everything with these obligations. */
export function obliging(obligations: readonly Obligation[] = [ASK], over: Partial<Authorizer> = {}): Authorizer {
  return { ...ALLOW_ALL, ...over, authorize: () => ({ ...ALLOW, obligations }) };
}

/** A session whose policies ask a person about everything. */
export function asking(config: Partial<SessionConfig> = {}): ObservedSession {
  return sessionWith({ authorizer: obliging(), approvals: { elicitation: true, owner: 's-1' }, ...config });
}

/** A client that can show a form. */
export const INITIALIZE: SessionEvent = line('client', {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { capabilities: { elicitation: {} } },
});

export const held = (ticket = 1, state: string | null = null): SessionEvent => ({
  type: 'approval-held',
  ticket,
  asking: { id: `held-${ticket}`, argsHash: 'sha256:a' },
  state,
  at: AT,
});
export const answered = (outcome: ApprovalOutcome, ticket = 1): SessionEvent => ({
  type: 'approval-answered',
  ticket,
  outcome,
  carried: {},
  at: AT,
});
export const APPROVED: ApprovalOutcome = { kind: 'approved', grant: GRANT };
export const REFUSED: ApprovalOutcome = { kind: 'refused', reason: 'a person said no (cli)', retry: false };
export const cancelled = (id: unknown): SessionEvent =>
  line('client', { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });

/** What a session says after these events, without what it said before. */
export function after(session: ObservedSession, before: readonly SessionEvent[], event: SessionEvent): string[] {
  play(session, ...before);
  return play(session, event);
}

import type { GrantRef, SessionFacts } from '../audit/entry.ts';
import type { ApprovalReach, RuleRef } from '../authz/decision.ts';
import type { JsonObject } from '../jsonrpc/message.ts';

/** A call that goes on only if a person agrees; it says all that the answer is bound to. */
export interface AskedCall extends Pick<SessionFacts, 'session' | 'agent' | 'server'> {
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
  /** Exactly what is sent if it is approved. */
  readonly args: JsonObject | null;
  readonly policySet: string;
  readonly rules: readonly RuleRef[];
  /** Why the policy asks. */
  readonly reason: string;
  readonly owasp: readonly string[];
  readonly risk: { readonly level: string; readonly effects: readonly string[] } | null;
  /** How far the policy lets an answer reach; this call alone where it says nothing. */
  readonly reaches: readonly ApprovalReach[];
  /** How long it waits; null: as long as the settings say. */
  readonly timeoutMs: number | null;
}

/** What came of asking. Whatever is no approval denies. */
export type ApprovalOutcome =
  | { readonly kind: 'approved'; readonly grant: GrantRef }
  | {
      readonly kind: 'refused';
      /** One line for the denial and the log, without argument values; a person's words in it are escaped. */
      readonly reason: string;
      /** Whether asking again at once could come to something else. */
      readonly retry: boolean;
    };

/** A call that waits, as the session needs to know it: enough to have its client ask. */
export interface Asking {
  /** Nobody can guess it. */
  readonly id: string;
  readonly argsHash: string;
}

/** What a client said when it was asked to ask its person. */
export interface Choice {
  readonly verdict: 'approve' | 'deny';
  readonly reach: ApprovalReach;
  /** Why it counts as a denial where it is none in words. */
  readonly reason?: string;
}

/** A request of the modern era that was answered with a question, until its caller comes back (2026-07-28). */
export interface Parked {
  /** Whose it is: a session's, or a principal's where calls know no session. */
  readonly owner: string;
  /** Hash of all that must be the same when the call comes again. */
  readonly bound: string;
  /** What the call carried itself of the members that the way back uses: a server's own question may have been answered. */
  readonly carried: JsonObject;
}

/** A call that comes back with an answer. */
export interface Retry extends Pick<Parked, 'owner' | 'bound'> {
  /** The `requestState` that it names. */
  readonly state: string;
  readonly choice: Choice;
}

/** A call that an external decision point is asked about. */
export interface ConsultedCall extends Pick<SessionFacts, 'session' | 'agent' | 'server'> {
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
  readonly args: JsonObject | null;
}

import type { JsonObject, RequestId, Side } from '../jsonrpc/message.ts';

declare const brand: unique symbol;

/** Proof that an entry is durably in the log; only the log store's `append` makes one. */
export interface Receipt {
  readonly [brand]: 'Receipt';
  /** The shard that holds the entry, e.g. `00`. */
  readonly shard: string;
  /** Index of the entry in its shard, from 0. */
  readonly index: number;
  /** The entry's record_id (UUIDv7). */
  readonly recordId: string;
}

/** A moment on both clocks: wall (ms since the epoch) for people, monotonic (ns since process start, integer) for proof of order. */
export interface Instant {
  readonly ms: number;
  readonly monoNs: number;
}

/** What every entry says of the session it belongs to. */
export interface SessionFacts {
  readonly session: string;
  readonly agent: string;
  /** The agent's id in the registry, where a credential has shown it; absent otherwise. */
  readonly agentId?: string | null | undefined;
  readonly server: string;
}

/** The answer of a person that let a call through. */
export interface GrantRef {
  /** The id of the approval, or of the grant that an earlier answer left behind. */
  readonly id: string;
  /** Who answered, as far as that is known. */
  readonly by: string;
  readonly reach: 'once' | 'session' | 'pattern';
}

/** The decision on one message, written before the message is forwarded or refused. */
export interface DecisionDraft extends SessionFacts {
  readonly phase: 'decision';
  readonly at: Instant;
  readonly from: Side;
  readonly method: string;
  /** Tool or prompt name; null where the method names none. */
  readonly action: string | null;
  /** URI; null where the method names none. */
  readonly resource: string | null;
  readonly jsonrpcId: RequestId | null;
  /** What was done: `observe_deny` is a denial that observe mode let through. */
  readonly effect: 'allow' | 'deny' | 'observe_deny';
  readonly mode: 'enforce' | 'observe';
  /** The deciding rules; empty when no policy permitted it or the wire refused it. */
  readonly rules: readonly { readonly policy: string; readonly rule: string }[];
  /** Holds no argument value: the log keeps those as commitments. */
  readonly reason: string;
  readonly obligations: readonly string[];
  readonly errors: readonly string[];
  readonly owasp: readonly string[];
  /** Content hash of the policy set in force; null where the wire refused before any policy was asked. */
  readonly policySet: string | null;
  /** The call's arguments; kept as salted commitments unless the setting says otherwise. */
  readonly args: JsonObject | null;
  /** The answer that let it through, where a rule asks for a person's; absent as null. */
  readonly grant?: GrantRef | null;
}

/** What became of an allowed message, written after the reply is on its way. */
export interface OutcomeDraft extends SessionFacts {
  readonly phase: 'outcome';
  readonly at: Instant;
  readonly parent: Receipt;
  readonly method: string;
  readonly action: string | null;
  readonly status: 'success' | 'tool-error' | 'error' | 'cancelled' | 'not-forwarded' | 'unanswered';
  readonly durationNs: number;
  /** The answer's bytes, to be digested (salted) and counted; null where there is none. */
  readonly body: Uint8Array | null;
  /** JSON-RPC error code of the answer, if it was an error. */
  readonly errorCode: number | null;
}

/** Something that happened to a session or to the log itself. */
export interface EventDraft extends SessionFacts {
  readonly phase: 'event';
  readonly at: Instant;
  readonly event:
    | 'log_start'
    | 'key_rotated'
    | 'rollback_detected'
    | 'shard_checkpoint'
    | 'session_start'
    | 'session_end'
    | 'policy_changed'
    | 'server_exited'
    | 'message_dropped'
    /** Somebody named a session that is not theirs. */
    | 'foreign_session'
    /** Somebody gave a token that is not good. */
    | 'token_refused'
    | 'agent_registered'
    | 'agent_updated'
    | 'agent_suspended'
    | 'agent_resumed'
    | 'agent_rotated'
    | 'agent_deleted'
    /** Somebody asked the admin API for what they may not have. */
    | 'api_refused'
    /** Somebody wanted to let something through, and did not give the passphrase. */
    | 'passphrase_refused'
    | 'passphrase_set'
    | 'passphrase_removed'
    /** A person has stopped everything. */
    | 'stopped'
    | 'resumed'
    /** A tool, or a server's instructions, was accepted as it is. */
    | 'tool_pinned'
    /** It was not shown to the client. */
    | 'tool_withheld'
    /** It is not what was accepted before. */
    | 'tool_drift'
    /** A person has accepted it. */
    | 'tool_trusted'
    /** A person has not: it is forgotten until it comes again. */
    | 'tool_rejected'
    /** A tool was called that no list had shown. */
    | 'tool_unseen'
    /** Characters that nobody sees were taken out of a list. */
    | 'text_stripped'
    /** Secrets were taken out of a result. */
    | 'result_redacted'
    /** A result was not handed over. */
    | 'result_denied'
    /** A result was handed over that seems to instruct the model. */
    | 'result_flagged'
    /** A call waits for a person. */
    | 'approval_requested'
    /** A person has answered; the call goes on, or is denied, once this is in the log. */
    | 'approval_answered'
    /** Nobody has answered in time. */
    | 'approval_expired'
    /** Nobody need answer any more: whoever called gave the call up, or is gone, or the server is. */
    | 'approval_withdrawn'
    /** An answer that changes nothing: to no call that waits, late, or to something else than what is sent. */
    | 'approval_refused'
    /** An answer that let calls through lets none through any more. */
    | 'grant_revoked';
  readonly detail: JsonObject;
}

export type EntryDraft = DecisionDraft | OutcomeDraft | EventDraft;

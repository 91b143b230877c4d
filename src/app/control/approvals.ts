import type { JsonObject } from '../../jsonrpc/message.ts';

/** How far one answer reaches: this call; the same call again in its session; calls like it, for a time. */
export type Reach = 'once' | 'session' | 'pattern';

/** A call that waits for a person. Texts and arguments are as they came: escape them to show them. */
export interface HeldCall {
  readonly id: string;
  /** Milliseconds since the epoch: when it was asked for, and when it is denied unless somebody answers. */
  readonly at: number;
  readonly expiresAt: number;
  readonly session: string;
  readonly agent: string;
  readonly agentId: string | null;
  /** Whether a credential has shown who the agent is. */
  readonly verified: boolean;
  readonly server: string;
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
  /** Exactly what is sent if it is approved. */
  readonly args: JsonObject | null;
  /** `sha256:` and the hex digest of the canonical JSON (RFC 8785) of `args`. */
  readonly argsHash: string;
  readonly policySet: string;
  readonly rules: readonly { readonly policy: string; readonly rule: string }[];
  /** Why the policy asks. */
  readonly reason: string;
  readonly owasp: readonly string[];
  readonly risk: { readonly level: string; readonly effects: readonly string[] } | null;
  /** How far the policy lets an answer reach; always holds `once`. */
  readonly reaches: readonly Reach[];
}

/** What a person says to a held call. */
export interface ApprovalAnswer {
  readonly verdict: 'approve' | 'deny';
  /** The `argsHash` of what the person saw: an answer to anything else is refused. */
  readonly argsHash: string;
  readonly reach: Reach;
  /** For `pattern`: a glob for each argument that may differ; all others must be equal to those of the held call. */
  readonly pattern?: Readonly<Record<string, string>>;
  /** For `session` and `pattern`: how long it lasts at most, in seconds. */
  readonly forSeconds?: number;
  /** Who answers, as far as that is known: `cli`, `dashboard`, `api`, `elicitation`. */
  readonly by: string;
  readonly reason?: string;
}

/** What became of an answer. */
export type Answered =
  | { readonly kind: 'answered'; readonly verdict: 'approve' | 'deny'; readonly grant: string | null }
  /** It changes nothing, and is recorded. */
  | {
      readonly kind: 'refused';
      readonly why:
        | 'unknown'
        | 'expired'
        | 'already-answered'
        | 'other-arguments'
        | 'reach'
        | 'pattern'
        /** It needs the passphrase, and this is not it. */
        | 'passphrase'
        | 'unrecorded';
      readonly message: string;
    };

/** An answer that reaches further than one call. */
export interface Grant {
  readonly id: string;
  readonly reach: 'session' | 'pattern';
  readonly agent: string;
  readonly agentId: string | null;
  readonly server: string;
  readonly session: string;
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
  readonly argsHash: string;
  readonly pattern: Readonly<Record<string, string>> | null;
  readonly policySet: string;
  readonly by: string;
  readonly at: number;
  readonly expiresAt: number;
  /** Calls that it has let through since. */
  readonly uses: number;
}

/** The calls of one process that wait for a person, and what persons have granted. */
export interface Approvals {
  /** Oldest first. */
  held(): readonly HeldCall[];
  /** Resolves once the answer is in the log; INVARIANT: an answer that is not recorded changes nothing. */
  answer(id: string, answer: ApprovalAnswer): Promise<Answered>;
  grants(): readonly Grant[];
  /** False where there is no such grant. */
  revoke(id: string, by: string): Promise<boolean>;
  /** Calls back whenever `held` or `grants` changes; returns what ends that. */
  onChange(listener: () => void): () => void;
}

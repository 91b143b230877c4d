import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';

/** A rule of a policy. */
export interface RuleName {
  readonly policy: string;
  readonly rule: string;
}

/** Where an entry stands in the log. */
export interface LogPlace {
  readonly shard: string;
  readonly index: number;
  readonly recordId: string;
}

/** What is done about what a call returns, before whoever called gets it. */
export interface ResultInspection {
  readonly type: 'inspect-result';
  readonly rule: RuleName;
  readonly secrets: 'redact' | 'deny' | 'allow';
  readonly injection: 'flag' | 'deny' | 'allow';
  /** Longest result that passes, in bytes; null for any. */
  readonly maxBytes: number | null;
  /** Whether the session counts as tainted from then on. */
  readonly taint: boolean;
}

/** What was decided; where it has a receipt it stands in the log already. */
export interface Decision {
  readonly allowed: boolean;
  /** `observe_deny`: the policies say no, and only record it. */
  readonly effect: 'allow' | 'deny' | 'observe_deny';
  /** For people and models, without argument values. */
  readonly reason: string;
  /** The whole text of a denial; null where it is allowed. */
  readonly denial: string | null;
  /** The rule that would have allowed it and what it wanted, where nothing matched. */
  readonly nearMiss: string | null;
  readonly rules: readonly RuleName[];
  /** What is left to do for an allow to hold; `tool` and `guard` do it. */
  readonly obligations: readonly ResultInspection[];
  readonly owasp: readonly string[];
  readonly policySet: string;
  readonly session: string;
  /** Null where the log could not take it: then it is denied. */
  readonly receipt: LogPlace | null;
  /** When a used-up rate limit lets the next call through. */
  readonly retryAt: Date | null;
}

/** Who acts: a name that is merely said, or a token that shows it. */
export type Actor =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'token'; readonly token: string };

/** Something that is to be decided. INVARIANT: `args` and `context` are plain copies that nobody else holds. */
export interface Question {
  /** Null for whoever the decider was opened for. */
  readonly actor: Actor | null;
  readonly session: string;
  readonly server: string | null;
  readonly method: string | null;
  readonly action: string;
  readonly resource: string | null;
  readonly args: JsonObject | null;
  readonly context: JsonObject;
  readonly wait: boolean;
  readonly signal: AbortSignal | null;
}

/** What became of a call that was allowed. */
export interface Outcome {
  readonly status: 'success' | 'tool-error' | 'cancelled';
  readonly durationMs: number;
  readonly body: Uint8Array | null;
}

/** A result as whoever called may have it. */
export type LookedThrough =
  { readonly kind: 'passed'; readonly value: JsonValue } | { readonly kind: 'withheld'; readonly why: string };

/** Where decisions are made: in this process, or at a server. */
export interface Decider {
  /** Rejects with `LeashUnavailable` alone: where nobody has decided. */
  decide(question: Question): Promise<Decision>;
  /** Looks through a result as the rules want it. */
  look(decision: Decision, value: JsonValue): Promise<LookedThrough>;
  /** Notes what became of a call; nobody waits for that. */
  settle(decision: Decision, outcome: Outcome): void;
  close(): Promise<void>;
}

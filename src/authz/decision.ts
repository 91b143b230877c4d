import type { AuthorizationRequest } from './request.ts';

/** Which rule of which policy decided. */
export interface RuleRef {
  readonly policy: string;
  readonly rule: string;
}

/** What the enforcement point must do for an allow to hold; one it does not know, or cannot do, denies. */
export type Obligation =
  /** A person confirms it. */
  | RequireApproval
  /** No more than so many calls in a window; counted in the same step in which it is checked. */
  | RateLimit
  /** What comes back is looked through before the client gets it. */
  | ResultInspection;

/** How far one answer may reach: this call; the same call again in its session; calls like it, for a time. */
export type ApprovalReach = 'once' | 'session' | 'pattern';

/** The call waits until a person has agreed. */
export interface RequireApproval {
  readonly type: 'require-approval';
  readonly reason: string;
  /** How long the call waits for an answer; absent: as long as the enforcement point waits where nothing is said. */
  readonly timeoutMs?: number;
  /** How far one answer may reach; absent: this call alone. */
  readonly remember?: readonly ApprovalReach[];
}

/** At most `maxCalls` within any `windowMs` for each `per`, over all proxies of a home. */
export interface RateLimit {
  readonly type: 'rate-limit';
  readonly rule: RuleRef;
  readonly per: 'agent' | 'session' | 'server' | 'global';
  readonly maxCalls: number;
  readonly windowMs: number;
}

/** What is done about what a result holds. */
export interface ResultInspection {
  readonly type: 'inspect-result';
  readonly rule: RuleRef;
  readonly secrets: 'redact' | 'deny' | 'allow';
  readonly injection: 'flag' | 'deny' | 'allow';
  /** Longest result that passes, in bytes; null for any. */
  readonly maxBytes: number | null;
  /** Whether the session counts as tainted from then on: it has read what nobody vouches for. */
  readonly taint: boolean;
}

/** A policy that could not be evaluated: it never helped to allow. */
export interface PolicyError {
  readonly policy: string;
  readonly rule: string;
  /** Holds no argument value. */
  readonly message: string;
}

/** A decision is a value that explains itself. */
export interface Decision {
  readonly outcome: 'allow' | 'deny';
  /** True when observe mode turned a denial (or an ask) into this allow: recorded as `observe_deny`. */
  readonly observed: boolean;
  readonly mode: 'enforce' | 'observe';
  /** Empty with `deny` means: no policy permitted it. */
  readonly determining: readonly RuleRef[];
  /** The rule's reason, or what is missing; for people and models, without argument values. */
  readonly reason: string;
  /** The rule that would have allowed it and what it wanted, where nothing matched. */
  readonly nearMiss: string | null;
  /** What a person has to do where no rule could allow it, as sentences for the text of a denial. */
  readonly wayOut?: string;
  readonly obligations: readonly Obligation[];
  readonly errors: readonly PolicyError[];
  readonly owasp: readonly string[];
}

/** The policy set in force for one agent at one server, ready to be asked. */
export interface Authorizer {
  /** Content hash of the set (`sha256:` and 64 hex digits); every log entry names it. */
  readonly policySet: string;
  /** False when only the built-in default is loaded: then lists are not filtered, so that denials can explain themselves. */
  readonly hasUserPolicy: boolean;
  /** Where a person adds a rule, for the text of a denial, e.g. `~/.leash/policies`. */
  readonly hint: string;
  /** What a person has to do where adding a rule does not help, as sentences for the text of a denial. */
  readonly wayOut?: string | undefined;
  /** Never throws: what cannot be evaluated denies, with the error in the decision. */
  authorize(request: AuthorizationRequest): Decision;
  /** Whether some arguments could make `authorize` allow (or ask): decides what lists show. May err towards true only. */
  couldAllow(request: AuthorizationRequest): boolean;
}

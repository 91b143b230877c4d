import type { AuthorizationRequest } from './request.ts';

/** Which rule of which policy decided. */
export interface RuleRef {
  readonly policy: string;
  readonly rule: string;
}

/** What the enforcement point must do for an allow to hold; one it does not know, or cannot do, denies. */
export type Obligation = { readonly type: 'require-approval'; readonly reason: string };

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

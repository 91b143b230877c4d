import type { MatchEnvironment, MatchResult } from '../matchers/matcher.ts';
import type { AuthorizationRequest } from '../request.ts';
import type { ResourceReading } from '../resource.ts';

/** The `when` of a rule: a condition in CEL, checked and compiled. */
export interface WhenCondition {
  /** As it was written. */
  readonly text: string;
  /** The variables that it looks at. */
  readonly reads: ReadonlySet<string>;
  /** Never throws, and ends after a bounded number of steps, whatever the arguments are. */
  test(input: WhenInput): WhenOutcome;
}

/** What a condition is asked about. */
export interface WhenInput {
  readonly request: AuthorizationRequest;
  readonly resource: ResourceReading | null;
  readonly environment: MatchEnvironment;
}

export interface WhenOutcome {
  readonly result: MatchResult;
  /** Why it cannot be evaluated, with text of the policy only; null where it can. */
  readonly message: string | null;
}

/** One thing wrong with an expression, and at which of its characters. */
export interface WhenProblem {
  readonly index: number;
  readonly message: string;
}

/** Checks and compiles an expression; gives everything that is wrong with it otherwise. */
export type WhenCompiler = (text: string) => WhenCondition | { readonly problems: readonly WhenProblem[] };

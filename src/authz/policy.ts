import type { JsonObject } from '../jsonrpc/message.ts';
import type { RuleApproval } from './approval.ts';
import type { Glob } from './glob.ts';
import type { ArgsMatcher } from './matchers/args.ts';
import type { RuleRateLimit } from './rateLimit.ts';
import type { ResourcePattern } from './resource.ts';
import type { ResultRule } from './resultRule.ts';
import type { WhenCondition } from './when/condition.ts';

/** What a rule says to a request that it matches; `ask` is an allow that a person must confirm. */
export type Effect = 'allow' | 'deny' | 'ask';

/** `observe` lets through what the policy would deny or ask, and has it recorded. */
export type PolicyMode = 'enforce' | 'observe';

/** A glob as it was written, and compiled. */
export interface Pattern {
  readonly text: string;
  readonly glob: Glob;
}

/** `name` on any server, or `server/name`. */
export interface ActionPattern {
  readonly text: string;
  /** Null: any server. */
  readonly server: Glob | null;
  readonly name: Glob;
}

/** What the request's context must say under a key: a glob for text, the very value otherwise. */
export type Condition =
  | { readonly key: string; readonly kind: 'glob'; readonly pattern: Pattern }
  | { readonly key: string; readonly kind: 'value'; readonly value: number | boolean };

/** One rule of a policy, its defaults filled in. */
export interface Rule {
  /** Unique in its policy; `<policy>#<n>`, counted from 1, where none was given. */
  readonly id: string;
  readonly effect: Effect;
  /** Shown to people and models. */
  readonly reason: string;
  /** Null: requests of any name, and those that name nothing. */
  readonly action: readonly ActionPattern[] | null;
  readonly method: readonly Pattern[];
  /** Null: requests with any resource, or none. */
  readonly resource: readonly ResourcePattern[] | null;
  /** The call's arguments; null: any. */
  readonly args: RuleArgs | null;
  readonly conditions: readonly Condition[];
  /** Null: whatever else holds. */
  readonly when: WhenCondition | null;
  /** Null: as often as one likes. */
  readonly rateLimit: RuleRateLimit | null;
  /** Null: nothing is done about what comes back. */
  readonly result: ResultRule | null;
  /** How a person is asked; null: as the enforcement point does where nothing is said. */
  readonly approval: RuleApproval | null;
  /** The policy's own threats included. */
  readonly owasp: readonly string[];
}

/** The `args` and `unlisted_args` of a rule: as they were written, and compiled. */
export interface RuleArgs {
  readonly written: JsonObject;
  readonly unlisted: 'allow' | 'deny';
  readonly matcher: ArgsMatcher;
}

/** A policy after validation; nothing downstream validates it again. */
export interface Policy {
  readonly name: string;
  readonly description: string | null;
  /** 0 to 100; the highest level at which a policy decides wins. */
  readonly priority: number;
  readonly agents: readonly Pattern[];
  readonly servers: readonly Pattern[];
  readonly mode: PolicyMode;
  readonly owasp: readonly string[];
  readonly rules: readonly Rule[];
}

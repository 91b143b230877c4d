import type { JsonObject } from '../jsonrpc/message.ts';
import type { ArgsOutcome } from './matchers/args.ts';
import { some } from './matchers/logic.ts';
import type { MatchEnvironment, MatchResult } from './matchers/matcher.ts';
import type { Condition, Effect, Rule } from './policy.ts';
import type { AuthorizationRequest } from './request.ts';
import { matchResource, type ResourceReading } from './resource.ts';

/** A request, with what is found out about it once for all rules. */
export interface Question {
  readonly request: AuthorizationRequest;
  readonly resource: ResourceReading | null;
  /** False where a name is not what it looks like: then only deny rules match. */
  readonly plain: boolean;
  readonly environment: MatchEnvironment;
}

/** What kept a rule from matching, as text of the policy only. */
export type Shortfall =
  | { readonly kind: 'resource' }
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'args'; readonly outcome: ArgsOutcome }
  | { readonly kind: 'when' };

/** How a rule fared whose method and name match. */
export type RuleMatch =
  | { readonly result: 'match' }
  | { readonly result: 'miss'; readonly shortfall: Shortfall }
  | { readonly result: 'error'; readonly shortfall: Shortfall | null; readonly message: string };

/** Compares what a rule asks for besides method and name; one certain miss settles it, else the first error stands. */
export function matchRule(rule: Rule, question: Question): RuleMatch {
  if (!question.plain && rule.effect !== 'deny') return NOT_PLAIN;
  let open: RuleMatch = MATCH;
  for (const test of TESTS) {
    const match = test(rule, question);
    if (match.result === 'miss') return match;
    if (match.result === 'error' && open === MATCH) open = match;
  }
  return open;
}

/** Whether a rule decides: what cannot be evaluated never helps to allow, and never lets a denial be passed by. */
export function decides(effect: Effect, { result }: Pick<RuleMatch, 'result'>, { plain }: Question): boolean {
  if (result !== 'error') return result === 'match';
  return effect === 'deny' || (effect === 'ask' && plain);
}

const MATCH: RuleMatch = { result: 'match' };

const NOT_PLAIN: RuleMatch = {
  result: 'error',
  shortfall: null,
  message: 'a name is missing, over-long, or not what it looks like: only deny rules match it',
};

const TESTS: readonly ((rule: Rule, question: Question) => RuleMatch)[] = [
  testResource,
  testConditions,
  testArgs,
  testWhen,
];

const RESOURCE: Shortfall = { kind: 'resource' };
const RESOURCE_MISS: RuleMatch = { result: 'miss', shortfall: RESOURCE };

function testResource({ resource: patterns, effect }: Rule, { resource }: Question): RuleMatch {
  if (patterns === null) return MATCH;
  if (resource === null) return { result: 'error', shortfall: RESOURCE, message: 'the request names no resource' };
  const result = some(patterns, (pattern) => matchResource(pattern, resource, effect === 'deny'));
  if (result === 'match') return MATCH;
  if (result === 'miss') return RESOURCE_MISS;
  const why = resource.kind === 'ambiguous' ? resource.why : 'it has two readings, and only one matches';
  return { result: 'error', shortfall: RESOURCE, message: `the resource is ambiguous: ${why}` };
}

function testConditions({ conditions }: Rule, { request }: Question): RuleMatch {
  let open: RuleMatch = MATCH;
  for (const condition of conditions) {
    const result = testCondition(condition, request.context);
    const shortfall: Shortfall = { kind: 'condition', condition };
    if (result === 'miss') return { result, shortfall };
    if (result === 'error' && open === MATCH) {
      open = { result, shortfall, message: `the context has no \`${condition.key}\` that can be compared` };
    }
  }
  return open;
}

// Attacker-controlled: the context is what the caller says of itself.
function testCondition(condition: Condition, context: JsonObject): MatchResult {
  const value = Object.hasOwn(context, condition.key) ? context[condition.key] : undefined;
  if (condition.kind === 'glob') {
    return typeof value === 'string' ? verdict(condition.pattern.glob.test(value)) : 'error';
  }
  return typeof value === typeof condition.value ? verdict(value === condition.value) : 'error';
}

function verdict(matched: boolean): MatchResult {
  return matched ? 'match' : 'miss';
}

function testArgs({ args }: Rule, { request, environment }: Question): RuleMatch {
  if (args === null) return MATCH;
  const outcome = args.matcher.test(request.args, environment);
  if (outcome.result === 'match') return MATCH;
  const shortfall: Shortfall = { kind: 'args', outcome };
  if (outcome.result === 'miss') return { result: 'miss', shortfall };
  return {
    result: 'error',
    shortfall,
    message: `the argument \`${outcome.key ?? ''}\` cannot be judged, expected it to be ${outcome.wants ?? 'listed'}`,
  };
}

const WHEN: Shortfall = { kind: 'when' };
const WHEN_MISS: RuleMatch = { result: 'miss', shortfall: WHEN };

/** Comes last: it costs most. */
function testWhen({ when }: Rule, question: Question): RuleMatch {
  if (when === null) return MATCH;
  const { result, message } = when.test(question);
  if (result === 'match') return MATCH;
  if (result === 'miss') return WHEN_MISS;
  return { result, shortfall: WHEN, message: message ?? '`when` cannot be evaluated' };
}

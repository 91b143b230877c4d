import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import { some } from '../matchers/logic.ts';
import type { MatchResult } from '../matchers/matcher.ts';
import { oneOf } from '../matchers/operand.ts';
import type { RegexCompiler } from '../matchers/regex.ts';
import type { Question } from '../matchRule.ts';
import type { ActionPattern, Condition, Rule } from '../policy.ts';
import { matchResource } from '../resource.ts';
import { argChecks } from './argChecks.ts';

/** One thing that a rule asks for, and how the request fared; `unknown` where nobody knows what the request said. */
export interface Check {
  readonly part: 'name' | 'method' | 'action' | 'resource' | 'context' | 'args' | 'when';
  /** The key of the context or of the arguments; empty for the other parts, and for all arguments that are not listed. */
  readonly key: string;
  /** Text of the policy only. */
  readonly wants: string;
  readonly result: MatchResult | 'unknown';
}

/** A request, and how much of it is known. */
export interface Traced {
  readonly question: Question;
  /** False where some arguments are withheld. */
  readonly whole: boolean;
  /** From `loadRegexCompiler`. */
  readonly regex: RegexCompiler;
}

/** Tries everything that a rule asks for, where deciding stops at the first that settles it. */
export function ruleChecks(rule: Rule, traced: Traced): readonly Check[] {
  const { question } = traced;
  const names = [methodCheck(rule, question), ...actionCheck(rule, question)];
  // A rule for something else has nothing more to say.
  if (names.some(({ result }) => result === 'miss')) return names;
  if (!question.plain && rule.effect !== 'deny') return [...names, NOT_PLAIN];
  return [
    ...names,
    ...resourceCheck(rule, question),
    ...rule.conditions.map((condition) => conditionCheck(condition, question)),
    ...argumentChecks(rule, traced),
    ...whenCheck(rule, traced),
  ];
}

/** What the checks come to: one certain miss settles it; else what is not known, and what cannot be judged, stays open. */
export function resultOf(checks: readonly Check[]): Check['result'] {
  const results = new Set(checks.map(({ part, result }) => (part === 'name' ? 'name' : result)));
  if (results.has('name')) return 'error';
  return (['miss', 'unknown', 'error'] as const).find((result) => results.has(result)) ?? 'match';
}

const NOT_PLAIN: Check = { part: 'name', key: '', wants: 'names that are what they look like', result: 'error' };

function methodCheck({ method }: Rule, { request }: Question): Check {
  const matches = method.some(({ glob }) => glob.test(request.method));
  return { part: 'method', key: '', wants: oneOf(textsOf(method)), result: matches ? 'match' : 'miss' };
}

function actionCheck({ action }: Rule, { request }: Question): readonly Check[] {
  if (action === null) return [];
  const matches = action.some((pattern) => namesIt(pattern, request));
  return [{ part: 'action', key: '', wants: oneOf(textsOf(action)), result: matches ? 'match' : 'miss' }];
}

/** `*` alone also speaks of requests that name nothing. */
function namesIt({ text, server, name }: ActionPattern, request: Question['request']): boolean {
  if (server?.test(request.server) === false) return false;
  return text === '*' || (request.action !== null && name.test(request.action));
}

function resourceCheck({ resource: patterns, effect }: Rule, { resource }: Question): readonly Check[] {
  if (patterns === null) return [];
  const result =
    resource === null ? 'error' : some(patterns, (pattern) => matchResource(pattern, resource, effect === 'deny'));
  return [{ part: 'resource', key: '', wants: oneOf(textsOf(patterns)), result }];
}

function conditionCheck(condition: Condition, { request }: Question): Check {
  const { key } = condition;
  const value = member(request.context, key);
  const wants = condition.kind === 'glob' ? `like \`${condition.pattern.text}\`` : `\`${condition.value}\``;
  return { part: 'context', key, wants, result: conditionResult(condition, value) };
}

function conditionResult(condition: Condition, value: JsonValue | undefined): MatchResult {
  if (condition.kind === 'glob') {
    return typeof value !== 'string' ? 'error' : condition.pattern.glob.test(value) ? 'match' : 'miss';
  }
  return typeof value !== typeof condition.value ? 'error' : value === condition.value ? 'match' : 'miss';
}

function argumentChecks({ args }: Rule, { question, whole, regex }: Traced): readonly Check[] {
  if (args === null) return [];
  const { request, environment } = question;
  const checks = argChecks(args, { args: request.args, whole, environment, regex });
  return checks.map((check) => ({ part: 'args', ...check }));
}

function whenCheck({ when }: Rule, { question, whole }: Traced): readonly Check[] {
  if (when === null) return [];
  const { facts } = question.request;
  // What is said now of facts that no log keeps would be a guess.
  const guesses =
    (when.reads.has('session') && facts?.session === undefined) ||
    (when.reads.has('tool') && facts?.tool === undefined) ||
    (when.reads.has('args') && !whole);
  return [{ part: 'when', key: '', wants: when.text, result: guesses ? 'unknown' : when.test(question).result }];
}

function textsOf(patterns: readonly { readonly text: string }[]): readonly string[] {
  return patterns.map(({ text }) => text);
}

import { speaksOfAgent } from '../agentPatterns.ts';
import { toQuestion } from '../authorize.ts';
import type { MatchEnvironment } from '../matchers/matcher.ts';
import type { RegexCompiler } from '../matchers/regex.ts';
import { decides, type Question } from '../matchRule.ts';
import { isPlainName } from '../names.ts';
import type { Effect, Pattern, Policy, PolicyMode, Rule } from '../policy.ts';
import type { AuthorizationRequest } from '../request.ts';
import { resultOf, ruleChecks, type Check, type Traced } from './ruleChecks.ts';

/** How one rule fared. */
export interface RuleTrace {
  readonly rule: string;
  readonly effect: Effect;
  readonly reason: string;
  readonly result: Check['result'] | 'not-asked';
  /** Whether it speaks for its policy. */
  readonly decides: boolean;
  readonly checks: readonly Check[];
}

/** How one policy fared. */
export interface PolicyTrace {
  readonly policy: string;
  /** Null for the floor, which lies below every priority. */
  readonly priority: number | null;
  readonly mode: PolicyMode;
  /** Why its rules were not asked, where they were not. */
  readonly asked: 'asked' | 'other-agent' | 'other-server' | 'decided-above';
  readonly rules: readonly RuleTrace[];
}

/** Every policy in the order in which it is asked. */
export interface Trace {
  readonly policies: readonly PolicyTrace[];
  /** Whether the outcome is certain, although not all of the request may be known. */
  readonly certain: boolean;
}

/** What a request is traced through. */
export interface TraceOptions {
  readonly policies: readonly Policy[];
  readonly floor: Policy;
  readonly environment: MatchEnvironment;
  readonly regex: RegexCompiler;
  /** False where some arguments of the request are withheld. */
  readonly whole: boolean;
}

/**
 * Goes the way of a decision and writes down each step: which policies and rules are asked, and how each fares. Where
 * something is not known, both ways are followed, and the outcome is not certain.
 */
export function traceRequest(request: AuthorizationRequest, options: TraceOptions): Trace {
  const { environment, regex, whole } = options;
  const plain = isPlainName(request.agent) && isPlainName(request.server);
  const traced = { question: toQuestion(request, { plain, environment }), whole, regex };
  const traces: PolicyTrace[] = [];
  let decided: Effect | null = null;
  for (const level of levelsOf(options)) {
    const policies = level.map((each) => tracePolicy(each, decided !== null, traced));
    traces.push(...policies);
    decided ??= strictestOf(policies.filter(({ mode }) => mode === 'enforce'));
  }
  return { policies: traces, certain: traces.every((policy) => isCertain(policy, decided)) };
}

interface Placed {
  readonly policy: Policy;
  readonly priority: number | null;
}

/** By priority, the highest first, the floor last; those of one priority together. */
function levelsOf({ policies, floor }: TraceOptions): readonly (readonly Placed[])[] {
  const sorted = [...policies].sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
  const levels: Placed[][] = [];
  for (const policy of sorted) {
    const last = levels.at(-1);
    if (last?.[0]?.priority === policy.priority) last.push({ policy, priority: policy.priority });
    else levels.push([{ policy, priority: policy.priority }]);
  }
  return [...levels, [{ policy: floor, priority: null }]];
}

function tracePolicy({ policy, priority }: Placed, decided: boolean, traced: Traced): PolicyTrace {
  const { name, mode, agents, servers, rules } = policy;
  const { request } = traced.question;
  const silent = !speaksOfAgent(agents, request.agent, request.facts?.agent?.id ?? null)
    ? 'other-agent'
    : !speaksOf(servers, request.server)
      ? 'other-server'
      : decided
        ? 'decided-above'
        : null;
  const asked = silent === null ? traceRules(rules, traced) : [];
  return { policy: name, priority, mode, asked: silent ?? 'asked', rules: asked };
}

function speaksOf(patterns: readonly Pattern[], name: string): boolean {
  return patterns.some(({ glob }) => glob.test(name));
}

/** The first rule that matches speaks for the policy. */
function traceRules(rules: readonly Rule[], traced: Traced): readonly RuleTrace[] {
  let settled = false;
  return rules.map((rule) => {
    const { id, effect, reason } = rule;
    if (settled) return { rule: id, effect, reason, result: 'not-asked', decides: false, checks: [] };
    const checks = ruleChecks(rule, traced);
    const result = resultOf(checks);
    settled = speaks(effect, result, traced.question);
    return { rule: id, effect, reason, result, decides: settled, checks };
  });
}

function speaks(effect: Effect, result: Check['result'], question: Question): boolean {
  return result !== 'unknown' && decides(effect, { result }, question);
}

/** Between policies of one level, deny beats ask beats allow. */
function strictestOf(policies: readonly PolicyTrace[]): Effect | null {
  const effects = policies.flatMap(({ rules }) => rules.filter((rule) => rule.decides).map(({ effect }) => effect));
  return (['deny', 'ask', 'allow'] as const).find((effect) => effects.includes(effect)) ?? null;
}

/**
 * Rules that may or may not match change nothing where what comes after them in their policy surely says the same, nor
 * where everything that surely decides does: one more voice for the outcome does not change it, at any level.
 */
function isCertain({ rules, mode }: PolicyTrace, decided: Effect | null): boolean {
  const own = rules.find((rule) => rule.decides)?.effect;
  return rules.every(({ result, effect }) => {
    return result !== 'unknown' || effect === own || (own === undefined && mode === 'enforce' && effect === decided);
  });
}

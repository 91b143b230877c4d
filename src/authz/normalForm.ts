import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import type { RuleApproval } from './approval.ts';
import type { Condition, Pattern, Policy, Rule } from './policy.ts';
import type { RuleRateLimit } from './rateLimit.ts';
import type { ResultRule } from './resultRule.ts';

/**
 * A policy as it is understood: every default written out, in the language it was written in.
 * Two files that mean the same have the same normal form, and parsing it gives the policy again.
 */
export function toNormalForm(policy: Policy): JsonObject {
  const { name, description, priority, agents, servers, mode, owasp, rules } = policy;
  return {
    name,
    ...(description === null ? {} : { description }),
    priority,
    agents: texts(agents),
    servers: texts(servers),
    mode,
    ...listed('owasp', owasp),
    rules: rules.map(ruleForm),
  };
}

/** JSON text that does not depend on the order of keys: what a hash of policies is taken of. */
export function canonicalText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`).join(',')}}`;
}

function ruleForm(rule: Rule): JsonObject {
  const { id, action, method, resource, effect, reason, args, conditions, owasp } = rule;
  return {
    id,
    ...(action === null ? {} : { action: texts(action) }),
    method: texts(method),
    ...(resource === null ? {} : { resource: texts(resource) }),
    effect,
    reason,
    ...(args === null || Object.keys(args.written).length === 0 ? {} : { args: args.written }),
    ...(args === null ? {} : { unlisted_args: args.unlisted }),
    ...(conditions.length === 0 ? {} : { conditions: Object.fromEntries(conditions.map(conditionForm)) }),
    ...(rule.when === null ? {} : { when: rule.when.text }),
    ...(rule.rateLimit === null ? {} : { rate_limit: rateLimitForm(rule.rateLimit) }),
    ...(rule.result === null ? {} : { result: resultForm(rule.result) }),
    ...(rule.approval === null ? {} : { ask: approvalForm(rule.approval) }),
    ...listed('owasp', owasp),
  };
}

function texts(patterns: readonly Pick<Pattern, 'text'>[]): string[] {
  return patterns.map(({ text }) => text);
}

/** An empty list is an error in the language, so it is left out. */
function listed(key: string, values: readonly string[]): JsonObject {
  return values.length === 0 ? {} : { [key]: [...values] };
}

function conditionForm(condition: Condition): [string, JsonValue] {
  return [condition.key, condition.kind === 'glob' ? condition.pattern.text : condition.value];
}

function rateLimitForm({ maxCalls, windowMs, per }: RuleRateLimit): JsonObject {
  return { max_calls: maxCalls, window: windowMs / 1000, per };
}

function resultForm({ secrets, injection, maxBytes, taint }: ResultRule): JsonObject {
  return { secrets, injection, ...(maxBytes === null ? {} : { max_bytes: maxBytes }), taint };
}

function approvalForm({ timeoutMs, remember }: RuleApproval): JsonObject {
  return {
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs / 1000 }),
    ...(remember === undefined ? {} : { remember: [...remember] }),
  };
}

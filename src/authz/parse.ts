import { type Fields, readFields } from './fields.ts';
import { quoted } from './matchers/operand.ts';
import { parseRule } from './parseRule.ts';
import { patternOf } from './patterns.ts';
import type { Pattern, Policy, Rule } from './policy.ts';
import { POLICY_KEYS } from './policyKeys.ts';
import type { Engines, PolicyContext } from './shape.ts';
import { isSimpleForm, toFullForm } from './simpleForm.ts';
import type { Problem, Report, SourceNode } from './source.ts';

/** A policy, or everything that is wrong with its file; a warning leaves the policy valid. */
export type ParsedPolicy =
  { readonly policy: Policy; readonly warnings: readonly Problem[] } | { readonly problems: readonly Problem[] };

/** Validates one policy document, in either form; `engines` are those that `loadEngines` gives for it. */
export function parsePolicy(file: string, node: SourceNode, engines: Engines): ParsedPolicy {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const context = { ...engines, report: collect(file, problems), warn: collect(file, warnings) };
  const policy = parse(node, context);
  return policy === null || problems.length > 0 ? { problems } : { policy, warnings };
}

const ANY: readonly Pattern[] = [patternOf('*')];

function collect(file: string, problems: Problem[]): Report {
  return (at, message) => problems.push({ file, at, message });
}

function parse(node: SourceNode, context: PolicyContext): Policy | null {
  const full = isSimpleForm(node) ? toFullForm(node, context) : node;
  const expected = 'a policy: a map with `name`, `agents` and `rules`';
  const fields = full === null ? null : readFields(full, POLICY_KEYS, context, expected);
  return fields === null ? null : parseFields(fields, context);
}

/** INVARIANT: a fallback (`?? 0`) stands in only after a report, and a policy with a report is never used. */
function parseFields(fields: Fields<typeof POLICY_KEYS>, context: PolicyContext): Policy {
  const policy = {
    name: fields.read('name') ?? '',
    description: fields.read('description'),
    priority: fields.read('priority') ?? 0,
    agents: fields.read('agents') ?? [],
    servers: fields.read('servers') ?? ANY,
    mode: fields.read('mode') ?? 'enforce',
    owasp: fields.read('owasp') ?? [],
  };
  return { ...policy, rules: parseRules(fields.read('rules') ?? [], policy, context) };
}

function parseRules(
  items: readonly SourceNode[],
  policy: { readonly name: string; readonly owasp: readonly string[] },
  context: PolicyContext,
): readonly Rule[] {
  const rules: Rule[] = [];
  const ids = new Set<string>();
  for (const [index, item] of items.entries()) {
    const rule = parseRule(item, { id: `${policy.name}#${index + 1}`, owasp: policy.owasp }, context);
    if (rule === null) continue;
    if (ids.has(rule.id)) context.report(item.at, `duplicate rule id ${quoted(rule.id)}, expected another one`);
    ids.add(rule.id);
    rules.push(rule);
  }
  return rules;
}

import {
  type Fields,
  type KeyTable,
  readChoice,
  readFields,
  readInteger,
  readList,
  readName,
  readText,
  required,
} from './fields.ts';
import { quoted } from './matchers/operand.ts';
import type { RegexCompiler } from './matchers/regex.ts';
import { parseRule, type PolicyContext } from './parseRule.ts';
import { patternOf, readOwasp, readPatternList } from './patterns.ts';
import type { Pattern, Policy, Rule } from './policy.ts';
import type { Problem, Report, SourceNode } from './source.ts';

/** A policy, or everything that is wrong with its file; a warning leaves the policy valid. */
export type ParsedPolicy =
  { readonly policy: Policy; readonly warnings: readonly Problem[] } | { readonly problems: readonly Problem[] };

/** Validates one policy document; `regex` is needed only where `usesRegex` says so. */
export function parsePolicy(
  file: string,
  node: SourceNode,
  options: { readonly regex: RegexCompiler | null },
): ParsedPolicy {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const report = collect(file, problems);
  const fields = readFields(node, POLICY_KEYS, report, 'a policy: a map with `name`, `agents` and `rules`');
  if (fields === null) return { problems };
  const policy = parseFields(fields, { report, warn: collect(file, warnings), regex: options.regex });
  return problems.length > 0 ? { problems } : { policy, warnings };
}

const POLICY_KEYS: KeyTable = {
  known: ['name', 'description', 'priority', 'agents', 'servers', 'mode', 'owasp', 'rules'],
  later: new Set(['agent', 'tools', 'everything_else']),
};

const ANY: readonly Pattern[] = [patternOf('*')];

const MODES = ['enforce', 'observe'] as const;

function collect(file: string, problems: Problem[]): Report {
  return (at, message) => problems.push({ file, at, message });
}

/** INVARIANT: a fallback (`?? 0`) stands in only after a report, and a policy with a report is never used. */
function parseFields(fields: Fields, context: PolicyContext): Policy {
  const { report } = context;
  const { values } = fields;
  const name = required(fields, 'name', 'the name of the policy', report);
  const description = values.get('description');
  const priority = values.get('priority');
  const servers = values.get('servers');
  const mode = values.get('mode');
  const policy = {
    name: name === null ? '' : (readName(name, 'the name of the policy', report) ?? ''),
    description: description === undefined ? null : readText(description, 'a description', report),
    priority: priority === undefined ? 0 : (readInteger(priority, 0, 100, report) ?? 0),
    agents: readAgents(fields, report),
    servers: servers === undefined ? ANY : readPatternList(servers, 'server', report),
    mode: mode === undefined ? 'enforce' : (readChoice(mode, 'mode', MODES, report) ?? 'enforce'),
    owasp: readOwasp(values.get('owasp'), report),
  };
  return { ...policy, rules: parseRules(fields, policy, context) };
}

function readAgents(fields: Fields, report: Report): readonly Pattern[] {
  const node = required(fields, 'agents', 'a list of globs on the names of agents, `["*"]` for any', report);
  return node === null ? [] : readPatternList(node, 'agent', report);
}

function parseRules(
  fields: Fields,
  policy: { readonly name: string; readonly owasp: readonly string[] },
  context: PolicyContext,
): readonly Rule[] {
  const node = required(fields, 'rules', 'a list of rules', context.report);
  const items = node === null ? null : readList(node, 'a list of rules', context.report);
  const rules: Rule[] = [];
  const ids = new Set<string>();
  for (const [index, item] of (items ?? []).entries()) {
    const rule = parseRule(item, { id: `${policy.name}#${index + 1}`, owasp: policy.owasp }, context);
    if (rule === null) continue;
    if (ids.has(rule.id)) context.report(item.at, `duplicate rule id ${quoted(rule.id)}, expected another one`);
    ids.add(rule.id);
    rules.push(rule);
  }
  return rules;
}

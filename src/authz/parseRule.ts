import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { type Fields, type KeyTable, readChoice, readFields, readName, readText, required } from './fields.ts';
import { type ArgEntry, argKeyProblem, compileArgs } from './matchers/args.ts';
import { quoted, readJson, refuse } from './matchers/operand.ts';
import type { RegexCompiler } from './matchers/regex.ts';
import { parseMatchers } from './matchers/table.ts';
import { patternOf, readActions, readOwasp, readPatterns } from './patterns.ts';
import type { ActionPattern, Condition, Effect, Pattern, Rule, RuleArgs } from './policy.ts';
import type { Report, SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

/** What the parsers of one file share. */
export interface PolicyContext {
  readonly report: Report;
  readonly warn: Report;
  readonly regex: RegexCompiler | null;
}

/** What a rule takes over from its policy. */
export interface RuleDefaults {
  readonly id: string;
  readonly owasp: readonly string[];
}

/** Validates one rule; null where it is no map. The fallbacks stand in only after a report, see `parsePolicy`. */
export function parseRule(node: SourceNode, defaults: RuleDefaults, context: PolicyContext): Rule | null {
  const { report } = context;
  const fields = readFields(node, RULE_KEYS, report, 'a rule: a map with `action`, `effect` and `reason`');
  if (fields === null) return null;
  const { values } = fields;
  const id = values.get('id');
  const effect = required(fields, 'effect', '`allow`, `deny` or `ask`', report);
  const reason = required(fields, 'reason', 'a sentence for people and models', report);
  const resource = values.get('resource');
  const method = readMethod(fields, context);
  const action = readAction(fields, method, context);
  const decided = (effect === null ? null : readChoice(effect, 'effect', EFFECTS, report)) ?? 'deny';
  return {
    id: id === undefined ? defaults.id : (readName(id, 'the id of the rule', report) ?? defaults.id),
    effect: decided,
    reason: reason === null ? '' : (readText(reason, 'a sentence', report) ?? ''),
    action,
    method,
    resource: resource === undefined ? null : readPatterns(resource, 'glob on the URI', report, '/'),
    args: readArgs(fields, { effect: decided, action }, context),
    conditions: readConditions(fields, decided, context),
    owasp: [...new Set([...defaults.owasp, ...readOwasp(values.get('owasp'), report)])],
  };
}

const RULE_KEYS: KeyTable = {
  known: ['id', 'action', 'method', 'resource', 'effect', 'reason', 'args', 'unlisted_args', 'conditions', 'owasp'],
  later: new Set(['when', 'rate_limit', 'result', 'ask']),
};

const EFFECTS = ['allow', 'deny', 'ask'] as const;
const UNLISTED = ['allow', 'deny'] as const;

/** Methods whose requests always name something; a rule for these alone has to say what. */
const NAMED_METHODS: ReadonlySet<string> = new Set(['tools/call', 'prompts/get']);

/** Methods whose requests never do. */
const NAMELESS_METHODS: ReadonlySet<string> = new Set([
  'resources/read',
  'resources/subscribe',
  'sampling/createMessage',
  'elicitation/create',
  'roots/list',
]);

const DEFAULT_METHOD: readonly Pattern[] = [patternOf('tools/call')];

const KNOWN_METHODS: ReadonlySet<string> = new Set([...NAMED_METHODS, ...NAMELESS_METHODS]);

function readMethod({ values }: Fields, { report, warn }: PolicyContext): readonly Pattern[] {
  const node = values.get('method');
  if (node === undefined) return DEFAULT_METHOD;
  const patterns = readPatterns(node, 'glob on the name of a method', report);
  for (const { text, glob } of patterns) {
    const near = glob.isLiteral && !KNOWN_METHODS.has(text) ? didYouMean(text, KNOWN_METHODS) : '';
    if (near !== '') warn(node.at, `no method of MCP is named ${quoted(text)}${near}`);
  }
  return patterns;
}

function readAction(
  fields: Fields,
  method: readonly Pattern[],
  { report, warn }: PolicyContext,
): readonly ActionPattern[] | null {
  const node = fields.values.get('action');
  const only = (methods: ReadonlySet<string>) => method.length > 0 && method.every(({ text }) => methods.has(text));
  if (node === undefined) {
    if (only(NAMED_METHODS)) required(fields, 'action', 'a glob on the name of a tool, `"*"` for any', report);
    return null;
  }
  const actions = readActions(node, report);
  const anyName = actions.some(({ text }) => text === '*');
  if (only(NAMELESS_METHODS) && !anyName) {
    report(
      node.at,
      `\`action\` never matches ${method.map(({ text }) => quoted(text)).join(', ')}, which names none, expected \`resource\` or neither`,
    );
  }
  if (fields.values.has('resource') && only(NAMED_METHODS)) {
    warn(
      node.at,
      'a call of a tool or prompt has no resource in MCP: with `resource`, an allow rule never matches it and a deny rule always does',
    );
  }
  return actions;
}

/** A rule that lists arguments to let something through lists all of them, unless it says otherwise. */
function readArgs(
  { values }: Fields,
  { effect, action }: Pick<Rule, 'effect' | 'action'>,
  context: PolicyContext,
): RuleArgs | null {
  const { report, warn } = context;
  const node = values.get('args');
  const unlistedNode = values.get('unlisted_args');
  if (node === undefined && unlistedNode === undefined) return null;
  const given = unlistedNode === undefined ? null : readChoice(unlistedNode, 'value', UNLISTED, report);
  if (effect === 'deny' && given === 'deny' && unlistedNode !== undefined) {
    report(
      unlistedNode.at,
      '`unlisted_args: deny` would let a call escape this deny rule by one more argument, expected `allow`',
    );
  }
  const isWide = action === null || !action.every(({ name }) => name.isLiteral);
  if (effect === 'deny' && node !== undefined && isWide) {
    warn(node.at, 'a call that lacks these arguments cannot be judged, so this rule denies it too');
  }
  const unlisted = given ?? (effect === 'deny' ? 'allow' : 'deny');
  const entries = node === undefined ? [] : readArgEntries(node, context);
  const written = node === undefined ? {} : readJson(node, report)?.json;
  return { written: isObject(written) ? written : {}, unlisted, matcher: compileArgs(entries, unlisted) };
}

function readArgEntries(node: SourceNode, { report, regex }: PolicyContext): readonly ArgEntry[] {
  if (node.kind !== 'map' || node.entries.length === 0) {
    refuse(node, report, 'a map of arguments and what each must be, such as `path: { under: ["/data"] }`');
    return [];
  }
  const entries: ArgEntry[] = [];
  for (const { key, keyAt, value } of node.entries) {
    const problem = argKeyProblem(key);
    if (problem !== null) report(keyAt, `the argument ${quoted(key)} cannot be read: ${problem}`);
    const matcher = parseMatchers(value, report, { regex });
    if (matcher !== null) entries.push({ key, matcher });
  }
  return entries;
}

function readConditions({ values }: Fields, effect: Effect, context: PolicyContext): readonly Condition[] {
  const node = values.get('conditions');
  if (node === undefined) return [];
  if (node.kind !== 'map' || node.entries.length === 0) {
    refuse(node, context.report, 'a map of context keys and what each must be');
    return [];
  }
  if (effect !== 'deny') {
    context.warn(node.at, 'the context is what the caller says of itself: it narrows this rule, it proves nothing');
  }
  return node.entries
    .map(({ key, value }) => readCondition(key, value, context))
    .filter((condition) => condition !== null);
}

function readCondition(key: string, node: SourceNode, { report }: PolicyContext): Condition | null {
  if (node.kind !== 'scalar' || node.value === null) return refuse(node, report, 'a glob, a number, `true` or `false`');
  if (typeof node.value !== 'string') return { key, kind: 'value', value: node.value };
  const [pattern] = readPatterns(node, 'glob', report);
  return pattern === undefined ? null : { key, kind: 'glob', pattern };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

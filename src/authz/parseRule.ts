import { type Fields, missingKey, readFields } from './fields.ts';
import { compileArgs } from './matchers/args.ts';
import { quoted } from './matchers/operand.ts';
import { patternOf } from './patterns.ts';
import type { ActionPattern, Condition, Effect, Pattern, Rule, RuleArgs } from './policy.ts';
import { RULE_KEYS } from './ruleKeys.ts';
import type { PolicyContext } from './shape.ts';
import type { SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';
import type { WhenCondition } from './when/condition.ts';

/** What a rule takes over from its policy. */
export interface RuleDefaults {
  readonly id: string;
  readonly owasp: readonly string[];
}

/** Validates one rule; null where it is no map. The fallbacks stand in only after a report, see `parsePolicy`. */
export function parseRule(node: SourceNode, defaults: RuleDefaults, context: PolicyContext): Rule | null {
  const fields = readFields(node, RULE_KEYS, context, 'a rule: a map with `action`, `effect` and `reason`');
  if (fields === null) return null;
  const effect = fields.read('effect') ?? 'deny';
  const reason = fields.read('reason') ?? '';
  const method = readMethod(fields, context);
  const action = readAction(fields, method, context);
  refuseUnfit(fields, effect, context);
  const args = readArgs(fields, { effect, action }, context);
  return {
    id: fields.read('id') ?? defaults.id,
    effect,
    reason,
    action,
    method,
    resource: fields.read('resource'),
    args,
    conditions: readConditions(fields, effect, context),
    when: readWhen(fields, { effect, args }, context),
    rateLimit: fields.read('rate_limit'),
    result: fields.read('result'),
    approval: fields.read('ask'),
    owasp: [...new Set([...defaults.owasp, ...(fields.read('owasp') ?? [])])],
  };
}

type RuleFields = Fields<typeof RULE_KEYS>;

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

function readMethod(fields: RuleFields, { warn }: PolicyContext): readonly Pattern[] {
  const node = fields.node('method');
  if (node === undefined) return DEFAULT_METHOD;
  const patterns = fields.read('method') ?? [];
  for (const { text, glob } of patterns) {
    const near = glob.isLiteral && !KNOWN_METHODS.has(text) ? didYouMean(text, KNOWN_METHODS) : '';
    if (near !== '') warn(node.at, `no method of MCP is named ${quoted(text)}${near}`);
  }
  return patterns;
}

function readAction(
  fields: RuleFields,
  method: readonly Pattern[],
  { report, warn }: PolicyContext,
): readonly ActionPattern[] | null {
  const node = fields.node('action');
  const only = (methods: ReadonlySet<string>) => method.length > 0 && method.every(({ text }) => methods.has(text));
  if (node === undefined) {
    if (only(NAMED_METHODS)) report(fields.at, missingKey('action', 'a glob on the name of a tool, `"*"` for any'));
    return null;
  }
  const actions = fields.read('action') ?? [];
  const anyName = actions.some(({ text }) => text === '*');
  if (only(NAMELESS_METHODS) && !anyName) {
    report(
      node.at,
      `\`action\` never matches ${method.map(({ text }) => quoted(text)).join(', ')}, which names none, expected \`resource\` or neither`,
    );
  }
  if (fields.node('resource') !== undefined && only(NAMED_METHODS)) {
    warn(
      node.at,
      'a call of a tool or prompt has no resource in MCP: with `resource`, an allow rule never matches it and a deny rule always does',
    );
  }
  return actions;
}

/** Keys that say how something is let through: they mean nothing in a rule that lets nothing through. */
const PERMIT_KEYS = ['rate_limit', 'result'] as const;

function refuseUnfit(fields: RuleFields, effect: Effect, { report }: PolicyContext): void {
  const asked = fields.node('ask');
  if (asked !== undefined && effect !== 'ask') {
    report(asked.at, '`ask` says how a person is asked, expected it beside `effect: ask` only');
  }
  for (const key of PERMIT_KEYS) {
    const node = fields.node(key);
    if (node !== undefined && effect === 'deny') {
      report(node.at, `\`${key}\` is about what a rule lets through, expected it beside \`allow\` or \`ask\` only`);
    }
  }
}

/** A rule that lists arguments to let something through lists all of them, unless it says otherwise. */
function readArgs(
  fields: RuleFields,
  { effect, action }: Pick<Rule, 'effect' | 'action'>,
  { report, warn }: PolicyContext,
): RuleArgs | null {
  const node = fields.node('args');
  const unlistedNode = fields.node('unlisted_args');
  if (node === undefined && unlistedNode === undefined) return null;
  const given = fields.read('unlisted_args');
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
  const { written, entries } = fields.read('args') ?? { written: {}, entries: [] };
  return { written, unlisted, matcher: compileArgs(entries, unlisted) };
}

function readConditions(fields: RuleFields, effect: Effect, { warn }: PolicyContext): readonly Condition[] {
  const node = fields.node('conditions');
  if (node !== undefined && effect !== 'deny' && node.kind === 'map' && node.entries.length > 0) {
    warn(node.at, CLAIM);
  }
  return fields.read('conditions') ?? [];
}

const CLAIM = 'the context is what the caller says of itself: it narrows this rule, it proves nothing';

function readWhen(
  fields: RuleFields,
  { effect, args }: Pick<Rule, 'effect' | 'args'>,
  { warn }: PolicyContext,
): WhenCondition | null {
  const node = fields.node('when');
  const when = fields.read('when');
  if (node === undefined || when === null || effect === 'deny') return when;
  if (when.reads.has('context')) warn(node.at, CLAIM);
  if (when.reads.has('args') && args === null) {
    warn(
      node.at,
      'an argument that `when` does not look at may be anything, expected `args` to list all that may be there',
    );
  }
  return when;
}

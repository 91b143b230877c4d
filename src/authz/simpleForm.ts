import { type KeyTable, readFields } from './fields.ts';
import { quoted, refuse } from './matchers/operand.ts';
import type { Effect } from './policy.ts';
import { SHARED_KEYS } from './policyKeys.ts';
import { effectShape } from './ruleKeys.ts';
import { nameShape, type PolicyContext, type Shape, textShape } from './shape.ts';
import type { Position, SourceEntry, SourceNode } from './source.ts';

/** Whether a document is a policy in the simple form: `agent`, `tools` and `everything_else` in place of rules. */
export function isSimpleForm(node: SourceNode): boolean {
  if (node.kind !== 'map') return false;
  const has = (keys: readonly string[]) => node.entries.some(({ key }) => keys.includes(key));
  return has(SIMPLE_ONLY) && !has(FULL_ONLY);
}

/** Keys that tell one form from the other. */
export const SIMPLE_ONLY = ['agent', 'tools', 'everything_else'];
export const FULL_ONLY = ['agents', 'rules'];

const toolsShape: Shape<readonly SourceEntry[]> = {
  schema: { type: 'object', minProperties: 1, additionalProperties: effectShape.schema },
  read(node, { report }) {
    if (node.kind === 'map' && node.entries.length > 0) return node.entries;
    return refuse(node, report, 'a map of tools and what is done about each, such as `"email.read": allow`');
  },
};

/** Every key of the simple form. */
export const SIMPLE_KEYS = {
  name: {
    description: "Names the policy; the agent's name where it is not given.",
    shape: nameShape('the name of the policy'),
  },
  ...SHARED_KEYS,
  agent: {
    description: "The agent's name, or a glob on it.",
    shape: textShape('the name of an agent'),
    required: 'the name of an agent, `"*"` for any',
  },
  tools: {
    description:
      'Globs on the names of tools, and whether each is allowed, denied or asked about. The first that matches decides.',
    shape: toolsShape,
    required: 'a map of tools and what is done about each',
  },
  everything_else: {
    description:
      'What is done about all other tools; `deny` also denies whatever else a server offers. Where it is not given, other policies decide.',
    shape: effectShape,
  },
} as const satisfies KeyTable;

/**
 * Writes a policy of the simple form in the full one, which is then read like any other; what is wrong with a part is
 * reported where that part stands. Null after a report of what cannot be written so.
 */
export function toFullForm(node: SourceNode, context: PolicyContext): SourceNode | null {
  const fields = readFields(node, SIMPLE_KEYS, context, 'a policy');
  if (fields === null) return null;
  const agent = fields.read('agent');
  const agentNode = fields.node('agent');
  const tools = fields.read('tools');
  const rest = fields.node('everything_else');
  if (agent === null || agentNode === undefined || tools === null) {
    // What else is wrong with the file is reported all the same.
    for (const key of SHARED) fields.read(key);
    return null;
  }
  const name = fields.node('name');
  if (name === undefined && /[*?[\]{}\\/]/.test(agent)) {
    context.report(agentNode.at, `${quoted(agent)} is a glob and no name, expected \`name\` to name the policy`);
  }
  const at = fields.at;
  const rules = tools.map(({ key, keyAt, value }) => toolRule(key, keyAt, value));
  const last = rest === undefined ? [] : [restRule(rest)];
  const kept = SHARED.map((key) => ({ key, value: fields.node(key) }));
  return map(at, [
    ['name', name ?? scalar(agentNode.at, agent)],
    ['agents', { kind: 'seq', at: agentNode.at, items: [scalar(agentNode.at, agent)] }],
    ...kept.flatMap(({ key, value }): [string, SourceNode][] => (value === undefined ? [] : [[key, value]])),
    ['rules', { kind: 'seq', at, items: [...rules, ...last] }],
  ]);
}

const SHARED = ['description', 'priority', 'servers', 'mode', 'owasp'] as const satisfies (keyof typeof SHARED_KEYS)[];

const TOOL_REASONS: Readonly<Record<Effect, (tool: string) => string>> = {
  allow: (tool) => `The policy lets this agent use ${tool}`,
  deny: (tool) => `The policy keeps this agent from ${tool}`,
  ask: (tool) => `A person confirms each use of ${tool}`,
};

function toolRule(key: string, at: Position, effect: SourceNode): SourceNode {
  return map(at, [
    ['action', scalar(at, key)],
    ['effect', effect],
    ['reason', scalar(at, TOOL_REASONS[effectOf(effect)](quoted(key)))],
  ]);
}

const REST_REASONS: Readonly<Record<Effect, string>> = {
  allow: 'The policy lets this agent use every other tool',
  deny: 'The policy lets this agent use nothing else',
  ask: 'A person confirms each use of any other tool',
};

/** Least of all is let through: a denial is for every method, an allow or ask for tools alone. */
function restRule(effect: SourceNode): SourceNode {
  const { at } = effect;
  const denies = effectOf(effect) === 'deny';
  return map(at, [
    denies ? ['method', scalar(at, '*')] : ['action', scalar(at, '*')],
    ['effect', effect],
    ['reason', scalar(at, REST_REASONS[effectOf(effect)])],
  ]);
}

/** What is none is reported when the rule is read. */
function effectOf(node: SourceNode): Effect {
  return node.kind === 'scalar' && (node.value === 'allow' || node.value === 'ask') ? node.value : 'deny';
}

function scalar(at: Position, value: string): SourceNode {
  return { kind: 'scalar', at, value };
}

function map(at: Position, entries: readonly [string, SourceNode][]): SourceNode {
  return { kind: 'map', at, entries: entries.map(([key, value]) => ({ key, keyAt: at, value })) };
}

import { type KeyTable, schemaOf } from './fields.ts';
import { nameGlobsShape, owaspShape } from './patterns.ts';
import { refuse } from './matchers/operand.ts';
import { RULE_KEYS } from './ruleKeys.ts';
import { choiceShape, integerShape, nameShape, type Shape, textShape } from './shape.ts';
import type { SourceNode } from './source.ts';

/** The keys that both forms of a policy have. */
export const SHARED_KEYS = {
  description: { description: 'What the policy is for, in one line.', shape: textShape('a description') },
  priority: {
    description: 'From 0 to 100. The highest at which some policy decides wins; 0 where it is not given.',
    shape: integerShape(0, 100),
  },
  servers: {
    description: 'Globs on the names of MCP servers; any server where it is not given.',
    shape: nameGlobsShape('server'),
  },
  mode: {
    description: '`observe` lets through what the policy would deny or ask, and has it recorded.',
    shape: choiceShape('mode', ['enforce', 'observe']),
  },
  owasp: {
    description: 'Ids of the threats that every rule of the policy is about, from the OWASP lists.',
    shape: owaspShape,
  },
} as const satisfies KeyTable;

/** The rules as they were written: each is read with what it takes over from its policy. */
const rulesShape: Shape<readonly SourceNode[]> = {
  get schema() {
    return { type: 'array', minItems: 1, items: { ...schemaOf(RULE_KEYS), anyOf: NAMES_SOMETHING } };
  },
  read(node, { report }) {
    if (node.kind !== 'seq' || node.items.length === 0) return refuse(node, report, 'a list of rules');
    return node.items;
  },
};

/** A rule for tools, which is one that says no method, says which. */
const NAMES_SOMETHING = [{ required: ['action'] }, { required: ['method'] }];

/** Every key of a policy. */
export const POLICY_KEYS = {
  name: {
    description: 'Names the policy in decisions and in the log; no two policies of a set share one.',
    shape: nameShape('the name of the policy'),
    required: 'the name of the policy',
  },
  ...SHARED_KEYS,
  agents: {
    description: 'Globs on the names of agents; `["*"]` for any.',
    shape: nameGlobsShape('agent'),
    required: 'a list of globs on the names of agents, `["*"]` for any',
  },
  rules: {
    description: 'Read from top to bottom: the first rule that matches decides for the policy.',
    shape: rulesShape,
    required: 'a list of rules',
  },
} as const satisfies KeyTable;

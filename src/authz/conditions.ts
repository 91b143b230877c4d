import { refuse } from './matchers/operand.ts';
import { patternsShape } from './patterns.ts';
import type { Condition } from './policy.ts';
import type { PolicyContext, Shape } from './shape.ts';
import type { SourceNode } from './source.ts';

/** What the context must say under each key: a glob for text, the very value otherwise. */
export const conditionsShape: Shape<readonly Condition[]> = {
  schema: { type: 'object', minProperties: 1, additionalProperties: { type: ['string', 'number', 'boolean'] } },
  read(node, context) {
    if (node.kind !== 'map' || node.entries.length === 0) {
      return refuse(node, context.report, 'a map of context keys and what each must be');
    }
    return node.entries
      .map(({ key, value }) => readCondition(key, value, context))
      .filter((condition) => condition !== null);
  },
};

const GLOB = patternsShape('glob');

function readCondition(key: string, node: SourceNode, context: PolicyContext): Condition | null {
  if (node.kind !== 'scalar' || node.value === null) {
    return refuse(node, context.report, 'a glob, a number, `true` or `false`');
  }
  if (typeof node.value !== 'string') return { key, kind: 'value', value: node.value };
  const [pattern] = GLOB.read(node, context) ?? [];
  return pattern === undefined ? null : { key, kind: 'glob', pattern };
}

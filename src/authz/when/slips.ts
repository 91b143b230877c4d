import type { ASTNode } from '@marcbachmann/cel-js';
import { oneOf, quoted } from '../matchers/operand.ts';
import { didYouMean } from '../suggest.ts';
import { TYPES, VARIABLES } from './variables.ts';

/**
 * Comparisons that can never hold: `tool.risk.level == "hihg"` is valid CEL, and in a deny rule a hole. Gives what is
 * wrong with one node alone, and which of its parts it is.
 */
export function slips(node: ASTNode): readonly { readonly part: ASTNode; readonly message: string }[] {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
  const [left, right] = node.args;
  const known = valuesOf(left) ?? valuesOf(right);
  if (known === null) return [];
  return [left, right]
    .flatMap(textsOf)
    .filter(({ text }) => !known.includes(text))
    .map(({ part, text }) => ({
      part,
      message: `${quoted(text)} never equals this, expected ${oneOf(known)}${didYouMean(text, known)}`,
    }));
}

/** The texts that a node spells out. */
function textsOf(node: ASTNode): readonly { readonly part: ASTNode; readonly text: string }[] {
  if (node.op === 'value') return typeof node.args === 'string' ? [{ part: node, text: node.args }] : [];
  return node.op === 'list' ? node.args.flatMap(textsOf) : [];
}

/** All that a part of a variable can be; null for any other node. */
function valuesOf(node: ASTNode): readonly string[] | null {
  return node.op === '.' ? (fieldOf(node.args[0], node.args[1])?.values ?? null) : null;
}

function fieldOf(base: ASTNode, key: string) {
  const name = typeOf(base);
  const fields = TYPES.find((type) => type.name === name)?.fields ?? {};
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function typeOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return VARIABLES.get(node.args);
  return node.op === '.' ? fieldOf(node.args[0], node.args[1])?.type : undefined;
}

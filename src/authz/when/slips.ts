import type { ASTNode } from '@marcbachmann/cel-js';
import { oneOf, quoted } from '../matchers/operand.ts';
import { didYouMean } from '../suggest.ts';
import { sourceText } from './render.ts';
import { type FieldRow, type TypeRow, TYPES, VARIABLES } from './variables.ts';

/** One thing that is wrong with a node alone, and which of its parts it is. */
export interface Slip {
  readonly part: ASTNode;
  readonly message: string;
}

/**
 * Parts that a variable does not have, and comparisons that can never hold: `tool.risk.level == "hihg"` is valid CEL,
 * and in a deny rule a hole.
 */
export function slips(node: ASTNode): readonly Slip[] {
  return node.op === '.' ? unknownPart(node) : neverEqual(node);
}

function unknownPart(node: Extract<ASTNode, { op: '.' }>): readonly Slip[] {
  const [base, key] = node.args;
  const type = typeRow(base);
  if (type === undefined || Object.hasOwn(type.fields, key)) return [];
  const known = Object.keys(type.fields);
  const expected = didYouMean(key, known) || `, expected one of ${known.map(quoted).join(', ')}`;
  return [{ part: node, message: `${quoted(sourceText(base))} has no ${quoted(key)}${expected}` }];
}

function neverEqual(node: ASTNode): readonly Slip[] {
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

function fieldOf(base: ASTNode, key: string): FieldRow | undefined {
  const { fields = {} } = typeRow(base) ?? {};
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function typeRow(node: ASTNode): TypeRow | undefined {
  const name = typeOf(node);
  return TYPES.find((type) => type.name === name);
}

function typeOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return VARIABLES.get(node.args);
  return node.op === '.' ? fieldOf(node.args[0], node.args[1])?.type : undefined;
}

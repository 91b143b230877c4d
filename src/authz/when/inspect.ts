import type { ASTNode } from '@marcbachmann/cel-js';
import { quoted } from '../matchers/operand.ts';
import type { RegexCompiler } from '../matchers/regex.ts';
import { didYouMean } from '../suggest.ts';
import type { WhenProblem } from './condition.ts';
import { type FunctionRow, findFunctions, functionNames } from './functions.ts';
import { MAX_DEPTH, MAX_LOOPS, MAX_NODES } from './limits.ts';
import { literalProblem } from './literals.ts';
import { isMacro, MACROS } from './macros.ts';
import { slips } from './slips.ts';
import { VARIABLES } from './variables.ts';

/** What an expression looks at and calls. */
export interface Inspection {
  readonly problems: readonly WhenProblem[];
  readonly reads: ReadonlySet<string>;
  /** The texts of its regular expressions. */
  readonly patterns: ReadonlySet<string>;
}

/**
 * Goes through an expression before it is used: only variables, functions and values of the tables are let through,
 * whatever else the engine knows, and only so many of them.
 */
export function inspect(ast: ASTNode, regex: RegexCompiler | null): Inspection {
  const inspector: Inspector = {
    regex,
    problems: [],
    reads: new Set(),
    patterns: new Set(),
    nodes: 0,
  };
  visit(inspector, ast, { names: [], loops: 0, depth: 0 });
  if (inspector.nodes > MAX_NODES) {
    inspector.problems.push({ index: 0, message: `the expression has more than ${MAX_NODES} parts` });
  }
  return inspector;
}

interface Inspector extends Inspection {
  readonly regex: RegexCompiler | null;
  readonly problems: WhenProblem[];
  readonly reads: Set<string>;
  readonly patterns: Set<string>;
  nodes: number;
}

/** Where in the expression a node stands. */
interface Scope {
  /** What the loops around it call their items. */
  readonly names: readonly string[];
  readonly loops: number;
  readonly depth: number;
}

/** Names of types, for `type(x) == string`. */
const TYPE_NAMES: ReadonlySet<string> = new Set(['int', 'double', 'string', 'bool', 'list', 'map', 'null_type']);

function visit(inspector: Inspector, node: ASTNode, outer: Scope): void {
  inspector.nodes += 1;
  const scope = { ...outer, depth: outer.depth + 1 };
  if (scope.depth === MAX_DEPTH) report(inspector, node, `the expression is nested more than ${MAX_DEPTH} deep`);
  if (scope.depth >= MAX_DEPTH || inspector.nodes > MAX_NODES) return;
  for (const { part, message } of slips(node)) report(inspector, part, message);
  if (node.op === 'value') visitValue(inspector, node);
  else if (node.op === 'id') visitName(inspector, node, node.args, scope);
  else if (node.op === 'call') {
    visitCall(inspector, node, { kind: 'function', name: node.args[0], args: node.args[1] }, scope);
  } else if (node.op === 'rcall') {
    visit(inspector, node.args[1], scope);
    visitCall(inspector, node, { kind: 'method', name: node.args[0], args: node.args[2] }, scope);
  } else for (const part of partsOf(node)) visit(inspector, part, scope);
}

/** The nodes below one that is no call. */
function partsOf(node: ASTNode): readonly ASTNode[] {
  const args: unknown = node.args;
  const found = Array.isArray(args) ? args.flat() : [args];
  return found.filter((part): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part);
}

function report({ problems }: Inspector, node: ASTNode, message: string, index = placeOf(node)): void {
  problems.push({ index, message });
}

/** A method or a part stands after what it belongs to. */
function placeOf(node: ASTNode): number {
  if (node.op === 'rcall') return node.input.indexOf(node.args[0], node.args[1].end);
  return node.op === '.' ? node.pos : node.start;
}

function visitValue(inspector: Inspector, node: Extract<ASTNode, { op: 'value' }>): void {
  // Numbers of JSON are doubles and never unsigned; bytes are nowhere in a call.
  if (typeof node.args === 'object' && node.args !== null) {
    report(inspector, node, 'bytes and unsigned numbers are not supported');
  }
}

function visitName(inspector: Inspector, node: ASTNode, name: string, { names }: Scope): void {
  if (names.includes(name) || TYPE_NAMES.has(name)) return;
  if (VARIABLES.has(name)) {
    inspector.reads.add(name);
    return;
  }
  const known = [...VARIABLES.keys(), ...names];
  report(
    inspector,
    node,
    `unknown name ${quoted(name)}${didYouMean(name, known) || `, expected one of ${known.map(quoted).join(', ')}`}`,
  );
}

interface Call {
  readonly kind: FunctionRow['kind'];
  readonly name: string;
  readonly args: readonly ASTNode[];
}

function visitCall(inspector: Inspector, node: ASTNode, call: Call, scope: Scope): void {
  const { kind, name, args } = call;
  if (isMacro(call)) {
    visitLoop(inspector, node, call, scope);
    return;
  }
  if (kind === 'method' && MACROS.includes(name)) {
    report(inspector, node, `${quoted(name)} takes a name for the item and what is asked of it`);
    return;
  }
  for (const arg of args) visit(inspector, arg, scope);
  if (kind === 'function' && name === 'has') return;
  const rows = findFunctions(name, kind);
  const row = rows.find(({ arity }) => arity === args.length);
  if (row !== undefined) checkLiteral(inspector, row, args);
  else if (rows.length > 0) report(inspector, node, `${quoted(name)} takes ${counts(rows)}, not ${args.length}`);
  else report(inspector, node, unknownFunction(call));
}

function counts(rows: readonly FunctionRow[]): string {
  const last = rows.at(-1)?.arity ?? 0;
  return `${rows.map(({ arity }) => String(arity)).join(' or ')} ${last === 1 ? 'argument' : 'arguments'}`;
}

function unknownFunction({ kind, name }: Call): string {
  const known = [...functionNames(kind), ...(kind === 'method' ? MACROS : ['has'])];
  const isOther = findFunctions(name, kind === 'method' ? 'function' : 'method').length > 0;
  if (isOther) {
    return kind === 'method'
      ? `no method ${quoted(name)}, expected \`${name}(…)\``
      : `no function ${quoted(name)}, expected \`x.${name}(…)\``;
  }
  return `unknown ${kind} ${quoted(name)}${didYouMean(name, known)}`;
}

/** `list.all(item, condition)` and its like. */
function visitLoop(inspector: Inspector, node: ASTNode, { name, args }: Call, scope: Scope): void {
  const [item, ...bodies] = args;
  if (item?.op !== 'id') {
    report(inspector, node, `the first argument of ${quoted(name)} has to be a name for the item`);
    return;
  }
  if (
    VARIABLES.has(item.args) ||
    TYPE_NAMES.has(item.args) ||
    scope.names.includes(item.args) ||
    item.args.endsWith('_')
  ) {
    report(inspector, item, `${quoted(item.args)} is taken, expected another name for the item`);
  }
  if (scope.loops === MAX_LOOPS) report(inspector, node, `loops are nested more than ${MAX_LOOPS} deep`);
  const inner = { ...scope, names: [...scope.names, item.args], loops: scope.loops + 1 };
  for (const body of bodies) visit(inspector, body, inner);
}

/** What a function takes only as it stands in the policy is checked now, and cannot come from a call. */
function checkLiteral(inspector: Inspector, { name, literal }: FunctionRow, args: readonly ASTNode[]): void {
  if (literal === undefined) return;
  const node = args[literal.at];
  if (node === undefined) return;
  if (node.op !== 'value' || typeof node.args !== 'string') {
    report(inspector, node, `${quoted(name)} takes a text here, as it stands in the policy`, node.start);
    return;
  }
  const problem = literalProblem(literal.kind, node.args, inspector.regex);
  if (problem !== null) report(inspector, node, `${problem}, in ${quoted(node.args)}`);
  if (literal.kind === 'pattern') inspector.patterns.add(node.args);
}

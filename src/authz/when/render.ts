import type { ASTNode } from '@marcbachmann/cel-js';
import { findFunctions, ownName } from './functions.ts';
import { isMacro } from './macros.ts';
import { RUN_VARIABLE } from './variables.ts';

/**
 * Writes an expression anew, as it is evaluated: loops pay before they begin, and functions of ours stand in place of
 * the engine's. `sourceText` undoes it.
 */
export function compiledText(node: ASTNode): string {
  return render(node, compileCall);
}

/** Writes an expression in one spelling, as its author could have written it: what errors quote. */
export function sourceText(node: ASTNode): string {
  return render(node, restoreCall);
}

interface Call {
  readonly kind: 'function' | 'method';
  readonly name: string;
  /** The receiver first, where there is one. */
  readonly parts: readonly string[];
}

type Rewrite = (call: Call) => Call;

const compileCall: Rewrite = (call) => {
  const { kind, name, parts } = call;
  const [receiver = '', ...rest] = parts;
  if (isMacro({ kind, name, args: rest })) {
    return { ...call, parts: [`${ownName('bounded')}(${RUN_VARIABLE}, ${receiver})`, ...rest] };
  }
  const arity = kind === 'method' ? rest.length : parts.length;
  const isOwn = findFunctions(name, kind).some((row) => row.isOwn === true && row.arity === arity);
  return isOwn ? { kind: 'function', name: ownName(name), parts: [RUN_VARIABLE, ...parts] } : call;
};

const restoreCall: Rewrite = (call) => {
  const [first, ...parts] = call.parts;
  if (first !== RUN_VARIABLE) return call;
  const name = call.name.slice(0, -1);
  const [only = ''] = parts;
  if (name === 'bounded') return { kind: 'function', name: '', parts: [only] };
  return { kind: findFunctions(name, 'method').length > 0 ? 'method' : 'function', name, parts };
};

function render(node: ASTNode, rewrite: Rewrite): string {
  const of = (each: ASTNode): string => render(each, rewrite);
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id':
      return node.args;
    case '.':
      return `${of(node.args[0])}.${node.args[1]}`;
    case '[]':
      return `${of(node.args[0])}[${of(node.args[1])}]`;
    case 'call':
      return callText(rewrite({ kind: 'function', name: node.args[0], parts: node.args[1].map(of) }));
    case 'rcall':
      return callText(rewrite({ kind: 'method', name: node.args[0], parts: [node.args[1], ...node.args[2]].map(of) }));
    case 'list':
      return `[${node.args.map(of).join(', ')}]`;
    case 'map':
      return `{${node.args.map(([key, value]) => `${of(key)}: ${of(value)}`).join(', ')}}`;
    case '?:':
      return `(${of(node.args[0])} ? ${of(node.args[1])} : ${of(node.args[2])})`;
    case '!_':
    case '-_':
      return `(${node.op.slice(0, 1)}${of(node.args)})`;
    case '||':
    case '&&':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return `(${of(node.args[0])} ${node.op} ${of(node.args[1])})`;
    case '.?':
    case '[?]':
      break;
  }
  // Optional types are off; and the engine has operators that no text stands for.
  throw new Error('an operator that cannot be written');
}

function callText({ kind, name, parts }: Call): string {
  const [receiver = '', ...rest] = parts;
  // Without a name it is what stood there before a loop was made to pay.
  if (name === '') return receiver;
  return kind === 'method' ? `${receiver}.${name}(${rest.join(', ')})` : `${name}(${parts.join(', ')})`;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number')
    return Number.isInteger(value) && !/e/.test(String(value)) ? `${value}.0` : String(value);
  if (typeof value === 'bigint' || typeof value === 'boolean' || value === null) return String(value);
  throw new Error('a literal of an unknown kind');
}

import type { JsonObject } from '../jsonrpc/message.ts';
import { oneOf, quoted, refuse } from './matchers/operand.ts';
import type { RegexCompiler } from './matchers/regex.ts';
import { isPlainName } from './names.ts';
import type { Report, SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';
import type { WhenCompiler } from './when/condition.ts';

/** What parsing a policy may need besides the document; null where `loadEngines` found no use for it. */
export interface Engines {
  readonly regex: RegexCompiler | null;
  readonly when: WhenCompiler | null;
}

/** What the parsers of one file share. */
export interface PolicyContext extends Engines {
  readonly report: Report;
  readonly warn: Report;
}

/** One kind of value: how it is read, and what a JSON Schema says of it, side by side so that they cannot part. */
export interface Shape<T> {
  readonly schema: JsonObject;
  /** Null after a report. */
  read(node: SourceNode, context: PolicyContext): T | null;
}

/** Text that is not blank, put on one line. */
export function textShape(expected: string): Shape<string> {
  return { schema: { type: 'string', pattern: '\\S' }, read: (node, { report }) => readText(node, expected, report) };
}

/** A name that people, rules and the log refer to. */
export function nameShape(expected: string): Shape<string> {
  return {
    schema: { type: 'string', pattern: '^[^/]*[^/\\s][^/]*$' },
    read(node, { report }) {
      const name = readText(node, expected, report);
      if (name === null || (isPlainName(name) && !name.includes('/'))) return name;
      report(node.at, `${quoted(name)} is no name, expected at most 256 visible characters without \`/\``);
      return null;
    },
  };
}

/** One of a few words. */
export function choiceShape<const C extends readonly string[]>(what: string, choices: C): Shape<C[number]> {
  return {
    schema: { enum: [...choices] },
    read(node, { report }) {
      const value = node.kind === 'scalar' ? node.value : null;
      const found = choices.find((choice) => choice === value);
      if (found !== undefined) return found;
      if (typeof value !== 'string') return refuse(node, report, oneOf(choices));
      report(node.at, `unknown ${what} ${quoted(value)}, expected ${oneOf(choices)}${didYouMean(value, choices)}`);
      return null;
    },
  };
}

/** A whole number within bounds. */
export function integerShape(min: number, max: number): Shape<number> {
  return {
    schema: { type: 'integer', minimum: min, maximum: max },
    read(node, { report }) {
      const value = node.kind === 'scalar' ? node.value : null;
      if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
      return refuse(node, report, `a whole number from ${min} to ${max}`);
    },
  };
}

/** `true` or `false`. */
export const flagShape: Shape<boolean> = {
  schema: { type: 'boolean' },
  read(node, { report }) {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    return refuse(node, report, '`true` or `false`');
  },
};

/** At least one item, each of one shape. */
export function listShape<T>(expected: string, item: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: 'array', minItems: 1, items: item.schema },
    read(node, context) {
      if (node.kind !== 'seq' || node.items.length === 0) return refuse(node, context.report, expected);
      const values = node.items.map((each) => item.read(each, context)).filter((value) => value !== null);
      return values.length === node.items.length ? values : null;
    },
  };
}

function readText(node: SourceNode, expected: string, report: Report): string | null {
  if (node.kind !== 'scalar' || node.value === null) return refuse(node, report, expected);
  if (typeof node.value !== 'string') return refuse(node, report, `${expected}, in quotes`);
  const text = node.value.replace(/\s+/g, ' ').trim();
  if (text === '') return refuse(node, report, expected);
  if (!/\p{Cc}/u.test(text)) return text;
  report(node.at, `unexpected control character, expected ${expected}`);
  return null;
}

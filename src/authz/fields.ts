import { oneOf, quoted, refuse } from './matchers/operand.ts';
import { isPlainName } from './names.ts';
import type { Report, SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

/** The keys that a map of the policy language may have. */
export interface KeyTable {
  readonly known: readonly string[];
  /** Keys of the language that this version does not have. */
  readonly later: ReadonlySet<string>;
}

/** A map whose keys are all known, and where it stands. */
export interface Fields {
  readonly node: SourceNode;
  readonly values: ReadonlyMap<string, SourceNode>;
}

/** Reads a map; every unknown key is a problem, a misspelt `effect` must not be an effect left out. */
export function readFields(node: SourceNode, table: KeyTable, report: Report, what: string): Fields | null {
  if (node.kind !== 'map') return refuse(node, report, what);
  const values = new Map<string, SourceNode>();
  for (const { key, keyAt, value } of node.entries) {
    if (table.known.includes(key)) values.set(key, value);
    else report(keyAt, unknownKey(key, table));
  }
  return { node, values };
}

/** A key's value; reports where it is missing. */
export function required(fields: Fields, key: string, expected: string, report: Report): SourceNode | null {
  const value = fields.values.get(key);
  if (value !== undefined) return value;
  report(fields.node.at, `missing \`${key}\`, expected ${expected}`);
  return null;
}

/** Reads text that is not blank, on one line; null after a report. */
export function readText(node: SourceNode, expected: string, report: Report): string | null {
  if (node.kind !== 'scalar' || node.value === null) return refuse(node, report, expected);
  if (typeof node.value !== 'string') return refuse(node, report, `${expected}, in quotes`);
  const text = node.value.replace(/\s+/g, ' ').trim();
  if (text === '') return refuse(node, report, expected);
  if (!/\p{Cc}/u.test(text)) return text;
  report(node.at, `unexpected control character, expected ${expected}`);
  return null;
}

/** Reads a name that people, rules and the log refer to; null after a report. */
export function readName(node: SourceNode, expected: string, report: Report): string | null {
  const name = readText(node, expected, report);
  if (name === null || (isPlainName(name) && !name.includes('/'))) return name;
  report(node.at, `${quoted(name)} is no name, expected at most 256 visible characters without \`/\``);
  return null;
}

/** Reads one of a few words; null after a report. */
export function readChoice<T extends string>(
  node: SourceNode,
  what: string,
  choices: readonly T[],
  report: Report,
): T | null {
  const value = node.kind === 'scalar' ? node.value : null;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  if (typeof value !== 'string') return refuse(node, report, oneOf(choices));
  report(node.at, `unknown ${what} ${quoted(value)}, expected ${oneOf(choices)}${didYouMean(value, choices)}`);
  return null;
}

/** Reads a whole number within bounds; null after a report. */
export function readInteger(node: SourceNode, min: number, max: number, report: Report): number | null {
  const value = node.kind === 'scalar' ? node.value : null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  return refuse(node, report, `a whole number from ${min} to ${max}`);
}

/** Reads a list that has items; null after a report. */
export function readList(node: SourceNode, expected: string, report: Report): readonly SourceNode[] | null {
  if (node.kind !== 'seq' || node.items.length === 0) return refuse(node, report, expected);
  return node.items;
}

function unknownKey(key: string, { known, later }: KeyTable): string {
  if (later.has(key)) return `\`${key}\` is not supported by this version, expected it to be left out`;
  const near = didYouMean(key, known);
  return `unknown key ${quoted(key)}${near === '' ? `, expected one of ${known.map(quoted).join(', ')}` : near}`;
}

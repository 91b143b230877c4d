import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import type { Report, SourceNode } from '../source.ts';

/** Reads a finite number; null after a report. */
export function readNumber(node: SourceNode, report: Report): number | null {
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isFinite(node.value)) return node.value;
  return refuse(node, report, 'a number');
}

/** Reads a length: a whole number from zero on; null after a report. */
export function readCount(node: SourceNode, report: Report): number | null {
  if (node.kind === 'scalar' && Number.isSafeInteger(node.value) && Number(node.value) >= 0) return Number(node.value);
  return refuse(node, report, 'a whole number from 0 on');
}

/** One text of an operand and where it stands. */
export interface TextOperand {
  readonly node: SourceNode;
  readonly text: string;
}

/** One text or a list of at least one, as a JSON Schema. */
export const TEXTS: JsonObject = {
  anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }],
};

/** Reads one text or a list of at least one; null after a report of everything that is none. */
export function readTexts(node: SourceNode, report: Report, what: string): readonly TextOperand[] | null {
  if (node.kind === 'map') return refuse(node, report, `${what} or a list of them`);
  const nodes = node.kind === 'seq' ? node.items : [node];
  if (nodes.length === 0) return refuse(node, report, `at least one ${what}`);
  const texts: TextOperand[] = [];
  for (const item of nodes) {
    if (item.kind === 'scalar' && typeof item.value === 'string') texts.push({ node: item, text: item.value });
    else refuse(item, report, what);
  }
  return texts.length === nodes.length ? texts : null;
}

/** The JSON value that a node spells; null after a report of what JSON does not have. */
export function readJson(node: SourceNode, report: Report): { readonly json: JsonValue } | null {
  if (node.kind === 'scalar') {
    const isNumber = typeof node.value === 'number';
    return isNumber && !Number.isFinite(node.value) ? refuse(node, report, 'a finite number') : { json: node.value };
  }
  if (node.kind === 'seq') {
    const items = node.items.map((item) => readJson(item, report));
    return items.every((item) => item !== null) ? { json: items.map(({ json }) => json) } : null;
  }
  const members = node.entries.map(({ key, value }) => ({ key, value: readJson(value, report) }));
  const pairs: [string, JsonValue][] = [];
  for (const { key, value } of members) if (value !== null) pairs.push([key, value.json]);
  // INVARIANT: own properties only, `__proto__` included: `fromEntries` defines, it does not assign.
  return pairs.length === members.length ? { json: Object.fromEntries(pairs) } : null;
}

/** Reports what stands where something else was expected; gives the null that callers return. */
export function refuse(node: SourceNode, report: Report, expected: string): null {
  report(node.at, `unexpected ${describe(node)}, expected ${expected}`);
  return null;
}

/** Texts of a policy as a phrase for people: `` `a`, `b` or `c` ``, cut short where there are many. */
export function oneOf(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).map((text) => quoted(text));
  const hidden = texts.length - shown.length;
  if (hidden > 0) return `${shown.join(', ')} or ${hidden} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}

/** A text in backticks, on one line and not endless. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[\p{Cc}`]/gu, ' ');
  return line.length > MAX_QUOTED ? `\`${line.slice(0, MAX_QUOTED)}…\`` : `\`${line}\``;
}

const SHOWN = 5;
const MAX_QUOTED = 80;

function describe(node: SourceNode): string {
  if (node.kind === 'map') return node.entries.length === 0 ? 'empty map' : 'map';
  if (node.kind === 'seq') return node.items.length === 0 ? 'empty list' : 'list';
  return node.value === null ? 'empty value' : `${typeof node.value} ${quoted(String(node.value))}`;
}

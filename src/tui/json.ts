import type { JsonValue } from '../jsonrpc/message.ts';
import { shown } from './width.ts';

/**
 * A value as indented JSON, a member a line, in the order of canonical JSON (RFC 8785): by UTF-16 units, which is how they are
 * hashed. What nobody sees is spelled out, and nothing is left out.
 */
export function jsonLines(value: JsonValue, indent = '', lead = '', tail = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${indent}${lead}${scalar(value)}${tail}`];
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members: readonly (readonly [lead: string, value: JsonValue])[] = Array.isArray(value)
    ? value.map((each) => ['', each])
    : Object.keys(value)
        .sort()
        .map((key) => [`${scalar(key)}: `, value[key] ?? null]);
  if (members.length === 0) return [`${indent}${lead}${open}${close}${tail}`];
  return [
    `${indent}${lead}${open}`,
    ...members.flatMap(([name, each], i) => jsonLines(each, `${indent}  `, name, i < members.length - 1 ? ',' : '')),
    `${indent}${close}${tail}`,
  ];
}

/** JSON escapes the backslash, so that what is spelled out here cannot be taken for what the text says itself. */
function scalar(value: string | number | boolean | null): string {
  return shown(JSON.stringify(value), Infinity);
}

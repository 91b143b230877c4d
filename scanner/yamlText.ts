import { HIDDEN } from './hidden.ts';

/** A value that is written in flow style: `{ under: ["/data"], optional: true }`. */
export type Flow = string | number | boolean | readonly Flow[] | { readonly [key: string]: Flow };

/** Writes a value on one line of YAML 1.2; every text is quoted, so that none is taken for something else. */
export function flow(value: Flow): string {
  if (typeof value === 'string') return quotedText(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  const members = Object.entries(value).map(([key, member]) => `${keyText(key)}: ${flow(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** A text in double quotes, with escapes that JSON and YAML share; what nobody sees is an escape too. */
export function quotedText(text: string): string {
  return JSON.stringify(text).replaceAll(EACH_HIDDEN, (character) => escaped(character));
}

/** Per UTF-16 unit: YAML reads the two escapes of a pair as JSON does. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** A key of a map, in quotes unless it is a plain word. */
export function keyText(key: string): string {
  return PLAIN_KEY.test(key) && !RESERVED.has(key.toLowerCase()) ? key : quotedText(key);
}

const EACH_HIDDEN = new RegExp(HIDDEN.source, 'gu');
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** Words that one version of YAML or another takes for a value. */
const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n']);

// Array.isArray does not narrow a readonly array.
function isList(value: readonly Flow[] | { readonly [key: string]: Flow }): value is readonly Flow[] {
  return Array.isArray(value);
}

import type { JsonValue } from '../jsonrpc/message.ts';
import type { ConfigFormat } from './tree.ts';

/** How a value is laid out. */
export interface Layout {
  readonly format: ConfigFormat;
  /** What its elements begin a line with; null puts them all on one line. */
  readonly inner: string | null;
  /** What the closing bracket begins its line with. */
  readonly outer: string;
  readonly eol: string;
}

/**
 * Writes a value so that its format reads it back to the same. YAML takes JSON as it is, and TOML its strings and arrays.
 * What TOML cannot hold is left out, as in JSON a member without a value.
 */
export function written(value: JsonValue, layout: Layout): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    const items = value.map((each) => written(each, { ...layout, inner: null }));
    return enclosed('[', items, ']', layout);
  }
  const assign = layout.format === 'toml' ? ' = ' : ': ';
  const members = Object.entries(value).map(
    ([key, each]) => `${keyText(key, layout.format, 'braces')}${assign}${written(each, { ...layout, inner: null })}`,
  );
  // TOML 1.0 keeps a table in braces on one line.
  return enclosed('{', members, '}', layout.format === 'toml' ? { ...layout, inner: null } : layout);
}

/** Writes a key as its format has it. */
export function keyText(key: string, format: ConfigFormat, place: 'braces' | 'lines'): string {
  const isBare = format === 'toml' ? /^[\w-]+$/.test(key) : format === 'yaml' && place === 'lines' && isPlainWord(key);
  return isBare ? key : quoted(key);
}

/** A word that no YAML reader takes for anything but text. */
function isPlainWord(key: string): boolean {
  return /^[A-Za-z_]\w*$/.test(key) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(key);
}

/** A string of JSON, TOML and YAML alike: each of them lets fewer characters stand as they are than the one before. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function enclosed(open: string, items: readonly string[], close: string, { inner, outer, eol }: Layout): string {
  if (items.length === 0) return open + close;
  const isBraces = open === '{';
  if (inner === null) return isBraces ? `{ ${items.join(', ')} }` : `[${items.join(', ')}]`;
  return `${open}${eol}${items.map((item) => `${inner}${item}`).join(`,${eol}`)}${eol}${outer}${close}`;
}

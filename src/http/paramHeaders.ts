import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import { decodeHeaderValue, encodeHeaderValue } from './headerValue.ts';
import type { HeaderMismatch } from './standardHeaders.ts';

/** An argument that a tool wants repeated in a header: `x-mcp-header` in its input schema (2026-07-28). */
export interface HeaderDeclaration {
  /** Keys from the arguments down. */
  readonly path: readonly string[];
  /** The name behind `Mcp-Param-`. */
  readonly header: string;
  readonly type: 'string' | 'integer' | 'boolean';
}

/** What an input schema declares, or why it may not. */
export type DeclaredHeaders = readonly HeaderDeclaration[] | { readonly invalid: string };

const PREFIX = 'Mcp-Param-';
const KEY = 'x-mcp-header';
/** Keys from the arguments down to one that a header repeats. */
const MAX_DEPTH = 32;
const MAX_DECLARATIONS = 100;
/**
 * Where a schema holds others besides `properties` (JSON Schema 2020-12, and what earlier drafts had): `map` by a key
 * each, else one or a list. Whatever else stands in a schema, such as `default` or `examples`, is plain data.
 */
const OTHER_SUBSCHEMAS: readonly (readonly [keyword: string, holds: 'map' | 'schemas'])[] = [
  ['$defs', 'map'],
  ['definitions', 'map'],
  ['dependencies', 'map'],
  ['dependentSchemas', 'map'],
  ['patternProperties', 'map'],
  ['additionalItems', 'schemas'],
  ['additionalProperties', 'schemas'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['contains', 'schemas'],
  ['contentSchema', 'schemas'],
  ['else', 'schemas'],
  ['if', 'schemas'],
  ['items', 'schemas'],
  ['not', 'schemas'],
  ['oneOf', 'schemas'],
  ['prefixItems', 'schemas'],
  ['propertyNames', 'schemas'],
  ['then', 'schemas'],
  ['unevaluatedItems', 'schemas'],
  ['unevaluatedProperties', 'schemas'],
];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;

/** Reads the headers that an input schema declares. They may stand only where a chain of `properties` leads. */
export function declaredHeaders(inputSchema: JsonValue | undefined): DeclaredHeaders {
  const found: HeaderDeclaration[] = [];
  const names = new Set<string>();
  for (const { schema, path } of subschemas(inputSchema)) {
    const header = member(schema, KEY);
    if (header === undefined) continue;
    const declared = declaration(header, member(schema, 'type'), path);
    if (typeof declared === 'string') return { invalid: declared };
    const name = declared.header.toLowerCase();
    if (names.has(name)) return { invalid: `\`${KEY}\` names one header twice` };
    names.add(name);
    found.push(declared);
    if (found.length > MAX_DECLARATIONS) return { invalid: 'it declares too many headers' };
  }
  return found;
}

/** The headers for one call; an argument that is not there, or is no plain value, has none. */
export function paramHeadersFor(
  declarations: readonly HeaderDeclaration[],
  args: JsonValue | undefined,
): (readonly [name: string, value: string])[] {
  return declarations.flatMap(({ path, header }) => {
    const text = textOf(valueAt(args, path));
    return text === null ? [] : [[`${PREFIX}${header}`, encodeHeaderValue(text)] as const];
  });
}

/** The first declared header that does not say what the arguments do; `headers` have names in lower case. */
export function paramMismatch(
  declarations: readonly HeaderDeclaration[],
  args: JsonValue | undefined,
  headers: ReadonlyMap<string, string>,
): HeaderMismatch | null {
  for (const { path, header, type } of declarations) {
    const name = `${PREFIX}${header}`;
    const value = valueAt(args, path);
    const says = textOf(value);
    if (says === null) continue;
    const is = headers.get(name.toLowerCase());
    if (is === undefined) return { header: name, detail: `the header ${name} is missing` };
    const decoded = decodeHeaderValue(is);
    const isSame =
      decoded === says || (type === 'integer' && decoded !== null && isDecimal(decoded) && Number(decoded) === value);
    if (!isSame) return { header: name, detail: `the header ${name} does not say what the arguments do` };
  }
  return null;
}

interface Place {
  readonly schema: JsonObject;
  /** Null where no chain of `properties` leads, or one that is too long. */
  readonly path: readonly string[] | null;
}

/** A schema and all schemas in it, without recursion: linear, however deep they nest. */
function subschemas(root: JsonValue | undefined): readonly Place[] {
  const places: Place[] = [];
  const reach = (schema: JsonValue | undefined, path: Place['path']): void => {
    if (isObject(schema)) places.push({ schema, path });
  };
  reach(root, []);
  // It grows while it is walked: each schema adds those in it.
  for (const { schema, path } of places) {
    for (const [key, property] of entries(member(schema, 'properties'))) {
      reach(property, path === null || path.length === MAX_DEPTH ? null : [...path, key]);
    }
    for (const [keyword, holds] of OTHER_SUBSCHEMAS) {
      const value = member(schema, keyword);
      if (value === undefined) continue;
      const inside = Array.isArray(value) ? value : holds === 'map' ? entries(value).map(([, one]) => one) : [value];
      for (const one of inside) reach(one, null);
    }
  }
  return places;
}

function entries(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The declaration, or why it is none. */
function declaration(
  header: JsonValue,
  type: JsonValue | undefined,
  path: readonly string[] | null,
): HeaderDeclaration | string {
  if (path === null || path.length === 0) return `\`${KEY}\` stands where no chain of \`properties\` leads`;
  if (typeof header !== 'string' || !TOKEN.test(header)) return `\`${KEY}\` is no name of a header`;
  if (!isPlainType(type)) return `\`${KEY}\` stands on what is no string, integer or boolean`;
  return { path, header, type };
}

function isPlainType(type: JsonValue | undefined): type is HeaderDeclaration['type'] {
  return type === 'string' || type === 'integer' || type === 'boolean';
}

function valueAt(args: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let value = args;
  for (const key of path) value = member(value, key);
  return value;
}

/** Null where there is no header to give. */
function textOf(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    return null;
  return String(value);
}

function isDecimal(text: string): boolean {
  return /^-?\d{1,20}(\.\d{1,20})?$/.test(text);
}

import type { JsonValue } from '../jsonrpc/message.ts';
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
const MAX_DEPTH = 32;
const MAX_DECLARATIONS = 100;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;

/** Reads the headers that an input schema declares. They may stand only where a chain of `properties` leads. */
export function declaredHeaders(inputSchema: JsonValue | undefined): DeclaredHeaders {
  const found: HeaderDeclaration[] = [];
  const names = new Set<string>();
  const invalid = visit(inputSchema, [], found, names);
  return invalid === null ? found : { invalid };
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

function visit(
  schema: JsonValue | undefined,
  path: readonly string[],
  found: HeaderDeclaration[],
  names: Set<string>,
): string | null {
  if (!isObject(schema)) return null;
  if (path.length > MAX_DEPTH) return 'it is nested too deeply';
  const header = member(schema, KEY);
  if (header !== undefined) {
    const why = refused(header, member(schema, 'type'), path, names);
    if (why !== null) return why;
    const type = member(schema, 'type');
    if (typeof header === 'string' && isPlainType(type)) {
      names.add(header.toLowerCase());
      found.push({ path, header, type });
    }
    if (found.length > MAX_DECLARATIONS) return 'it declares too many headers';
  }
  const properties = member(schema, 'properties');
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' || key === KEY) continue;
    if (holds(value, 0)) return `\`${KEY}\` stands where no chain of \`properties\` leads`;
  }
  if (!isObject(properties)) return null;
  for (const [key, child] of Object.entries(properties)) {
    const why = visit(child, [...path, key], found, names);
    if (why !== null) return why;
  }
  return null;
}

function refused(
  header: JsonValue,
  type: JsonValue | undefined,
  path: readonly string[],
  names: Set<string>,
): string | null {
  if (path.length === 0) return `\`${KEY}\` stands at the root`;
  if (typeof header !== 'string' || !TOKEN.test(header)) return `\`${KEY}\` is no name of a header`;
  if (!isPlainType(type)) return `\`${KEY}\` stands on what is no string, integer or boolean`;
  return names.has(header.toLowerCase()) ? `\`${KEY}\` names one header twice` : null;
}

function isPlainType(type: JsonValue | undefined): type is HeaderDeclaration['type'] {
  return type === 'string' || type === 'integer' || type === 'boolean';
}

/** Whether a subschema declares a header anywhere. Plain data such as `default` or `examples` declares nothing. */
function holds(value: JsonValue, depth: number): boolean {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((one) => holds(one, depth + 1));
  return Object.hasOwn(value, KEY) || Object.values(value).some((one) => holds(one, depth + 1));
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
  if (typeof value !== 'number' || (Number.isInteger(value) && !Number.isSafeInteger(value))) return null;
  return String(value);
}

function isDecimal(text: string): boolean {
  return /^-?\d{1,20}(\.\d{1,20})?$/.test(text);
}

import { isRecord, own } from './json.ts';
import type { ToolDefinition } from './report.ts';
import { wordsOf } from './words.ts';

/** One named argument of a tool, as its input schema describes it: at the top, in an object, or in items of an array. */
export interface Parameter {
  readonly name: string;
  /** Of the name. */
  readonly words: readonly string[];
  /** Names from the top; `[]` stands for the items of an array. */
  readonly path: readonly string[];
  readonly types: readonly string[];
  readonly description: string;
  /** Only where the schema lists every value that fits. */
  readonly choices: readonly string[];
  readonly required: boolean;
  /** What it was read from, references followed; as the server sent it. */
  readonly schema: unknown;
}

/** The arguments that an input schema names, outer ones first. */
export interface Parameters {
  readonly list: readonly Parameter[];
  /** False where the schema is larger or deeper than any real one is, and the rest was not read. */
  readonly complete: boolean;
}

/** Reads the arguments that a tool's input schema names. Never throws: a schema is whatever the server sent. */
export function parametersOf(tool: ToolDefinition): Parameters {
  const schema = own(tool, 'inputSchema');
  return parametersIn(schema, schema);
}

/** The same for a part of a schema; references are looked up in the whole. */
export function parametersIn(schema: unknown, root: unknown): Parameters {
  const walk: Walk = { root, found: [], seen: new Set(), visits: 0 };
  // Breadth first, so that a deep branch cannot use up the budget before the top has been read.
  let level: readonly Place[] = [{ schema, path: [] }];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    level = level.flatMap((place) => visit(place, walk));
  }
  const isCut = walk.visits > MAX_VISITS || walk.found.length > MAX_VISITS || level.length > 0;
  return { list: walk.found, complete: !isCut };
}

const MAX_DEPTH = 12;
const MAX_VISITS = 5_000;
const MAX_OPTIONS = 64;
const MAX_TEXTS = 1_000;
const MAX_NAME = 200;

interface Walk {
  readonly root: unknown;
  readonly found: Parameter[];
  /** A schema that refers to itself is read once. */
  readonly seen: Set<object>;
  visits: number;
}

interface Place {
  readonly schema: unknown;
  readonly path: readonly string[];
}

/** The schemas one step below, and the arguments among them added to `found`. */
function visit(place: Place, walk: Walk): readonly Place[] {
  if (++walk.visits > MAX_VISITS || walk.found.length > MAX_VISITS) return [];
  const schema = resolveSchema(place.schema, walk.root);
  if (!isRecord(schema) || walk.seen.has(schema)) return [];
  walk.seen.add(schema);
  const below: Place[] = [];
  const required = new Set(texts(own(schema, 'required')));
  const properties = own(schema, 'properties');
  for (const [name, child] of isRecord(properties) ? Object.entries(properties) : []) {
    const path = [...place.path, name];
    walk.found.push(parameterAt({ name, path, child, root: walk.root, required: required.has(name) }));
    below.push({ schema: child, path });
    if (walk.found.length > MAX_VISITS) return below;
  }
  for (const key of ['items', 'additionalProperties'] as const) {
    const child = own(schema, key);
    if (isRecord(child)) below.push({ schema: child, path: [...place.path, key === 'items' ? '[]' : '*'] });
  }
  for (const key of ALTERNATIVES) {
    for (const option of listOf(own(schema, key)).slice(0, MAX_OPTIONS))
      below.push({ schema: option, path: place.path });
  }
  return below;
}

const ALTERNATIVES = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const;

/** A member of `properties`, and where it stands. */
interface Described {
  readonly name: string;
  readonly path: readonly string[];
  readonly child: unknown;
  readonly root: unknown;
  readonly required: boolean;
}

/** Reads one argument. */
export function parameterAt({ name, path, child, root, required }: Described): Parameter {
  const schema = resolveSchema(child, root);
  const description = own(child, 'description') ?? own(schema, 'description');
  const single = own(schema, 'const');
  return {
    name,
    words: wordsOf(name.slice(0, MAX_NAME)),
    path,
    types: typesOf(schema, root),
    description: typeof description === 'string' ? description : '',
    choices: typeof single === 'string' ? [single] : texts(own(schema, 'enum')),
    required,
    schema,
  };
}

/** The JSON types that fit, those of alternatives and of the default included; empty where anything may. */
function typesOf(schema: unknown, root: unknown, depth = 0): readonly string[] {
  const branches = ['anyOf', 'oneOf'].flatMap((key) => listOf(own(schema, key)).slice(0, MAX_OPTIONS));
  const found = branches.map((branch) =>
    depth < MAX_BRANCHING ? typesOf(resolveSchema(branch, root), root, depth + 1) : [],
  );
  if (found.some((types) => types.length === 0)) return [];
  const type = own(schema, 'type');
  const said = typeof type === 'string' ? [type] : texts(type);
  const values = said.length > 0 ? [] : valuesOf(schema).map(typeOf);
  const all = [...said, ...values, ...found.flat()];
  const standard = own(schema, 'default');
  return [...new Set(all.length === 0 || standard === undefined ? all : [...all, typeOf(standard)])];
}

/** Alternatives within alternatives. */
const MAX_BRANCHING = 4;

function valuesOf(schema: unknown): readonly unknown[] {
  const single = own(schema, 'const');
  return single === undefined ? listOf(own(schema, 'enum')).slice(0, MAX_TEXTS) : [single];
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): readonly string[] {
  return listOf(value)
    .slice(0, MAX_TEXTS)
    .filter((item): item is string => typeof item === 'string');
}

/** Follows `#/$defs/name` and the like; a reference that leads nowhere, or round in a circle, is no schema. */
export function resolveSchema(schema: unknown, root: unknown): unknown {
  let current = schema;
  for (let step = 0; step < 8; step++) {
    const reference = own(current, '$ref');
    if (typeof reference !== 'string') return current;
    if (!reference.startsWith('#/')) return undefined;
    current = reference
      .slice(2)
      .split('/')
      .slice(0, 16)
      .reduce<unknown>((value, key) => own(value, key.replaceAll('~1', '/').replaceAll('~0', '~')), root);
  }
  return undefined;
}

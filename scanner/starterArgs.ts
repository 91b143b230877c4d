import { isRecord, own } from './json.ts';
import { type Parameter, parameterAt, parametersIn, resolveSchema } from './parameters.ts';
import { isPathLike } from './pathLike.ts';
import type { Flow } from './yamlText.ts';

/** What a starter rule says of a tool's arguments. */
export interface StarterArgs {
  /** Key of the policy language to matcher, for every argument that the schema names and that a policy can. */
  readonly args: Readonly<Record<string, Flow>>;
  /** Whether some argument is a path. */
  readonly hasPaths: boolean;
  /** Whether there is a path that no matcher holds below a directory. */
  readonly unbounded: boolean;
  /** Whether the schema leaves open what arguments there are. */
  readonly open: boolean;
}

/** Writes a matcher for each argument: paths stay below the directories, others have the type that the schema gives. */
export function starterArgs(inputSchema: unknown, directories: readonly string[]): StarterArgs {
  const { list, complete } = parametersIn(inputSchema, inputSchema);
  const writer: Writer = { root: inputSchema, directories, hasPaths: false, unbounded: !complete };
  const args = new Map<string, Flow>();
  for (const [name, parameters] of byName(list)) {
    args.set(name.replaceAll(/[.*\\]/g, String.raw`\$&`), matcherForAll(parameters, writer));
  }
  return {
    args: Object.fromEntries(args),
    hasPaths: writer.hasPaths,
    unbounded: writer.unbounded,
    open: isOpen(inputSchema) && args.size === 0,
  };
}

function isOpen(schema: unknown): boolean {
  return !isRecord(own(schema, 'properties')) && own(schema, 'additionalProperties') !== false;
}

/** YAML bounds a key on one line at 1,024 characters, escapes included. */
const MAX_NAME = 100;
/** The policy language nests matchers at most 16 deep. */
const MAX_DEPTH = 6;

interface Writer {
  readonly root: unknown;
  readonly directories: readonly string[];
  hasPaths: boolean;
  unbounded: boolean;
}

/** The outermost arguments; one that several alternatives of the schema name stands there for each. */
function byName(list: readonly Parameter[]): ReadonlyMap<string, readonly Parameter[]> {
  const found = new Map<string, Parameter[]>();
  for (const parameter of list) {
    const { name, path } = parameter;
    if (path.length > 1 || !isWritable(name)) continue;
    const same = found.get(name);
    if (same === undefined) found.set(name, [parameter]);
    else same.push(parameter);
  }
  return found;
}

function isWritable(name: string): boolean {
  return name !== '' && name.length <= MAX_NAME;
}

function matcherForAll(parameters: readonly Parameter[], writer: Writer): Flow {
  const [first] = parameters;
  if (first !== undefined && parameters.length === 1) return matcherFor(first, writer, 0);
  const types = [...new Set(parameters.flatMap((parameter) => parameter.types))];
  const paths = parameters.filter((parameter) => isPath(parameter, writer));
  if (first === undefined || paths.length === 0) return { ...typeMatcher(types), optional: true };
  const matcher =
    paths.length === parameters.length && paths.every(holdsTexts(writer))
      ? pathMatcher(first, writer)
      : unboundedMatcher(types, writer);
  return { ...matcher, optional: true };
}

type MatcherFlow = Readonly<Record<string, Flow>>;

function matcherFor(parameter: Parameter, writer: Writer, depth: number): Flow {
  const matcher = matcherOf(parameter, writer, depth);
  return mayBeMissing(parameter) ? { ...matcher, optional: true } : matcher;
}

/** A default that the server fills in may be listed as required all the same. */
function mayBeMissing({ required, schema }: Parameter): boolean {
  return !required || own(schema, 'default') !== undefined;
}

function matcherOf(parameter: Parameter, writer: Writer, depth: number): MatcherFlow {
  const { schema, types } = parameter;
  if (!isPath(parameter, writer)) return typeMatcher(types);
  if (isPathLike(parameter) && holdsTexts(writer)(parameter)) return pathMatcher(parameter, writer);
  const nested = depth < MAX_DEPTH ? nestedMatcher(schema, writer, depth) : null;
  return nested ?? unboundedMatcher(types, writer);
}

/** Whether an argument is a path, or holds one somewhere. */
function isPath(parameter: Parameter, { root }: Writer): boolean {
  const { list, complete } = parametersIn(parameter.schema, root);
  return (isPathLike(parameter) && !isObjects(parameter, root)) || !complete || list.some(isPathLike);
}

/** An array of objects is what its objects are, whatever it is called. */
function isObjects({ schema, types }: Parameter, root: unknown): boolean {
  const items = resolveSchema(own(schema, 'items'), root);
  return types.includes('object') || own(items, 'type') === 'object' || isRecord(own(items, 'properties'));
}

/** Whether the values are texts, or lists of texts, as far as the schema says. */
function holdsTexts({ root }: Writer): (parameter: Parameter) => boolean {
  return (parameter) => {
    const { list } = parametersIn(parameter.schema, root);
    return list.length === 0 && !isObjects(parameter, root);
  };
}

function pathMatcher({ types }: Parameter, writer: Writer): MatcherFlow {
  if (writer.directories.length === 0) return unboundedMatcher(types, writer);
  writer.hasPaths = true;
  const under = { under: writer.directories };
  // `under` alone wants a list to have items; `each` takes one that has none.
  return types.length === 1 && types[0] === 'array' ? { each: under } : under;
}

function unboundedMatcher(types: readonly string[], writer: Writer): MatcherFlow {
  writer.hasPaths = true;
  writer.unbounded = true;
  return typeMatcher(types);
}

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

function typeMatcher(types: readonly string[]): MatcherFlow {
  const [first] = types;
  if (first === undefined || !types.every((type) => TYPES.includes(type))) return { type: TYPES };
  return { type: types.length === 1 ? first : types };
}

/** A list of objects, or an object, whose members are known one by one; null for what is not as plain as that. */
function nestedMatcher(schema: unknown, writer: Writer, depth: number): MatcherFlow | null {
  if (ALTERNATIVES.some((key) => own(schema, key) !== undefined)) return null;
  const items = resolveSchema(own(schema, 'items'), writer.root);
  if (isRecord(items)) {
    const each = nestedMatcher(items, writer, depth + 1);
    return each === null ? null : { each };
  }
  const properties = own(schema, 'properties');
  if (!isRecord(properties) || isRecord(own(schema, 'additionalProperties'))) return null;
  const names = Object.keys(properties);
  if (depth >= MAX_DEPTH || !names.every(isWritable)) return null;
  const required = own(schema, 'required');
  const members = names.map((name): [string, Flow] => {
    const described = { name, path: [name], child: properties[name], root: writer.root };
    const isRequired = Array.isArray(required) && required.includes(name);
    return [name, matcherFor(parameterAt({ ...described, required: isRequired }), writer, depth + 1)];
  });
  return { keys: Object.fromEntries(members) };
}

const ALTERNATIVES = ['anyOf', 'oneOf', 'allOf', 'prefixItems', 'patternProperties'] as const;

import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';

/** Whether a schema takes a value; knows the words that our schemas use, and throws on any other. */
export function accepts(
  schema: JsonValue | undefined,
  value: JsonValue,
  root: JsonValue | undefined = schema,
): boolean {
  if (!isObject(schema)) throw new Error('a schema is an object here');
  const { if: condition, then, else: otherwise, ...rest } = schema;
  if (condition !== undefined && !accepts(accepts(condition, value, root) ? then : otherwise, value, root))
    return false;
  return Object.entries(rest).every(([word, operand]) => {
    const check = WORDS.get(word);
    if (check === undefined) throw new Error(`the schema uses ${word}`);
    return check(operand, value, { schema, root });
  });
}

interface Place {
  readonly schema: JsonObject;
  readonly root: JsonValue | undefined;
}

type Check = (operand: JsonValue, value: JsonValue, place: Place) => boolean;

const IGNORED: Check = () => true;

const WORDS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['$schema', IGNORED],
  ['$defs', IGNORED],
  ['title', IGNORED],
  ['description', IGNORED],
  ['$ref', (operand, value, { root }) => accepts(resolve(root, textOf(operand)), value, root)],
  ['type', (operand, value) => listOf(operand).some((type) => isOfType(textOf(type), value))],
  ['enum', (operand, value) => listOf(operand).includes(value)],
  ['const', (operand, value) => operand === value],
  ['pattern', (operand, value) => typeof value !== 'string' || new RegExp(textOf(operand), 'u').test(value)],
  ['minLength', (operand, value) => typeof value !== 'string' || Array.from(value).length >= Number(operand)],
  ['maxLength', (operand, value) => typeof value !== 'string' || Array.from(value).length <= Number(operand)],
  ['minimum', (operand, value) => typeof value !== 'number' || value >= Number(operand)],
  ['maximum', (operand, value) => typeof value !== 'number' || value <= Number(operand)],
  ['minItems', (operand, value) => !Array.isArray(value) || value.length >= Number(operand)],
  ['items', (operand, value, { root }) => !Array.isArray(value) || value.every((item) => accepts(operand, item, root))],
  ['minProperties', (operand, value) => !isObject(value) || Object.keys(value).length >= Number(operand)],
  [
    'required',
    (operand, value) => !isObject(value) || listOf(operand).every((key) => Object.hasOwn(value, textOf(key))),
  ],
  [
    'properties',
    (operand, value, { root }) =>
      !isObject(value) || known(operand, value).every(([each, own]) => accepts(each, own, root)),
  ],
  ['additionalProperties', additional],
  ['anyOf', (operand, value, { root }) => listOf(operand).some((each) => accepts(each, value, root))],
  ['not', (operand, value, { root }) => !accepts(operand, value, root)],
]);

function textOf(value: JsonValue): string {
  if (typeof value !== 'string') throw new Error('a text is expected here');
  return value;
}

function additional(operand: JsonValue, value: JsonValue, { schema, root }: Place): boolean {
  if (!isObject(value)) return true;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const others = Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
  return operand === false ? others.length === 0 : others.every((key) => accepts(operand, value[key] ?? null, root));
}

function known(properties: JsonValue, value: JsonObject): readonly (readonly [JsonValue, JsonValue])[] {
  if (!isObject(properties)) throw new Error('properties are an object');
  return Object.entries(properties)
    .filter(([key]) => Object.hasOwn(value, key))
    .map(([key, schema]) => [schema, value[key] ?? null]);
}

function resolve(root: JsonValue | undefined, ref: string): JsonValue | undefined {
  let found: JsonValue | undefined = root;
  for (const step of ref.replace(/^#\//, '').split('/')) found = isObject(found) ? found[step] : undefined;
  return found;
}

function isOfType(type: string, value: JsonValue): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return typeof value === type;
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';

/** A value that is no JSON, and where in it: policies judge what can be written down, and nothing else. */
export class NotPlain extends Error {
  constructor(at: string, what: string) {
    super(`\`${printable(at === '' ? '/' : at, 120)}\` ${what}`);
    this.name = 'NotPlain';
  }
}

/**
 * A copy that shares nothing with the value: each member is read once, so that a getter, a Proxy or a `toJSON` cannot
 * say one thing to the policies and another to the tool. Throws `NotPlain` for what JSON does not hold. A member that
 * is undefined is left out.
 */
export function plainCopy(value: unknown, at = ''): JsonValue {
  const copied = copy(value, at, { depth: 0, budget: { left: MOST_VALUES }, foreign: refuse });
  // Only `refuse` could have brought in anything else, and it throws.
  return copied as JsonValue;
}

/** The same for an object, with a name for it in what is said of a bad one. */
export function plainObject(value: unknown, name: string): JsonObject {
  const copied = plainCopy(value, name);
  if (typeof copied === 'object' && copied !== null && !Array.isArray(copied)) return copied;
  throw new NotPlain(name, 'is no object');
}

/** A copy of lists and plain objects, in which all else is what it was. */
export function isolated(value: unknown): unknown {
  return copy(value, '', { depth: 0, budget: { left: MOST_VALUES }, foreign: (one) => one });
}

/** Whether a value is an object as a literal makes it, and not one of some class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return true;
  // Those of another realm (a vm, a worker's module) are as good.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

/** Deeper than any tool nests, and shallow enough for every reader. */
const DEEPEST = 64;
/** A few shared lists can unfold to more than any memory holds. */
const MOST_VALUES = 250_000;

interface Way {
  readonly depth: number;
  readonly budget: { left: number };
  readonly foreign: (value: unknown, at: string) => unknown;
}

function copy(value: unknown, at: string, way: Way): unknown {
  way.budget.left -= 1;
  if (way.budget.left < 0) throw new NotPlain(at, `is one value of more than ${MOST_VALUES}`);
  if (way.depth > DEEPEST) throw new NotPlain(at, `lies deeper than ${DEEPEST}, or in a circle`);
  const inner = { ...way, depth: way.depth + 1 };
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value.isWellFormed() ? value : way.foreign(value, at);
    case 'number':
      // JSON knows no -0: the tool gets the zero that was judged.
      return Number.isFinite(value) ? value + 0 : way.foreign(value, at);
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return copyList(value, at, inner);
      return isPlainObject(value) ? copyObject(value, at, inner) : way.foreign(value, at);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      return way.foreign(value, at);
  }
}

function copyList(list: readonly unknown[], at: string, way: Way): unknown[] {
  const { length } = list;
  if (length > way.budget.left) throw new NotPlain(at, `holds more than ${MOST_VALUES} values`);
  return Array.from({ length }, (_, index) => copy(list[index], `${at}/${index}`, way));
}

function copyObject(object: Readonly<Record<string, unknown>>, at: string, way: Way): unknown {
  const members: [string, unknown][] = [];
  for (const key of Reflect.ownKeys(object)) {
    if (Reflect.getOwnPropertyDescriptor(object, key)?.enumerable !== true) continue;
    if (typeof key === 'symbol') {
      way.foreign(key, at);
      continue;
    }
    const member = object[key];
    if (!key.isWellFormed()) way.foreign(key, at);
    if (member !== undefined) members.push([key, copy(member, `${at}/${escaped(key)}`, way)]);
  }
  // fromEntries defines own properties, so a key `__proto__` stays a key.
  return Object.fromEntries(members);
}

function refuse(value: unknown, at: string): never {
  throw new NotPlain(at, `is ${named(value)}, which policies cannot judge`);
}

function named(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'text that is no Unicode';
    case 'number':
      return 'no finite number';
    case 'undefined':
      return 'undefined';
    case 'object':
      return `an object of a class (${classOf(value)})`;
    case 'bigint':
    case 'boolean':
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
  }
}

function classOf(value: object | null): string {
  try {
    const name: unknown = value?.constructor.name;
    return typeof name === 'string' ? printable(name, 60) : 'unknown';
  } catch {
    return 'unknown';
  }
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

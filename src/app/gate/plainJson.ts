import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';

/** How much of a value is taken. */
export interface JsonBounds {
  /** Deepest nesting of arrays and objects. */
  readonly maxDepth: number;
  /** Roughly the length of its JSON. */
  readonly maxLength: number;
}

/** A copy that nobody else holds, or why there is none; the text quotes nothing of the value. */
export type PlainReading =
  { readonly kind: 'json'; readonly value: JsonObject } | { readonly kind: 'refused'; readonly why: string };

/**
 * Copies an object that is nothing but JSON. What comes from a program may hold more than JSON can say, or change while
 * it is judged: each member is read once, and what is decided and recorded is the copy. Never throws.
 */
export function copyPlainObject(value: unknown, bounds: JsonBounds): PlainReading {
  if (!isPlainObject(value)) return { kind: 'refused', why: 'it is not a plain object' };
  const copier = new Copier(bounds);
  try {
    return { kind: 'json', value: copier.object(value, bounds.maxDepth) };
  } catch (error) {
    return { kind: 'refused', why: error instanceof Refused ? error.message : 'it cannot be read' };
  }
}

class Refused extends Error {}

class Copier {
  readonly #maxDepth: number;
  readonly #maxLength: number;
  #length = 0;

  constructor({ maxDepth, maxLength }: JsonBounds) {
    this.#maxDepth = maxDepth;
    this.#maxLength = maxLength;
  }

  object(value: object, levels: number): JsonObject {
    this.#enter(levels);
    const copy: JsonObject = {};
    for (const [key, member] of Object.entries(value)) {
      // `JSON.stringify` leaves it out too.
      if (member === undefined) continue;
      this.#text(key);
      // A plain assignment to `__proto__` would change what the copy inherits.
      const property = { value: this.#copy(member, levels - 1), enumerable: true, writable: true, configurable: true };
      Object.defineProperty(copy, key, property);
    }
    return copy;
  }

  #copy(value: unknown, levels: number): JsonValue {
    if (typeof value === 'string') return this.#text(value);
    this.#count(8);
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      if (Number.isFinite(value)) return value;
      throw new Refused('it has a number that JSON cannot say');
    }
    if (Array.isArray(value)) {
      this.#enter(levels);
      // Not `map`: it leaves holes as they are.
      return Array.from(value, (item: unknown) => this.#copy(item, levels - 1));
    }
    if (isPlainObject(value)) return this.object(value, levels);
    throw new Refused('it has a value that is not JSON');
  }

  #text(text: string): string {
    this.#count(text.length + 3);
    return text;
  }

  #enter(levels: number): void {
    if (levels <= 0) throw new Refused(`it nests deeper than ${this.#maxDepth} levels`);
    this.#count(2);
  }

  #count(length: number): void {
    this.#length += length;
    if (this.#length > this.#maxLength) throw new Refused(`it is longer than ${this.#maxLength} characters`);
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';

/**
 * Says a value in the words of the API: keys in snake_case, moments as ISO 8601. What comes from outside (arguments, details,
 * labels, entries of the log) keeps its own keys.
 */
export function toWire(value: unknown): JsonValue {
  return converted(value, snakeCase, isoTime);
}

/** The other way round. */
export function fromWire(value: JsonValue): JsonValue {
  return converted(value, camelCase, milliseconds);
}

/** Members whose own keys are not ours. */
const FOREIGN: ReadonlySet<string> = new Set([
  'args',
  'detail',
  'context',
  'labels',
  'pattern',
  'entry',
  'outcome_entry',
  'outcomeEntry',
  'document',
]);

/** Members that are moments: milliseconds since the epoch inside, text outside. */
const MOMENTS: ReadonlySet<string> = new Set([
  'at',
  'expiresAt',
  'expires_at',
  'startedAt',
  'started_at',
  'createdAt',
  'created_at',
  'updatedAt',
  'updated_at',
  'retryAt',
  'retry_at',
  'since',
  'from',
  'to',
  'last',
  'ts',
]);

function converted(
  value: unknown,
  keyOf: (key: string) => string,
  momentOf: (value: unknown) => JsonValue | undefined,
): JsonValue {
  if (Array.isArray(value)) return value.map((each) => converted(each, keyOf, momentOf));
  if (typeof value !== 'object' || value === null) return plain(value);
  // Without a prototype: a key like `__proto__` is one like any other.
  const made = Object.create(null) as JsonObject;
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const moment = MOMENTS.has(key) ? momentOf(each) : undefined;
    made[keyOf(key)] = moment ?? (FOREIGN.has(key) ? (each as JsonValue) : converted(each, keyOf, momentOf));
  }
  return made;
}

function plain(value: unknown): JsonValue {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? value : null;
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(key: string): string {
  return key.replace(/([a-z0-9])_([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** Beyond what a date can be it is left as it is. */
function isoTime(value: unknown): JsonValue | undefined {
  if (typeof value !== 'number' || Math.abs(value) > LAST_MOMENT) return undefined;
  return new Date(value).toISOString();
}

/** ECMA-262, time values. */
const LAST_MOMENT = 8.64e15;

function milliseconds(value: unknown): JsonValue | undefined {
  if (typeof value !== 'string' || !/^[+-]?\d{4,6}-\d\d-\d\dT/.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

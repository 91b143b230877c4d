import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';

/** Makes an event's detail canonical: well-formed texts, safe integers; another number stands as its text. Null if it nests too deep. */
export function canonicalDetail(detail: JsonObject): JsonObject | null {
  return isShallow(detail, 0) ? canonicalMembers(detail) : null;
}

const MAX_DEPTH = 32;

function isShallow(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth < MAX_DEPTH && Object.values(value).every((member: JsonValue) => isShallow(member, depth + 1));
}

function canonicalMembers(value: JsonObject): JsonObject {
  // fromEntries defines own properties, so a key `__proto__` stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toWellFormed(), canonicalValue(member)]));
}

function canonicalValue(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(canonicalValue) : canonicalMembers(value);
}

/** A JSON value that nobody changes. */
export type ReadonlyJson =
  string | number | boolean | null | readonly ReadonlyJson[] | { readonly [key: string]: ReadonlyJson };

/**
 * Writes a value as RFC 8785 canonical JSON, restricted to what every reader takes the same way.
 * Throws a RangeError on a number that is not a safe integer and on a string that is not well-formed.
 */
export function canonicalize(value: ReadonlyJson): string {
  return write(value, safeInteger);
}

/** Writes any JSON value as RFC 8785 canonical JSON, fractions included. Throws a RangeError on text that is not well-formed. */
export function canonicalJson(value: ReadonlyJson): string {
  return write(value, anyNumber);
}

function write(value: ReadonlyJson, number: (value: number) => string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return canonicalString(value);
  if (isArray(value)) return `[${value.map((element) => write(element, number)).join(',')}]`;
  // RFC 8785 §3.2.3 sorts by UTF-16 code units, which is what `sort` without a comparator does.
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalString(key)}:${write(value[key] ?? null, number)}`);
  return `{${members.join(',')}}`;
}

/** Whether `text` is the canonical spelling of `value`, which was parsed from it. Never throws. */
export function isCanonical(text: string, value: ReadonlyJson): boolean {
  try {
    // JSON.stringify writes well-formed strings and integers as RFC 8785 does; only the order of keys is left to check.
    if (JSON.stringify(value) === text && isWellFormed(text) && isOrdered(value)) return true;
    // JavaScript moves integer-like keys to the front, so an object that has them needs the slow way.
    return canonicalize(value) === text;
  } catch {
    return false;
  }
}

function isWellFormed(json: string): boolean {
  // JSON.stringify escapes lone surrogates.
  return json.isWellFormed() && !json.includes('\\ud');
}

function isOrdered(value: ReadonlyJson): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (isArray(value)) return value.every(isOrdered);
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !isOrdered(value[key] ?? null)) return false;
    last = key;
  }
  return true;
}

function safeInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('canonical JSON holds safe integers only');
  return JSON.stringify(value);
}

/** RFC 8785 §3.2.2.3 spells numbers as ECMAScript does; JSON has none that are not finite. */
function anyNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('canonical JSON holds finite numbers only');
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new RangeError('canonical JSON holds well-formed strings only');
  return JSON.stringify(value);
}

// Array.isArray does not narrow a readonly array.
function isArray(value: ReadonlyJson): value is readonly ReadonlyJson[] {
  return Array.isArray(value);
}

/**
 * Writes a value that came from JSON in one way only: keys in the order of their UTF-16 units, no spaces, numbers and
 * strings as RFC 8785 has them. Two values get the same text only if they are the same JSON. What RFC 8785 leaves out
 * is spelled so that nothing else can be spelled like it: lone surrogates as escapes, a number too large for a double
 * as `Infinity`. Throws a RangeError on what is nested too deep, and a TypeError on what JSON does not have.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** Far below where recursion would exhaust the stack, far above any real definition. */
const MAX_DEPTH = 500;

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new RangeError(`nested more than ${MAX_DEPTH} levels deep`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : String(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object') return writeObject(value, depth);
  throw new TypeError(`JSON has no ${typeof value}`);
}

function writeObject(value: object, depth: number): string {
  // RFC 8785 §3.2.3: by UTF-16 units, which is what `<` compares. Own members only, `__proto__` among them.
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

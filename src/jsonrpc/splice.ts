import { endOfString } from './quoted.ts';

/** What to change in one array of a JSON text, and in the object that holds it. */
export interface Splice {
  /** The path of object keys from the root to the object that holds the array. */
  readonly path: readonly string[];
  /** The array's key in that object. */
  readonly array: string;
  /** Whether the element of this index stays. */
  readonly keep: (index: number) => boolean;
  /** Members of that object to overwrite where they are present: key to JSON text. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * Takes elements out of an array inside a JSON text and leaves every other byte as it is: numbers that JavaScript
 * cannot hold, unknown members and spacing survive. `text` is valid JSON without duplicate keys, and the path exists;
 * throws a `RangeError` where it does not.
 */
export function spliceJson(text: string, splice: Splice): string {
  let at = skipSpace(text, 0);
  for (const key of splice.path) at = memberOf(text, at, key).start;
  const members = [...children(text, at)];
  const edits: Edit[] = [];
  for (const child of members) {
    const value = child.key !== null && Object.hasOwn(splice.set, child.key) ? splice.set[child.key] : undefined;
    if (value !== undefined) edits.push({ start: child.start, end: child.end, text: value });
    else if (child.key === splice.array) edits.push(withoutElements(text, child, splice.keep));
  }
  let out = '';
  let from = 0;
  for (const edit of edits) {
    out += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return out + text.slice(from);
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Child {
  /** Null for the elements of an array. */
  readonly key: string | null;
  readonly start: number;
  readonly end: number;
}

function withoutElements(text: string, array: Child, keep: (index: number) => boolean): Edit {
  const kept = [...children(text, array.start)].filter((_, index) => keep(index));
  const elements = kept.map((element) => text.slice(element.start, element.end));
  return { start: array.start, end: array.end, text: `[${elements.join(',')}]` };
}

function memberOf(text: string, at: number, key: string): Child {
  for (const child of children(text, at)) if (child.key === key) return child;
  throw new RangeError('the path is not in the text');
}

/** The members or elements of the container whose bracket stands at `at`. */
function* children(text: string, at: number): Generator<Child> {
  const isObject = text[at] === '{';
  if (!isObject && text[at] !== '[') throw new RangeError('not a container');
  const close = isObject ? '}' : ']';
  let i = skipSpace(text, at + 1);
  while (text[i] !== close) {
    let key: string | null = null;
    if (isObject) {
      const end = skipString(text, i);
      key = JSON.parse(text.slice(i, end)) as string;
      i = skipSpace(text, skipSpace(text, end) + 1); // past the colon
    }
    const end = skipValue(text, i);
    yield { key, start: i, end };
    i = skipSpace(text, end);
    if (text[i] === ',') i = skipSpace(text, i + 1);
  }
}

function skipValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return skipString(text, at);
  if (first !== '{' && first !== '[') return skipScalar(text, at);
  let depth = 0;
  let i = at;
  do {
    const c = text[i];
    if (c === undefined) throw new RangeError('unterminated container');
    if (c === '"') {
      i = skipString(text, i);
      continue;
    }
    if (c === '{' || c === '[') depth += 1;
    else if (c === '}' || c === ']') depth -= 1;
    i += 1;
  } while (depth > 0);
  return i;
}

function skipScalar(text: string, at: number): number {
  let i = at;
  while (i < text.length && !',}] \t\n\r'.includes(text.charAt(i))) i += 1;
  return i;
}

function skipString(text: string, at: number): number {
  const end = endOfString(text, at);
  if (end >= text.length) throw new RangeError('unterminated string');
  return end + 1;
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (text[i] === ' ' || text[i] === '\t' || text[i] === '\n' || text[i] === '\r') i += 1;
  return i;
}

import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import { kindOfAssigned } from './assigned.ts';
import { findSecrets } from './findSecrets.ts';
import { BINARY_KEYS, plainText } from './plainText.ts';
import type { Secret } from './secret.ts';

/** A secret that was found, and where; what it says is nowhere in it. */
export interface Redaction {
  readonly kind: string;
  /** JSON Pointer (RFC 6901) into the value after redaction. */
  readonly at: string;
}

/** A value without its secrets; the very same where there are none. */
export interface Redacted {
  readonly value: JsonValue;
  readonly redactions: readonly Redaction[];
}

/**
 * Takes the secrets out of all texts of an answer: values and keys, what stands under the name of a password or key, and
 * resources in base 64 that are text. What stands in their place says what they were: `[redacted: github-token]`.
 */
export function redactResult(value: JsonValue): Redacted {
  const redactions: Redaction[] = [];
  const redacted = redactValue(value, { at: '', name: null }, redactions);
  return { value: redacted, redactions };
}

interface Place {
  readonly at: string;
  /** What the value is called, where it has a name; null in a list. */
  readonly name: string | null;
}

function redactValue(value: JsonValue, place: Place, found: Redaction[]): JsonValue {
  if (typeof value === 'string') return redactText(value, place, found);
  if (Array.isArray(value)) return redactList(value, place, found);
  return isObject(value) ? redactObject(value, place, found) : value;
}

function redactList(list: JsonValue[], { at, name }: Place, found: Redaction[]): JsonValue[] {
  const before = found.length;
  const redacted = list.map((item, index) => redactValue(item, { at: `${at}/${index}`, name }, found));
  return found.length === before ? list : redacted;
}

function redactObject(object: JsonObject, { at }: Place, found: Redaction[]): JsonObject {
  const before = found.length;
  const pairName = nameOfPair(object);
  const members = Object.entries(object).map(([key, value]): [string, JsonValue] => {
    const shownKey = redactKey(key, at, found);
    const place = { at: `${at}/${escaped(shownKey)}`, name: pairName !== null && VALUES.has(key) ? pairName : key };
    return [
      shownKey,
      (BINARY_KEYS.has(key) ? redactBinary(value, place, found) : null) ?? redactValue(value, place, found),
    ];
  });
  // fromEntries defines own properties, so a key `__proto__` stays a key.
  return found.length === before ? object : Object.fromEntries(apart(members));
}

/** `{ name: 'X-API-Key', value: '...' }`: headers, variables and settings come in lists of these. */
function nameOfPair(object: JsonObject): string | null {
  const name = member(object, 'name') ?? member(object, 'key') ?? member(object, 'header');
  return typeof name === 'string' ? name : null;
}

const VALUES: ReadonlySet<string> = new Set(['value', 'val', 'content', 'default']);

/** Text in base 64 without its secrets; null where it stands for no text, or holds no secret. */
function redactBinary(value: JsonValue, { at }: Place, found: Redaction[]): string | null {
  const text = typeof value === 'string' ? plainText(value) : null;
  if (text === null) return null;
  const before = found.length;
  const redacted = redactText(text, { at, name: null }, found);
  return found.length === before ? null : Buffer.from(redacted, 'utf8').toString('base64');
}

function redactKey(key: string, at: string, found: Redaction[]): string {
  const secrets = findSecrets(key);
  if (secrets.length === 0) return key;
  const shown = without(key, secrets);
  for (const { kind } of secrets) found.push({ kind, at: `${at}/${escaped(shown)}` });
  return shown;
}

function redactText(text: string, { at, name }: Place, found: Redaction[]): string {
  const secrets = findSecrets(text);
  const [first] = secrets;
  // What its name says of it stands for all of the text.
  const named = name === null || first !== undefined ? null : kindOfAssigned(name, text);
  const taken = named === null ? secrets : [{ kind: named, start: 0, end: text.length }];
  if (taken.length === 0) return text;
  for (const { kind } of taken) found.push({ kind, at });
  return without(text, taken);
}

function without(text: string, secrets: readonly Secret[]): string {
  let out = '';
  let from = 0;
  for (const { kind, start, end } of secrets) {
    out += `${text.slice(from, start)}[redacted: ${kind}]`;
    from = end;
  }
  return out + text.slice(from);
}

/** Keys that became alike are told apart, so that no member takes another's place. */
function apart(members: readonly (readonly [string, JsonValue])[]): [string, JsonValue][] {
  const used = new Set(members.map(([key]) => key));
  const seen = new Map<string, number>();
  return members.map(([key, value]) => {
    let n = seen.get(key) ?? 0;
    let name = key;
    while (n > 0 && used.has(name)) {
      n += 1;
      name = `${key} ${n}`;
    }
    seen.set(key, Math.max(n, 1));
    used.add(name);
    return [name, value];
  });
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { Decision, LogPlace, ResultInspection, RuleName } from './decision.ts';

/** What a server answers is no decision: then nobody has decided. */
export class NoDecision extends Error {}

/**
 * Reads the answer of `POST /v1/authorize`. Throws `NoDecision` for whatever is not exactly one: an answer that can be
 * read in two ways, or that obliges to what this version does not know, allows nothing.
 */
export function readDecision(value: JsonValue): Decision {
  if (!isObject(value)) throw new NoDecision('it is no object');
  const allowed = read(value, 'allowed', isBoolean);
  const effect = read(value, 'effect', isEffect);
  if (allowed !== (effect !== 'deny')) throw new NoDecision('`allowed` and `effect` contradict each other');
  const retryAt = read(value, 'retry_at', isTextOrNull);
  return {
    allowed,
    effect,
    reason: read(value, 'reason', isText),
    denial: read(value, 'denial', isTextOrNull),
    nearMiss: read(value, 'near_miss', isTextOrNull),
    rules: read(value, 'rules', Array.isArray).map(ruleOf),
    // What is denied obliges to nothing.
    obligations: allowed ? read(value, 'obligations', Array.isArray).map(obligationOf) : [],
    owasp: read(value, 'owasp', Array.isArray).map((one: JsonValue) => checked('owasp', one, isText)),
    policySet: read(value, 'policy_set', isText),
    session: read(value, 'session', isText),
    receipt: placeOf(read(value, 'receipt', isObjectOrNull)),
    retryAt: retryAt === null ? null : momentOf(retryAt),
  };
}

/** A guard of the type that a member has to have. */
type Guard<T extends JsonValue> = (value: JsonValue | undefined) => value is T;

function read<T extends JsonValue>(from: JsonValue, key: string, guard: Guard<T>): T {
  return checked(key, member(from, key), guard);
}

function checked<T extends JsonValue>(key: string, value: JsonValue | undefined, guard: Guard<T>): T {
  if (guard(value)) return value;
  throw new NoDecision(`\`${key}\` is missing, or not what it has to be`);
}

const isBoolean: Guard<boolean> = (value) => typeof value === 'boolean';
const isText: Guard<string> = (value) => typeof value === 'string';
const isTextOrNull: Guard<string | null> = (value) => value === null || typeof value === 'string';
const isObjectOrNull: Guard<JsonObject | null> = (value) => value === null || isObject(value);
const isIndex: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isSizeOrNull: Guard<number | null> = (value) => value === null || isIndex(value);
const isEffect: Guard<Decision['effect']> = oneOf('allow', 'deny', 'observe_deny');
const isForSecrets: Guard<ResultInspection['secrets']> = oneOf('redact', 'deny', 'allow');
const isForInjection: Guard<ResultInspection['injection']> = oneOf('flag', 'deny', 'allow');

function oneOf<T extends string>(...known: readonly T[]): Guard<T> {
  return (value): value is T => known.some((one) => one === value);
}

function ruleOf(value: JsonValue): RuleName {
  return { policy: read(value, 'policy', isText), rule: read(value, 'rule', isText) };
}

function obligationOf(value: JsonValue): ResultInspection {
  const sizes = ['max_bytes', 'maxBytes'].filter((key) => member(value, key) !== undefined);
  // Servers write it in either way; one that writes both may say two things.
  if (sizes.length > 1) throw new NoDecision('`max_bytes` is there twice');
  return {
    type: read(value, 'type', oneOf('inspect-result')),
    rule: ruleOf(member(value, 'rule') ?? null),
    secrets: read(value, 'secrets', isForSecrets),
    injection: read(value, 'injection', isForInjection),
    maxBytes: read(value, sizes[0] ?? 'max_bytes', isSizeOrNull),
    taint: read(value, 'taint', isBoolean),
  };
}

function placeOf(value: JsonObject | null): LogPlace | null {
  if (value === null) return null;
  return {
    shard: read(value, 'shard', isText),
    index: read(value, 'index', isIndex),
    recordId: read(value, 'record_id', isText),
  };
}

function momentOf(text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new NoDecision('`retry_at` is no moment');
  return moment;
}

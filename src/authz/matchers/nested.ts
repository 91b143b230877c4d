import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { every, some } from './logic.ts';
import type { Matcher, MatchResult } from './matcher.ts';
import { oneOf, refuse } from './operand.ts';
import type { MatcherRow } from './row.ts';

/** Any matcher, as a JSON Schema. */
const ANY_MATCHER: JsonObject = { $ref: '#/$defs/matcher' };

/** `each`: every item of an array matches; so does an empty array, which has none that could miss. */
export const each: MatcherRow = arrayRow(
  'each',
  'a list with every item',
  every,
  'Every item of a list matches; an empty list does.',
);

/** `any`: at least one item of an array matches. */
export const any: MatcherRow = arrayRow('any', 'a list with an item', some, 'At least one item of a list matches.');

/** `keys`: an object that has these keys, each with a value that matches, and no others. */
export const keys: MatcherRow = {
  key: 'keys',
  description: 'An object with these keys, each of which matches, and no others.',
  schema: { type: 'object', additionalProperties: ANY_MATCHER },
  parse(operand, { report, nested }) {
    if (operand.kind !== 'map') return refuse(operand, report, 'a map of keys to matchers');
    const matchers = new Map<string, Matcher>();
    for (const { key, value } of operand.entries) {
      const matcher = nested(value);
      if (matcher !== null) matchers.set(key, matcher);
    }
    if (matchers.size < operand.entries.length) return null;
    return {
      wants: matchers.size === 0 ? 'an empty object' : `an object of ${oneOf([...matchers.keys()])}`,
      test(value, environment): MatchResult {
        if (!isObject(value)) return 'error';
        if (Object.keys(value).some((key) => !matchers.has(key))) return 'miss';
        return every(matchers, ([key, matcher]) => matcher.test(ownValue(value, key), environment));
      },
    };
  },
};

/** `not`: what another matcher surely misses. What it cannot judge stays an error. */
export const not: MatcherRow = {
  key: 'not',
  description: 'What another matcher surely misses.',
  schema: ANY_MATCHER,
  parse(operand, { nested }) {
    const matcher = nested(operand);
    if (matcher === null) return null;
    return { wants: `not ${matcher.wants}`, test: (value, environment) => NEGATED[matcher.test(value, environment)] };
  },
};

/** `absent: true`: the argument is missing; the only matcher that a missing argument matches. */
export const absent: MatcherRow = {
  key: 'absent',
  description: 'The argument is not there.',
  schema: { const: true },
  parse(operand, { report }) {
    if (operand.kind !== 'scalar' || operand.value !== true) {
      return refuse(operand, report, '`true`, or another matcher for an argument that must be there');
    }
    return { wants: 'absent', test: (value) => (value === undefined ? 'match' : 'miss') };
  },
};

const NEGATED = { match: 'miss', miss: 'match', error: 'error' } as const;

function arrayRow(key: string, phrase: string, combine: typeof every, description: string): MatcherRow {
  return {
    key,
    description,
    schema: ANY_MATCHER,
    parse(operand, { nested }) {
      const matcher = nested(operand);
      if (matcher === null) return null;
      return {
        wants: `${phrase} ${matcher.wants}`,
        test: (value, environment) =>
          Array.isArray(value) ? combine(value, (item) => matcher.test(item, environment)) : 'error',
      };
    },
  };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

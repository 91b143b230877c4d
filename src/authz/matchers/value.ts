import type { JsonValue } from '../../jsonrpc/message.ts';
import type { Matcher, MatchResult } from './matcher.ts';
import { oneOf, readJson, refuse } from './operand.ts';
import type { MatcherRow } from './row.ts';

/** `equals`: the same JSON value, whatever its type. Text compares exactly, without normalisation. */
export const equals: MatcherRow = {
  key: 'equals',
  description: 'The same JSON value; text compares exactly.',
  schema: {},
  parse(operand, { report }) {
    const expected = readJson(operand, report);
    return expected === null ? null : equalTo([expected.json], 'equal to ');
  },
};

/** `in`: equal to one of a list. */
export const oneOfList: MatcherRow = {
  key: 'in',
  description: 'Equal to one of a list.',
  schema: { type: 'array', minItems: 1 },
  parse(operand, { report }) {
    if (operand.kind !== 'seq' || operand.items.length === 0) {
      return refuse(operand, report, 'a list of at least one value');
    }
    const expected = readJson(operand, report);
    return expected !== null && Array.isArray(expected.json) ? equalTo(expected.json, 'one of ') : null;
  },
};

function equalTo(expected: readonly JsonValue[], verb: string): Matcher {
  const scalars = new Set(expected.filter((json) => !isComposite(json)));
  const composites = expected.filter((json) => isComposite(json));
  const test = (value: JsonValue): boolean =>
    isComposite(value) ? composites.some((json) => isEqual(json, value)) : scalars.has(value);
  return {
    wants: verb + oneOf(expected.map((json) => (typeof json === 'string' ? json : JSON.stringify(json)))),
    test: (value): MatchResult => (value === undefined ? 'error' : test(value) ? 'match' : 'miss'),
  };
}

function isComposite(json: JsonValue): boolean {
  return typeof json === 'object' && json !== null;
}

/** Goes as deep as `expected`, which the policy bounds; the depth of a hostile `value` does not matter. */
function isEqual(expected: JsonValue, value: JsonValue): boolean {
  if (typeof expected !== 'object' || typeof value !== 'object' || expected === null || value === null) {
    return expected === value;
  }
  if (Array.isArray(expected) || Array.isArray(value)) {
    return (
      Array.isArray(expected) &&
      Array.isArray(value) &&
      expected.length === value.length &&
      expected.every((item, index) => isEqual(item, value[index] ?? null))
    );
  }
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(value).length &&
    keys.every((key) => Object.hasOwn(value, key) && isEqual(expected[key] ?? null, value[key] ?? null))
  );
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize, isCanonical } from '../../src/audit/canonical.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

/** JSON with what canonical entries may hold: well-formed texts, safe integers. */
const canonicalJson = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1', '10', '9', '__proto__')), tie('value')),
  ),
})).value;

describe('canonicalize', () => {
  it.each<[string, JsonValue, string]>([
    [
      'keys by UTF-16 units, as RFC 8785 has them',
      JSON.parse('{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}') as JsonValue,
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    ['integer-like keys as texts', { 9: 1, 10: 2 }, '{"10":2,"9":1}'],
    ['escapes in their shortest form', '\b\t\n\f\r"\\\u0001\u007f/', '"\\b\\t\\n\\f\\r\\"\\\\\\u0001\u007f/"'],
    ['nothing between the parts', { b: [1, true, null], a: {} }, '{"a":{},"b":[1,true,null]}'],
    ['minus zero as zero', -0, '0'],
  ])('writes %s', (_, value, text) => {
    expect(canonicalize(value)).toBe(text);
  });

  it('writes a key `__proto__` like any other', () => {
    expect(canonicalize(JSON.parse('{"__proto__":{"a":1}}') as JsonValue)).toBe('{"__proto__":{"a":1}}');
  });

  it.each<[string, JsonValue]>([
    ['a fraction', [0.5]],
    ['an integer that JavaScript cannot hold exactly', 2 ** 53],
    ['infinity', -Infinity],
    ['NaN', NaN],
    ['half a character', 'a\ud800'],
    ['half a character in a key', { 'a\udc00': 1 }],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalize(value)).toThrow(RangeError);
  });

  it('gives the same text whatever the order of keys', () => {
    fc.assert(
      fc.property(canonicalJson, (value) => {
        expect(canonicalize(reversed(value))).toBe(canonicalize(value));
        expect(JSON.parse(canonicalize(value))).toEqual(value);
      }),
    );
  });
});

describe('isCanonical', () => {
  it('knows its own', () => {
    fc.assert(
      fc.property(canonicalJson, (value) => {
        const text = canonicalize(value);
        expect(isCanonical(text, JSON.parse(text) as JsonValue)).toBe(true);
      }),
    );
  });

  it.each([
    ['a space', '{"a": 1}'],
    ['keys out of order', '{"b":1,"a":2}'],
    ['nested keys out of order', '[{"a":{"c":1,"b":2}}]'],
    ['integer-like keys in numeric order', '{"9":1,"10":2}'],
    ['a key twice', '{"a":1,"a":1}'],
    ['an escape that is not needed', '"\\u0061"'],
    ['an escape in capitals', '"\\u001F"'],
    ['a number in another spelling', '[1e2]'],
    ['minus zero', '-0'],
    ['a fraction', '[0.5]'],
    ['a large number', '[9007199254740993]'],
    ['half a character', '"\\ud800"'],
    ['a raw half of a character', '"\ud800"'],
    ['nesting that exhausts the stack', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ])('refuses %s', (_, text) => {
    expect(isCanonical(text, JSON.parse(text) as JsonValue)).toBe(false);
  });

  it('accepts text that only looks like an escaped half of a character', () => {
    expect(isCanonical('"\\\\ud800"', '\\ud800')).toBe(true);
  });
});

function reversed(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

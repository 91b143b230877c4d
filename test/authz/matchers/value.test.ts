import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { compile, judge, parse, REMOTE } from './support.ts';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

describe('equals', () => {
  it.each<[JsonValue, JsonValue | undefined, string]>([
    ['main', 'main', 'match'],
    ['main', 'Main', 'miss'],
    ['main', ['main'], 'miss'],
    ['5', 5, 'miss'],
    [5, 5, 'match'],
    [0, -0, 'match'],
    [true, true, 'match'],
    [true, 'true', 'miss'],
    [null, null, 'match'],
    [null, 'null', 'miss'],
    [[1, [2]], [1, [2]], 'match'],
    [[1, 2], [2, 1], 'miss'],
    [[1], { 0: 1 }, 'miss'],
    [{ a: 1, b: null }, { b: null, a: 1 }, 'match'],
    [{ a: 1 }, { a: 1, b: 2 }, 'miss'],
    [{ a: 1, b: 2 }, { a: 1, c: 2 }, 'miss'],
    [{}, {}, 'match'],
    [{}, [], 'miss'],
    [{}, null, 'miss'],
    ['caf\u00e9', 'cafe\u0301', 'miss'],
    ['main', undefined, 'error'],
    [null, undefined, 'error'],
  ])('%j on %j: %s', (expected, value, result) => {
    expect(judge({ equals: expected }, value)).toBe(result);
  });

  it('matches every JSON value with itself and with no other', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(judge({ equals: a }, structuredClone(a))).toBe('match');
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(judge({ equals: a }, b)).toBe(same ? 'match' : 'miss');
      }),
    );
  });

  it('takes `__proto__` for a key like any other', () => {
    const hostile = JSON.parse('{"__proto__": {"admin": true}}') as JsonValue;
    expect(judge({ equals: hostile }, structuredClone(hostile))).toBe('match');
    expect(judge({ equals: hostile }, {})).toBe('miss');
    expect(judge({ equals: { constructor: 1 } }, { a: 1 })).toBe('miss');
  });

  it('does not follow a hostile value deeper than the policy goes', () => {
    const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as JsonValue;
    expect(judge({ equals: [[[]]] }, deep)).toBe('miss');
  });

  it('is what a plain value is short for', () => {
    expect(judge('main', 'main')).toBe('match');
    expect(judge('main', 'dev')).toBe('miss');
    expect(judge(false, false)).toBe('match');
    expect(judge(5, 6)).toBe('miss');
  });

  it('refuses numbers that JSON does not have', () => {
    expect(parse({ equals: Number.NaN })).toEqual([expect.stringContaining('finite')]);
    expect(parse({ equals: [{ a: Infinity }] })).toEqual([expect.stringContaining('finite')]);
    expect(parse(Infinity)).toEqual([expect.stringContaining('finite')]);
  });
});

describe('in', () => {
  it.each<[JsonValue, JsonValue | undefined, string]>([
    [['a', 'b'], 'b', 'match'],
    [['a', 'b'], 'c', 'miss'],
    [['1'], 1, 'miss'],
    [[{ a: [1] }, 2], { a: [1] }, 'match'],
    [[{ a: [1] }, 2], { a: [2] }, 'miss'],
    [['a', 'b'], ['a', 'b'], 'miss'],
    [['a'], undefined, 'error'],
  ])('%j on %j: %s', (expected, value, result) => {
    expect(judge({ in: expected }, value)).toBe(result);
    expect(judge(expected, value)).toBe(result);
  });

  it('refuses anything but a list of at least one', () => {
    for (const operand of [[], 'a', { a: 1 }, null]) expect(parse({ in: operand })).toEqual([expect.any(String)]);
    expect(parse([])).toEqual([expect.any(String)]);
  });

  it('says what it wants', () => {
    expect(compile(['a', 1, null]).wants).toBe('one of `a`, `1` or `null`');
  });

  it('decides a megabyte at once', () => {
    expect(compile({ in: ['a', { a: 1 }] }).test('a'.repeat(1e6), REMOTE)).toBe('miss');
    expect(compile({ in: ['a', [1]] }).test(Array<number>(100_000).fill(1), REMOTE)).toBe('miss');
  });
});

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([key, member]) => [key, sorted(member)]) };
}

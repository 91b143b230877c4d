import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';
import { parseArgPath } from '../../../src/authz/matchers/argPath.ts';
import { coverageOf } from '../../../src/authz/matchers/coverage.ts';

function covers(keys: readonly string[], args: JsonObject): boolean {
  const paths = keys.map((key) => {
    const steps = parseArgPath(key);
    if ('error' in steps) throw new Error(steps.error);
    return steps;
  });
  return coverageOf(paths)(args);
}

describe('coverageOf', () => {
  it.each<[readonly string[], JsonObject, boolean]>([
    [['a'], { a: 1 }, true],
    [['a'], {}, true],
    [['a'], { a: { deep: [1] } }, true],
    [['a'], { a: 1, b: 2 }, false],
    [[], {}, true],
    [[], { a: 1 }, false],
    [['o.p'], { o: { p: 1 } }, true],
    [['o.p'], { o: { p: 1, q: 2 } }, false],
    [['o.p'], { o: {} }, true],
    [['o.p'], { o: 'x' }, false],
    [['o.p'], { o: ['x'] }, false],
    [['o.p'], { o: null }, false],
    [['o.p'], { 'o.p': 1 }, false],
    [['o\\.p'], { 'o.p': 1 }, true],
    [['o', 'o.p'], { o: { q: 1 } }, true],
    [['o.p', 'o.q'], { o: { p: 1, q: 2 } }, true],
    [['h.*'], { h: { a: 1, b: 2 } }, true],
    [['h.*.x'], { h: { a: { x: 1 }, b: { x: 1, y: 2 } } }, false],
    [['h.*.x', 'h.b'], { h: { a: { x: 1 }, b: { x: 1, y: 2 } } }, true],
    [['*'], { a: 1, b: 2 }, true],
    [['*.x', 'o.y'], { o: { x: 1, y: 2 } }, true],
    [['*.x', 'o.y'], { p: { x: 1, y: 2 } }, false],
    [['a'], JSON.parse('{"a": 1, "__proto__": 2}') as JsonObject, false],
    [['a'], JSON.parse('{"a": 1, "constructor": 2}') as JsonObject, false],
    [['__proto__'], JSON.parse('{"__proto__": 2}') as JsonObject, true],
  ])('of %j over %j: %s', (keys, args, expected) => {
    expect(covers(keys, args)).toBe(expected);
  });

  it('walks wide arguments', () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
    expect(covers(['h.*'], { h: wide })).toBe(true);
    expect(covers(['h.k1'], { h: wide })).toBe(false);
  });
});

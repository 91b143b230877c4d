import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { compile, judge, parse } from './support.ts';

type Cases = readonly [JsonValue | undefined, string][];

describe('each', () => {
  it.each<Cases[number]>([
    [['a', 'aa'], 'match'],
    [[], 'match'],
    [['a', 'b'], 'miss'],
    [['a', 5], 'error'],
    [['b', 5], 'miss'],
    [[5, 'b'], 'miss'],
    ['a', 'error'],
    [{ 0: 'a' }, 'error'],
    [null, 'error'],
    [undefined, 'error'],
  ])('of `a*` on %j: %s', (value, result) => {
    expect(judge({ each: { glob: 'a*' } }, value)).toBe(result);
  });

  it('takes the short forms', () => {
    expect(judge({ each: ['a', 'b'] }, ['b', 'a'])).toBe('match');
    expect(judge({ each: ['a', 'b'] }, ['b', 'c'])).toBe('miss');
    expect(judge({ each: 'a' }, ['a'])).toBe('match');
  });

  it('walks a long list', () => {
    expect(judge({ each: { max: 5 } }, Array<number>(100_000).fill(5))).toBe('match');
    expect(judge({ each: { max: 5 } }, [...Array<number>(100_000).fill(5), 6])).toBe('miss');
  });
});

describe('any', () => {
  it.each<Cases[number]>([
    [['b', 'aa'], 'match'],
    [[5, 'a'], 'match'],
    [[], 'miss'],
    [['b'], 'miss'],
    [['b', 5], 'error'],
    ['a', 'error'],
    [undefined, 'error'],
  ])('of `a*` on %j: %s', (value, result) => {
    expect(judge({ any: { glob: 'a*' } }, value)).toBe(result);
  });
});

describe('keys', () => {
  it.each<Cases[number]>([
    [{ a: 1 }, 'match'],
    [{ a: 9 }, 'miss'],
    [{ a: 1, c: 1 }, 'miss'],
    [{ b: 'x' }, 'miss'],
    [{ a: '1' }, 'error'],
    [{}, 'error'],
    [[1], 'error'],
    ['a', 'error'],
    [null, 'error'],
    [undefined, 'error'],
    [JSON.parse('{"a": 1, "__proto__": {}}') as JsonValue, 'miss'],
  ])('of a small `a` on %j: %s', (value, result) => {
    expect(judge({ keys: { a: { max: 5 } } }, value)).toBe(result);
  });

  it.each<Cases[number]>([
    [{ a: 1, b: 1 }, 'match'],
    [{ a: '1', b: 9 }, 'miss'],
    [{ a: 9 }, 'miss'],
    [{ a: 1 }, 'error'],
    [{ a: '1', b: 1 }, 'error'],
  ])('of two lets one certain miss settle %j: %s', (value, result) => {
    expect(judge({ keys: { a: { max: 5 }, b: { max: 5 } } }, value)).toBe(result);
  });

  it('lets an empty map stand for an empty object', () => {
    expect(judge({ keys: {} }, {})).toBe('match');
    expect(judge({ keys: {} }, { a: 1 })).toBe('miss');
  });

  it('does not find keys on the prototype', () => {
    expect(judge({ keys: { toString: { type: 'string' } } }, {})).toBe('error');
    expect(judge({ keys: { constructor: { absent: true } } }, {})).toBe('match');
  });

  it('reads `__proto__` as a key of its own', () => {
    const matchers = JSON.parse('{"keys": {"__proto__": {"equals": 1}}}') as JsonValue;
    expect(judge(matchers, JSON.parse('{"__proto__": 1}') as JsonValue)).toBe('match');
    expect(judge(matchers, {})).toBe('error');
  });

  it('walks a wide object', () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
    expect(judge({ keys: { k0: 0 } }, wide)).toBe('miss');
  });

  it('refuses anything but a map', () => {
    expect(parse({ keys: ['a'] })).toEqual([expect.stringContaining('map of keys')]);
    expect(parse({ keys: { a: { mx: 1 }, b: { mn: 1 } } })).toHaveLength(2);
  });
});

describe('not', () => {
  it.each<Cases[number]>([
    ['a', 'miss'],
    ['b', 'match'],
    [5, 'error'],
    [undefined, 'error'],
  ])('of `a*` on %j: %s', (value, result) => {
    expect(judge({ not: { glob: 'a*' } }, value)).toBe(result);
  });

  it('takes the short forms, and itself', () => {
    expect(judge({ not: ['main', 'master'] }, 'dev')).toBe('match');
    expect(judge({ not: ['main', 'master'] }, 'main')).toBe('miss');
    expect(judge({ not: { not: 'a' } }, 'a')).toBe('match');
    expect(judge({ not: { absent: true } }, undefined)).toBe('miss');
    expect(judge({ not: { absent: true } }, null)).toBe('match');
  });
});

describe('absent', () => {
  it.each<Cases[number]>([
    [undefined, 'match'],
    [null, 'miss'],
    ['', 'miss'],
    [false, 'miss'],
  ])('on %j: %s', (value, result) => {
    expect(judge({ absent: true }, value)).toBe(result);
  });

  it.each([[false], ['true'], [null], [{}]])('refuses %j', (operand) => {
    expect(parse({ absent: operand })).toEqual([expect.stringContaining('`true`')]);
  });
});

it('says what nested matchers want', () => {
  expect(compile({ each: { under: '/data' } }).wants).toBe('a list with every item under `/data`');
  expect(compile({ not: 'main' }).wants).toBe('not equal to `main`');
  expect(compile({ keys: { a: 1 } }).wants).toBe('an object of `a`');
});

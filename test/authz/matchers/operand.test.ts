import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import {
  oneOf,
  quoted,
  readCount,
  readJson,
  readNumber,
  readTexts,
  refuse,
} from '../../../src/authz/matchers/operand.ts';
import { sourceOf } from './support.ts';

function read<T>(
  reader: (node: ReturnType<typeof sourceOf>, report: (at: unknown, message: string) => void) => T,
  value: JsonValue,
) {
  const problems: string[] = [];
  return { result: reader(sourceOf(value), (_, message) => problems.push(message)), problems };
}

describe('readNumber and readCount', () => {
  it('read numbers', () => {
    expect(read(readNumber, -1.5)).toEqual({ result: -1.5, problems: [] });
    expect(read(readCount, 0)).toEqual({ result: 0, problems: [] });
  });

  it('say what stands where a number was expected', () => {
    expect(read(readNumber, '5').problems).toEqual(['unexpected string `5`, expected a number']);
    expect(read(readNumber, null).problems).toEqual(['unexpected empty value, expected a number']);
    expect(read(readNumber, [1]).problems).toEqual(['unexpected list, expected a number']);
    expect(read(readCount, -1).problems).toEqual(['unexpected number `-1`, expected a whole number from 0 on']);
  });
});

describe('readTexts', () => {
  const reader = (node: ReturnType<typeof sourceOf>, report: (at: unknown, message: string) => void) =>
    readTexts(node, report, 'host')?.map(({ text }) => text) ?? null;

  it('reads one text or a list', () => {
    expect(read(reader, 'a').result).toEqual(['a']);
    expect(read(reader, ['a', 'b']).result).toEqual(['a', 'b']);
  });

  it('reports every item that is none', () => {
    expect(read(reader, ['a', 5, ['b']])).toEqual({
      result: null,
      problems: ['unexpected number `5`, expected host', 'unexpected list, expected host'],
    });
    expect(read(reader, []).problems).toEqual(['unexpected empty list, expected at least one host']);
    expect(read(reader, {}).problems).toEqual(['unexpected empty map, expected host or a list of them']);
  });
});

describe('readJson', () => {
  it('gives the value back', () => {
    const value: JsonValue = { a: [1, 'x', null, true, { b: {} }] };
    expect(read(readJson, value).result).toEqual({ json: value });
    expect(read(readJson, null).result).toEqual({ json: null });
  });

  it('defines `__proto__` as an own key', () => {
    const { result } = read(readJson, JSON.parse('{"__proto__": {"a": 1}}') as JsonValue);
    expect(Object.keys((result?.json ?? {}) as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('reports every number that JSON does not have', () => {
    expect(read(readJson, [Number.NaN, { a: Infinity }]).problems).toHaveLength(2);
  });
});

describe('texts for people', () => {
  it.each([
    [[], '``'],
    [['a'], '`a`'],
    [['a', 'b'], '`a` or `b`'],
    [['a', 'b', 'c'], '`a`, `b` or `c`'],
    [['1', '2', '3', '4', '5', '6', '7'], '`1`, `2`, `3`, `4`, `5` or 2 more'],
  ])('puts %j as a choice', (texts, expected) => {
    expect(oneOf(texts)).toBe(texts.length === 0 ? '' : expected);
  });

  it('keeps a quoted text on one line, closed and short', () => {
    expect(quoted('a\n`b`\u001b[31m')).toBe('`a  b  [31m`');
    expect(quoted('x'.repeat(1000))).toHaveLength(83);
  });

  it('gives null after a refusal', () => {
    expect(read((node, report) => refuse(node, report, 'a map'), true)).toEqual({
      result: null,
      problems: ['unexpected boolean `true`, expected a map'],
    });
  });
});

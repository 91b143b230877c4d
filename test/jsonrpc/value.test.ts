import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { isObject, member } from '../../src/jsonrpc/value.ts';

describe('isObject', () => {
  it.each<[JsonValue | undefined, boolean]>([
    [{}, true],
    [[], false],
    [null, false],
    ['{}', false],
    [undefined, false],
  ])('%j: %s', (value, want) => expect(isObject(value)).toBe(want));
});

describe('member', () => {
  it('gives an own member', () => expect(member({ a: 1 }, 'a')).toBe(1));

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('never asks the prototype (%s)', (key) => {
    expect(member({}, key)).toBeUndefined();
  });

  it('gives a member that is named like the prototype, where the text has one', () => {
    expect(member(JSON.parse('{"__proto__":7}') as JsonValue, '__proto__')).toBe(7);
  });

  it('gives nothing of what is no object', () => {
    expect(member(['a'], '0')).toBeUndefined();
    expect(member('abc', 'length')).toBeUndefined();
  });
});

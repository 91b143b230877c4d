import { describe, expect, it } from 'vitest';
import { jsonTree } from '../../src/clients/jsonTree.ts';
import { entryOf, nodeAt, placeOf, plainOf } from '../../src/clients/tree.ts';

function rootOf(text: string) {
  const reading = jsonTree(text);
  if (reading.kind === 'problem') throw new Error(reading.message);
  return reading.root;
}

describe('a tree of settings', () => {
  it('is found into by keys, whatever they are called', () => {
    const root = rootOf('{"a": {"__proto__": {"constructor": 1}}, "": 2}');
    expect(nodeAt(root, ['a', '__proto__', 'constructor'])).toMatchObject({ value: 1 });
    expect(nodeAt(root, [''])).toMatchObject({ value: 2 });
    expect(nodeAt(root, ['toString'])).toBeUndefined();
    expect(nodeAt(root, ['', 'x'])).toBeUndefined();
    expect(entryOf(undefined, 'a')).toBeUndefined();
  });

  it('becomes a plain value without touching a prototype', () => {
    const value = plainOf(rootOf('{"__proto__": {"polluted": true}, "list": [1, null, "x", {"b": false}]}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true},"list":[1,null,"x",{"b":false}]}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['abc', 1, 1, 2],
    ['a\nbc', 3, 2, 2],
    ['a\r\nbc', 3, 2, 1],
    ['', 0, 1, 1],
  ])('says where in %j offset %i is', (text, offset, line, column) => {
    expect(placeOf(text, offset)).toEqual({ line, column });
  });
});

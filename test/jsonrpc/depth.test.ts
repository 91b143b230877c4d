import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textNestsDeeper, valueNestsDeeper } from '../../src/jsonrpc/depth.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

const parse = (text: string) => JSON.parse(text) as JsonValue;

/** By recursion over the value, as one would write it without care. */
function depthOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe.each([
  ['textNestsDeeper', textNestsDeeper],
  ['valueNestsDeeper', (text: string, max: number) => valueNestsDeeper(parse(text), max)],
])('%s', (_, nestsDeeper) => {
  it.each([
    ['1', 0],
    ['"[[["', 0],
    ['[]', 1],
    ['{}', 1],
    ['[[],[],[]]', 2],
    ['{"a":{"b":[1]},"c":2}', 3],
    ['{"[[":"]]{{","a":"\\"[[["}', 1],
    ['[{"a":[{"a":[]}]},0]', 5],
  ])('counts the levels of %s', (text, depth) => {
    expect(nestsDeeper(text, depth)).toBe(false);
    if (depth > 0) expect(nestsDeeper(text, depth - 1)).toBe(true);
  });

  it('agrees with recursion on any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 7 }), (value, max) => {
        const text = JSON.stringify(value);
        expect(nestsDeeper(text, max)).toBe(depthOf(parse(text)) > max);
      }),
    );
  });
});

describe('textNestsDeeper', () => {
  it('answers at the first level too many, whatever follows', () => {
    expect(textNestsDeeper('['.repeat(10_000_000), 128)).toBe(true);
    expect(textNestsDeeper('['.repeat(128), 128)).toBe(false);
  });

  it('never throws on text that is no JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', 'a') }), (text) => {
        expect(typeof textNestsDeeper(text, 3)).toBe('boolean');
      }),
    );
  });
});

describe('valueNestsDeeper', () => {
  it('looks no deeper than it has to', () => {
    let value: JsonValue = [];
    for (let level = 0; level < 1_000_000; level++) value = [value];
    expect(valueNestsDeeper(value, 128)).toBe(true);
  });
});

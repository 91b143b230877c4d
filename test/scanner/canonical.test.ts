import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../scanner/canonical.ts';

describe('canonicalJson', () => {
  it.each([
    ['{"b":1,"a":[true,null,"x"]}', '{"a":[true,null,"x"],"b":1}'],
    ['{"10":1,"9":2,"B":3,"a":4}', '{"10":1,"9":2,"B":3,"a":4}'],
    ['{"\\u20ac":1,"\\r":2,"1":3,"\\ud83d\\ude02":4,"\\ufb33":5}', '{"\\r":2,"1":3,"€":1,"😂":4,"\ufb33":5}'],
    ['[1e2, 1.0, -0, 1e-7, 1e21]', '[100,1,0,1e-7,1e+21]'],
    ['"\\ud800"', '"\\ud800"'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
    ['[1e999, -1e999]', '[Infinity,-Infinity]'],
  ])('writes %s in one way only', (text, canonical) => {
    expect(canonicalJson(JSON.parse(text))).toBe(canonical);
  });

  it('does not take a text for a number that is too large', () => {
    expect(canonicalJson('Infinity')).not.toBe(canonicalJson(JSON.parse('1e999')));
  });

  it('gives what JSON gives back, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives the same text for shuffled keys, and another for another value', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), { selector: ([key]) => key, minLength: 1 });
    fc.assert(
      fc.property(entries, (pairs) => {
        const one = canonicalJson(Object.fromEntries(pairs));
        expect(canonicalJson(Object.fromEntries([...pairs].reverse()))).toBe(one);
        expect(canonicalJson({ ...Object.fromEntries(pairs), [`${pairs[0]?.[0] ?? ''}!`]: 0 })).not.toBe(one);
      }),
    );
  });

  it('refuses what is nested beyond any sense, and what is no JSON', () => {
    expect(() => canonicalJson(JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)))).toThrow(RangeError);
    expect(() => canonicalJson([undefined])).toThrow(TypeError);
    expect(() => canonicalJson({ a: 1n })).toThrow(TypeError);
    expect(canonicalJson({ a: undefined })).toBe('{}');
  });
});

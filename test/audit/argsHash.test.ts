import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argsHashOf } from '../../src/audit/argsHash.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

describe('argsHashOf', () => {
  it('is that of the canonical text (RFC 8785): keys in order, numbers as ECMAScript spells them', () => {
    const text = '{"a":[1.5,1e+21,null],"b":"€"}';
    const found = argsHashOf({ b: '€', a: [1.5, 1e21, null] });
    expect(found).toEqual({ text, hash: `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}` });
  });

  it('has none for a text that is not well-formed, or a number that JSON does not have', () => {
    expect(argsHashOf({ a: '\ud800' })).toBeNull();
    expect(argsHashOf({ '\ud800': 1 })).toBeNull();
    expect(argsHashOf({ a: Infinity })).toBeNull();
  });

  it('tells apart what looks alike', () => {
    const hashes = [{ a: 'x' }, { a: 'x\u200b' }, { a: ['x'] }, { a: { x: 1 } }, {}, null].map(
      (args) => argsHashOf(args as JsonValue)?.hash,
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is the same in whatever order the members come', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const args = JSON.parse(JSON.stringify(value)) as Record<string, JsonValue>;
        const turned = Object.fromEntries(Object.entries(args).reverse());
        expect(argsHashOf(turned)).toEqual(argsHashOf(args));
      }),
    );
  });
});

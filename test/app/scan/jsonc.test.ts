import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainJson } from '../../../src/app/scan/jsonc.ts';

const parse = (text: string): unknown => JSON.parse(plainJson(text));

describe('plainJson', () => {
  it.each<[string, string, unknown]>([
    ['comments to the end of a line', '{ // one\n"a": 1 // two\n}', { a: 1 }],
    ['comments between stars', '{/* one */"a":/* two\nlines */1}', { a: 1 }],
    ['trailing commas', '{"a":[1,2,],"b":{"c":1,},}', { a: [1, 2], b: { c: 1 } }],
    ['a comma before a comment', '[1, // last\n]', [1]],
    [
      'what looks like a comment in a text',
      '{"a":"https://x//y /* z */","b":",]"}',
      { a: 'https://x//y /* z */', b: ',]' },
    ],
    ['a quote in a text', String.raw`{"a":"x\"// y"}`, { a: 'x"// y' }],
    ['a comment that never ends', '{"a":1}/* x', { a: 1 }],
    ['a comment at the end', '{"a":1}// x', { a: 1 }],
  ])('understands %s', (_, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each(['[1,,2]', '{"a":1,/* x */,}', '[,1]', '{"a" // x'])('leaves what is wrong to be refused: %s', (text) => {
    expect(() => parse(text)).toThrow(SyntaxError);
  });

  it('keeps every position, and every text that is plain JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(plainJson(text)).toBe(text);
      }),
    );
    const text = '{ // é\n  "a": [1,],\n}';
    expect(plainJson(text)).toHaveLength(text.length);
    expect(plainJson(text).indexOf('"a"')).toBe(text.indexOf('"a"'));
  });
});

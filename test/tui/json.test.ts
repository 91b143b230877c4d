import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { jsonLines } from '../../src/tui/json.ts';

describe('jsonLines', () => {
  it('puts members in canonical order, a line each', () => {
    expect(jsonLines({ b: [1, { c: null }], a: 'x', 10: true, 9: {} })).toEqual([
      '{',
      '  "10": true,',
      '  "9": {},',
      '  "a": "x",',
      '  "b": [',
      '    1,',
      '    {',
      '      "c": null',
      '    }',
      '  ]',
      '}',
    ]);
  });

  it('spells out what nobody sees, and cannot be fooled by text that looks so', () => {
    expect(jsonLines('a\u202eb')).toEqual([String.raw`"a\u{202e}b"`]);
    expect(jsonLines(String.raw`a\u{202e}b`)).toEqual([String.raw`"a\\u{202e}b"`]);
  });

  it('shows a key that is the name of the prototype', () => {
    expect(jsonLines(JSON.parse('{"__proto__":1}') as JsonValue)).toEqual(['{', '  "__proto__": 1', '}']);
  });

  it('says all of a value and nothing else', () => {
    const plain = fc.string().filter((text) => /^[\x20-\x7e]*$/.test(text));
    const values = fc.jsonValue({ maxDepth: 4 }).filter((value) => /^[\x20-\x7e]*$/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(fc.oneof(values, plain), (value) => {
        const back: unknown = JSON.parse(jsonLines(JSON.parse(JSON.stringify(value)) as JsonValue).join('\n'));
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('shows texts however long they are', () => {
    expect(jsonLines('x'.repeat(100_000))[0]?.length).toBe(100_002);
  });
});

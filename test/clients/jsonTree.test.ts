import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTree } from '../../src/clients/jsonTree.ts';
import { plainOf } from '../../src/clients/tree.ts';

describe('jsonTree', () => {
  it('reads JSON with comments, trailing commas and a byte order mark, and knows where everything stands', () => {
    const text = '\uFEFF{ // a\n "k": [1, /* b */ "x",], }';
    const reading = jsonTree(text);
    if (reading.kind === 'problem' || reading.root.kind !== 'map') throw new Error('not read');
    const [entry] = reading.root.entries;
    expect(text.slice(reading.root.start, reading.root.end)).toBe(text.slice(1));
    expect(text.slice(entry?.keyStart, entry?.keyEnd)).toBe('"k"');
    expect(text.slice(entry?.value.start, entry?.value.end)).toBe('[1, /* b */ "x",]');
  });

  it('reads every JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const reading = jsonTree(text);
        if (reading.kind === 'problem') throw new Error(reading.message);
        expect(JSON.stringify(plainOf(reading.root))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['{', 1, 2, /close brace expected/],
    ['', 1, 1, /it is/],
    ['{\n  "a": 1,\n  "a": 2\n}', 3, 3, /two keys are called `a`/],
    ['{"a": {"b": 1, "\\u0062": 2}}', 1, 16, /two keys are called `b`/],
    ['{"a" 1}', 1, 6, /colon expected/],
    ["{'a': 1}", 1, 2, /it is not JSON/],
    ['{"a": 1} trailing', 1, 10, /it is not JSON/],
    ['['.repeat(100_000), 1, 1, /nests deeper/],
  ])('says what is wrong with %j, and where', (text, line, column, message) => {
    expect(jsonTree(text)).toEqual({
      kind: 'problem',
      line,
      column,
      message: expect.stringMatching(message) as string,
    });
  });
});

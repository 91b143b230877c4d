import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTree } from '../../src/clients/jsonTree.ts';
import { tomlTree } from '../../src/clients/tomlTree.ts';
import { nodeAt, plainOf, type ConfigReading } from '../../src/clients/tree.ts';
import { keyText, written } from '../../src/clients/written.ts';
import { yamlTree } from '../../src/edge/yamlSource.ts';

const ONE_LINE = { inner: null, outer: '', eol: '\n' };

function plain(reading: ConfigReading): unknown {
  if (reading.kind === 'problem') throw new Error(reading.message);
  const node = nodeAt(reading.root, ['k']);
  return node === undefined ? undefined : plainOf(node);
}

/** Text as JSON holds it: no half of a pair. */
const text = fc.string({ unit: 'binary', maxLength: 20 });
const value = fc.oneof(
  text,
  fc.array(text, { maxLength: 4 }),
  fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), text, { maxKeys: 3, noNullPrototype: true }),
);

describe('written values', () => {
  it('are read back to the same by their format', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(plain(jsonTree(`{"k": ${written(given, { ...ONE_LINE, format: 'jsonc' })}}`))).toEqual(given);
        expect(plain(yamlTree(`k: ${written(given, { ...ONE_LINE, format: 'yaml' })}\n`))).toEqual(given);
        expect(plain(tomlTree(`k = ${written(given, { ...ONE_LINE, format: 'toml' })}\n`))).toEqual(given);
      }),
      { numRuns: 300 },
    );
  });

  it('take a line an element where their neighbours do', () => {
    const layout = { format: 'jsonc', inner: '\t\t', outer: '\t', eol: '\r\n' } as const;
    expect(written(['a', 'b'], layout)).toBe('[\r\n\t\t"a",\r\n\t\t"b"\r\n\t]');
    expect(written({ A: '1' }, layout)).toBe('{\r\n\t\t"A": "1"\r\n\t}');
    expect(written({ A: '1' }, { ...layout, format: 'toml' })).toBe('{ A = "1" }');
    expect(written([], layout)).toBe('[]');
  });

  it.each([
    ['env', 'toml', 'env'],
    ['a b', 'toml', '"a b"'],
    ['a.b', 'toml', '"a.b"'],
    ['cmd', 'yaml', 'cmd'],
    ['yes', 'yaml', '"yes"'],
    ['cmd', 'jsonc', '"cmd"'],
  ] as const)('name the key %s in %s as %s', (key, format, want) => {
    expect(keyText(key, format, 'lines')).toBe(want);
  });
});

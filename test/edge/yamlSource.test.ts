import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceNode } from '../../src/authz/source.ts';
import { MAX_SOURCE_BYTES, readYaml, writeYaml, yamlTree, type YamlReading } from '../../src/edge/yamlSource.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

function read(text: string | Uint8Array): YamlReading {
  return readYaml('f.yaml', typeof text === 'string' ? Buffer.from(text) : text);
}

function spots(text: string | Uint8Array): string[] {
  return read(text).problems.map(({ at, message }) => `${at.line}:${at.column}: ${message}`);
}

/** The value a node stands for. */
function plain(node: SourceNode | null): JsonValue {
  if (node === null) throw new Error('no node');
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'seq') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}

describe('readYaml', () => {
  it('knows where everything stands', () => {
    expect(read('# comment\na: 1\nb:\n  - "x"\n  - { c: true }\n')).toEqual({
      problems: [],
      node: {
        kind: 'map',
        at: { line: 2, column: 1 },
        entries: [
          { key: 'a', keyAt: { line: 2, column: 1 }, value: { kind: 'scalar', at: { line: 2, column: 4 }, value: 1 } },
          {
            key: 'b',
            keyAt: { line: 3, column: 1 },
            value: {
              kind: 'seq',
              at: { line: 4, column: 3 },
              items: [
                {
                  kind: 'scalar',
                  at: { line: 4, column: 5 },
                  value: 'x',
                  textAt: expect.any(Function) as () => void,
                },
                {
                  kind: 'map',
                  at: { line: 5, column: 5 },
                  entries: [
                    {
                      key: 'c',
                      keyAt: { line: 5, column: 7 },
                      value: { kind: 'scalar', at: { line: 5, column: 10 }, value: true },
                    },
                  ],
                },
              ],
            },
          },
        ],
      },
    });
  });

  it.each<[string, JsonValue]>([
    ['yes', 'yes'],
    ['no', 'no'],
    ['on', 'on'],
    ['1e3', 1000],
    ['0x10', 16],
    ['0o17', 15],
    ['017', 17],
    ['1_000', '1_000'],
    ['12:30:00', '12:30:00'],
    ['2026-01-01', '2026-01-01'],
    ['~', null],
    ['"a\\u00e9"', 'aé'],
    ['"\\u0000"', '\u0000'],
    ['<<', '<<'],
  ])('reads %s as YAML 1.2 does', (text, want) => {
    expect(plain(read(`v: ${text}\n`).node)).toEqual({ v: want });
  });

  it('reads a key that every object has as any other', () => {
    const { node } = read('__proto__: 1\nconstructor: 2\n');
    expect(node?.kind === 'map' ? node.entries.map(({ key }) => key) : []).toEqual(['__proto__', 'constructor']);
  });

  it('reads the file of an editor that begins it with a byte order mark', () => {
    expect(plain(read('\ufeffa: 1\r\nb: 2\r\n').node)).toEqual({ a: 1, b: 2 });
  });

  it.each<[string, string, string[]]>([
    ['nothing', '', ['1:1: the file is empty']],
    ['comments alone', '# nothing\n', ['1:1: the file is empty']],
    ['the same key twice', 'a: 1\nb: 2\n"a": 3\n', ['3:1: duplicate key `a`; remove one of the two']],
    ['the same key twice in braces', 'a: { b: 1, b: 2 }\n', ['1:12: duplicate key `b`; remove one of the two']],
    ['a key that is a number', 'a: 1\n2: b\n', ['2:1: a key must be text; put it in quotes']],
    ['a key that is a truth value', 'true: b\n', ['1:1: a key must be text; put it in quotes']],
    ['a key that is a list', '? [a]\n: b\n', ['1:3: a key must be text; put it in quotes']],
    [
      'an anchor and an alias',
      'a: &x [1]\nb: *x\n',
      ['1:7: anchors are not supported; remove `&x`', '2:4: aliases are not supported; write out what `*x` stands for'],
    ],
    [
      'an alias as a key',
      'a: &x b\n*x : 1\n',
      ['1:7: anchors are not supported; remove `&x`', '2:1: a key must be text; put it in quotes'],
    ],
    ['a tag', 'a: !!str 5\n', ['1:10: tags are not supported; use quotes to make a value text']],
    ['a tag on a key', '!!str a: 5\n', ['1:7: anchors and tags are not supported']],
    [
      'another version',
      '%YAML 1.1\n---\na: no\n',
      ['1:1: only `%YAML 1.2` is supported, and no `%TAG`; remove the line'],
    ],
    [
      'a handle for tags',
      '%TAG ! x:\n---\na: 1\n',
      ['1:1: only `%YAML 1.2` is supported, and no `%TAG`; remove the line'],
    ],
    ['two documents', 'a: 1\n---\nb: 2\n', ['2:1: a second document begins here; a file holds one']],
    [
      'numbers that are not what they say',
      'a: .inf\nb: .nan\nc: 12345678901234567890\n',
      [
        '1:4: `.inf` is a number that JavaScript cannot hold exactly; put it in quotes if it is text',
        '2:4: `.nan` is a number that JavaScript cannot hold exactly; put it in quotes if it is text',
        '3:4: `12345678901234567890` is a number that JavaScript cannot hold exactly; put it in quotes if it is text',
      ],
    ],
    [
      'a list that does not end',
      'a: [1,\n',
      ['2:1: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['tabs', 'a:\n\tb: 1\n', [expect.stringContaining('2:1: not valid YAML: ') as string]],
  ])('refuses %s', (_, text, want) => {
    expect(spots(text)).toEqual(want);
  });

  it('names the line that is not UTF-8', () => {
    expect(spots(Buffer.from([0x61, 0x3a, 0x20, 0x31, 0x0a, 0x62, 0x3a, 0xff, 0x0a]))).toEqual([
      '2:1: this line is not valid UTF-8',
    ]);
    expect(spots(Buffer.from([0xed, 0xa0, 0x80]))).toEqual(['1:1: this line is not valid UTF-8']);
  });

  it('reads up to the limit and refuses one byte more', () => {
    const fits = Buffer.from(`a: ${'x'.repeat(MAX_SOURCE_BYTES - 3)}`);
    expect(read(fits).problems).toEqual([]);
    expect(spots(Buffer.concat([fits, Buffer.from('x')]))).toEqual([
      `1:1: the file is larger than ${MAX_SOURCE_BYTES} bytes; split it up`,
    ]);
  });

  it.each([
    ['lists in braces', '['.repeat(50_000)],
    ['lists in lines', '- '.repeat(50_000)],
    ['maps in braces', '{a: '.repeat(50_000)],
    ['keys of keys', '? '.repeat(50_000)],
  ])('survives nesting without end: %s', (_, text) => {
    expect(spots(text)).toEqual([expect.stringMatching(/nested more than 64 levels deep|not valid YAML/)]);
  });

  it('never throws, and knows a spot in the file for every problem', () => {
    const bit = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&x ',
      '*x',
      '!t ',
      '|',
      '>',
      '#',
      '%',
      '---',
      '?',
      ',',
      '\t',
      '\u0000',
      'é',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 25 }), (bits) => {
        const text = bits.join('');
        const { node, problems } = read(text);
        expect(node !== null || problems.length > 0).toBe(true);
        for (const { at } of problems) {
          expect(at.line).toBeGreaterThan(0);
          expect(at.line).toBeLessThanOrEqual(text.split('\n').length);
          expect(at.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('writeYaml', () => {
  it('writes what reads back to the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = JSON.parse(JSON.stringify({ value }), (_, each: JsonValue) =>
          typeof each === 'number' && Number.isInteger(each) && !Number.isSafeInteger(each) ? 0 : each,
        ) as JsonValue;
        const { node, problems } = read(writeYaml(json));
        expect(problems).toEqual([]);
        expect(plain(node)).toEqual(json);
      }),
      { numRuns: 500 },
    );
  });

  it('spells out what occurs twice', () => {
    const shared = ['a'];
    expect(writeYaml({ x: shared, y: shared })).not.toMatch(/[&*]/);
  });
});

describe('yamlTree', () => {
  const text =
    '\uFEFF# c\na: x # one\r\nl:\n  - 1\n  - "two"  # last\n\n"k 2": {b: [c], d: }\ne:\nblock: |\n  text\nz: 1.5\n';

  it('knows where every value stands, comments and line ends left out', () => {
    const reading = yamlTree(text);
    if (reading.kind === 'problem' || reading.root.kind !== 'map') throw new Error('not read');
    const parts = reading.root.entries.map(({ key, keyStart, keyEnd, value }) => [
      key,
      text.slice(keyStart, keyEnd),
      text.slice(value.start, value.end),
      value.kind,
    ]);
    expect(parts).toEqual([
      ['a', 'a', 'x', 'scalar'],
      ['l', 'l', '- 1\n  - "two"', 'list'],
      ['k 2', '"k 2"', '{b: [c], d: }', 'map'],
      ['e', 'e', '', 'scalar'],
      ['block', 'block', '|\n  text', 'scalar'],
      ['z', 'z', '1.5', 'scalar'],
    ]);
  });

  it.each([
    ['a: &x 1\nb: *x\n', 1, 7],
    ['a: 1\na: 2\n', 2, 1],
    ['a: !!str 1\n', 1, 10],
    ['a: [1\n', 2, 1],
    ['a: 1\n---\nb: 2\n', 2, 1],
    ['? [a]\n: b\n', 1, 3],
  ])('says where %j cannot be changed for certain', (wrong, line, column) => {
    expect(yamlTree(wrong)).toMatchObject({ kind: 'problem', line, column });
  });

  it('does not fall over what nests deeper than anything', () => {
    expect(yamlTree('['.repeat(100_000))).toMatchObject({ kind: 'problem' });
    expect(yamlTree('')).toMatchObject({ kind: 'problem' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editEntries, undoing, type Change } from '../../src/clients/edits.ts';
import { jsonTree } from '../../src/clients/jsonTree.ts';
import { tomlTree } from '../../src/clients/tomlTree.ts';
import { nodeAt, plainOf, type ConfigFormat, type ReadConfig } from '../../src/clients/tree.ts';
import { yamlTree } from '../../src/edge/yamlSource.ts';

const READERS: Readonly<Record<ConfigFormat, ReadConfig>> = { jsonc: jsonTree, toml: tomlTree, yaml: yamlTree };

function edit(format: ConfigFormat, text: string, path: readonly string[], changes: readonly Change[]) {
  return editEntries({ text, format, read: READERS[format], path, changes });
}

describe('editEntries', () => {
  it.each<[string, ConfigFormat, string, readonly string[], readonly Change[], string]>([
    [
      'replaces a value and nothing beside it',
      'jsonc',
      '{ "a" : 1 , /* c */ "b":2 }',
      [],
      [{ key: 'a', value: 'x' }],
      '{ "a" : "x" , /* c */ "b":2 }',
    ],
    [
      'adds an entry behind another',
      'jsonc',
      '{\r\n\t"a": 1,\r\n}',
      [],
      [{ key: 'b', value: [] }],
      '{\r\n\t"a": 1,\r\n\t"b": [],\r\n}',
    ],
    [
      'adds an entry in a line',
      'jsonc',
      '{"a":1,"b":2}',
      [],
      [{ key: 'c', value: 3, behind: 'b' }],
      '{"a":1,"b":2, "c":3}',
    ],
    ['gives an entry another key', 'jsonc', '{"a": [1]}', [], [{ key: 'b', value: 2, replaces: 'a' }], '{"b": 2}'],
    ['takes the first entry away', 'jsonc', '{"a": 1, "b": 2}', [], [{ key: 'a', value: undefined }], '{"b": 2}'],
    ['takes the last entry away', 'jsonc', '{"a": 1, "b": 2,}', [], [{ key: 'b', value: undefined }], '{"a": 1,}'],
    ['takes the only entry away', 'jsonc', '{"o": {"a": 1,}}', ['o'], [{ key: 'a', value: undefined }], '{"o": {}}'],
    [
      'takes several entries away',
      'jsonc',
      '{"a": 1, "b": 2, "c": 3}',
      [],
      ['a', 'b', 'c'].map((key) => ({ key, value: undefined })),
      '{}',
    ],
    ['leaves what is not there', 'jsonc', '{"a": 1}', [], [{ key: 'z', value: undefined }], '{"a": 1}'],
    [
      'keeps comments in TOML',
      'toml',
      '[s]\na = 1 # one\nb = 2\n',
      ['s'],
      [
        { key: 'a', value: 'x' },
        { key: 'c', value: ['y'] },
      ],
      '[s]\na = "x" # one\nc = ["y"]\nb = 2\n',
    ],
    [
      'writes dotted keys as they are',
      'toml',
      's.a = 1\n',
      ['s'],
      [
        { key: 'b', value: 2, replaces: 'a' },
        { key: 'c', value: 3 },
      ],
      's.b = 2\ns.c = 3\n',
    ],
    [
      'changes a table in braces',
      'toml',
      's = { a = 1, b = 2 }\n',
      ['s'],
      [
        { key: 'b', value: undefined },
        { key: 'c', value: 'x' },
      ],
      's = { a = 1, c = "x" }\n',
    ],
    [
      'takes a line of TOML away',
      'toml',
      '[s]\na = 1\nb = 2 # gone\nc = 3\n',
      ['s'],
      [{ key: 'b', value: undefined }],
      '[s]\na = 1\nc = 3\n',
    ],
    [
      'renames a table of TOML',
      'toml',
      '[s]\na = 1\n[s.h]\nx = "1"\n[t]\n',
      ['s'],
      [{ key: 'e', value: { y: '2' }, replaces: 'h' }],
      '[s]\na = 1\n[s.e]\ny = "2"\n[t]\n',
    ],
    [
      'changes a block of YAML',
      'yaml',
      's:\n  a: x # c\n  l:\n  - 1\n  - 2\n',
      ['s'],
      [
        { key: 'a', value: 'y' },
        { key: 'l', value: ['z'] },
      ],
      's:\n  a: "y" # c\n  l: ["z"]\n',
    ],
    [
      'adds to a block of YAML',
      'yaml',
      's:\n    a: x # c\n',
      ['s'],
      [{ key: 'b', value: 1 }],
      's:\n    a: x # c\n    b: 1\n',
    ],
    [
      'fills an empty value of YAML',
      'yaml',
      's:\n  a:\n  b: 1\n',
      ['s'],
      [{ key: 'a', value: ['x'] }],
      's:\n  a: ["x"]\n  b: 1\n',
    ],
    [
      'takes a line of YAML away',
      'yaml',
      's:\n  a: 1\n  h:\n    x: 1\n  b: 2\n',
      ['s'],
      [{ key: 'h', value: undefined }],
      's:\n  a: 1\n  b: 2\n',
    ],
    [
      'changes braces of YAML',
      'yaml',
      's: {a: 1, b: 2}',
      ['s'],
      [
        { key: 'a', value: 'x' },
        { key: 'c', value: 'y', behind: 'b' },
      ],
      's: {a: "x", b: 2, "c": "y"}',
    ],
  ])('%s', (_, format, text, path, changes, want) => {
    const edited = edit(format, text, path, changes);
    expect(edited.text).toBe(want);
    expect(edited.text.slice(edited.start, edited.start + edited.after.length)).toBe(edited.after);
    expect(text.slice(0, edited.start) + edited.before + edited.text.slice(edited.start + edited.after.length)).toBe(
      text,
    );
  });

  it.each<[string, ConfigFormat, string, readonly string[], Change]>([
    ['a value that is no map', 'jsonc', '{"a": 1}', ['a'], { key: 'b', value: 1 }],
    ['what is not there', 'jsonc', '{"a": 1}', ['x'], { key: 'b', value: 1 }],
    ['what it cannot read', 'jsonc', '{"a": 1', [], { key: 'b', value: 1 }],
    ['an empty map', 'jsonc', '{}', [], { key: 'b', value: 1 }],
    ['a key that would be there twice', 'jsonc', '{"a": 1, "b": 2}', [], { key: 'b', value: 1, replaces: 'a' }],
    ['a table in two places', 'toml', '[s.a]\nx = 1\n[s]\ny = 2\n[t]\n[s.a.b]\nz = 1\n', [], { key: 's', value: {} }],
    ['a text in TOML that it cannot hold', 'toml', '[s]\na = 1\n', ['s'], { key: 'a', value: null }],
    ['a table of its own that becomes a word', 'toml', '[s]\na = 1\n[s.h]\nx = 1\n', ['s'], { key: 'h', value: 'x' }],
  ])('refuses %s, and says so', (_, format, text, path, change) => {
    expect(() => edit(format, text, path, [change])).toThrow(/it cannot be changed without touching more than it/);
  });

  const key = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/);
  const scalar = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.integer(), fc.boolean());
  const map = fc.dictionary(
    key,
    fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(key, scalar, { maxKeys: 2, noNullPrototype: true }),
    ),
    { minKeys: 1, maxKeys: 5, noNullPrototype: true },
  );

  it('changes what it is told and nothing else, and what it tells leads back, for any JSON', () => {
    fc.assert(
      fc.property(
        map,
        map,
        fc.array(fc.tuple(key, fc.option(scalar)), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(undefined, 2, '\t'),
        (before, inner, wanted, indent) => {
          const text = JSON.stringify({ ...before, '=in': inner }, null, indent);
          const changes = [...new Map(wanted)].map(([each, value]) => ({ key: each, value: value ?? undefined }));
          const keysLeft = Object.keys(inner).filter(
            (each) => !changes.some((change) => change.key === each && change.value === undefined),
          );
          fc.pre(keysLeft.length > 0);
          const old = jsonTree(text);
          const node = old.kind === 'tree' ? nodeAt(old.root, ['=in']) : undefined;
          if (node?.kind !== 'map') throw new Error('not read');
          const edited = edit('jsonc', text, ['=in'], changes);
          const kept = Object.entries(inner).filter(([each]) => !changes.some((change) => change.key === each));
          const put = changes.flatMap(({ key: each, value }) => (value === undefined ? [] : [[each, value] as const]));
          const want = Object.fromEntries<unknown>([...kept, ...put]);
          expect(JSON.parse(edited.text)).toEqual({ ...before, '=in': want });
          const undone = edit('jsonc', edited.text, ['=in'], undoing(node, changes));
          expect(JSON.parse(undone.text)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('undoing', () => {
  it('turns changes around, the last first', () => {
    const reading = jsonTree('{"url": "u", "headers": {"A": "1"}}');
    if (reading.kind !== 'tree' || reading.root.kind !== 'map') throw new Error('not read');
    const changes: readonly Change[] = [
      { key: 'command', value: 'c', replaces: 'url' },
      { key: 'args', value: [] },
      { key: 'headers', value: undefined },
    ];
    expect(undoing(reading.root, changes)).toEqual([
      { key: 'headers', value: { A: '1' } },
      { key: 'args', value: undefined },
      { key: 'url', value: 'u', replaces: 'command' },
    ]);
    expect(plainOf(reading.root)).toEqual({ url: 'u', headers: { A: '1' } });
  });
});

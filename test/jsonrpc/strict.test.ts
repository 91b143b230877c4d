import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectJson, type Inspection } from '../../src/jsonrpc/strict.ts';

const CLEAN: Inspection = { duplicateKey: null, topLevelDuplicate: false, unfaithfulNumber: null, maxDepth: 0 };

describe('inspectJson', () => {
  it.each<[string, Partial<Inspection>]>([
    ['1', {}],
    ['"a"', {}],
    ['{}', { maxDepth: 1 }],
    ['{"a":1,"b":1}', { maxDepth: 1 }],
    ['{"a":1,"a":1}', { maxDepth: 1, duplicateKey: '/a', topLevelDuplicate: true }],
    ['{"a":"b","b":"a"}', { maxDepth: 1 }],
    ['{"a":{"a":{"a":1}}}', { maxDepth: 3 }],
    ['{"a":{"b":1,"b":2}}', { maxDepth: 2, duplicateKey: '/a/b' }],
    ['{"a":{"b":1,"c":[],"b":2},"a":3}', { maxDepth: 3, duplicateKey: '/a/b', topLevelDuplicate: true }],
    ['[{"a":1},{"a":1}]', { maxDepth: 2 }],
    ['[{"a":1},[{"a":1,"a":1}]]', { maxDepth: 3, duplicateKey: '/1/0/a' }],
    ['["a","a"]', { maxDepth: 1 }],
    [String.raw`{"name":1,"na\u006de":2}`, { maxDepth: 1, duplicateKey: '/name', topLevelDuplicate: true }],
    [String.raw`{"a\"":1,"a\\":2}`, { maxDepth: 1 }],
    ['{"":1,"":2}', { maxDepth: 1, duplicateKey: '/', topLevelDuplicate: true }],
    ['{"__proto__":1,"__proto__":2}', { maxDepth: 1, duplicateKey: '/__proto__', topLevelDuplicate: true }],
    ['{"toString":1,"constructor":2}', { maxDepth: 1 }],
    ['{"A":1,"a":2}', { maxDepth: 1 }],
    ['{"a":1.0,"b":[1e3,-0.5]}', { maxDepth: 2 }],
    ['{"a":1.0,"b":[1e3,-0]}', { maxDepth: 2, unfaithfulNumber: '/b/1' }],
    ['9007199254740993', { unfaithfulNumber: '' }],
    [' { "a" : [ 9007199254740993 , 1 ] , "b" : 1e400 } ', { maxDepth: 2, unfaithfulNumber: '/a/0' }],
    ['{"a":"9007199254740993"}', { maxDepth: 1 }],
    ['{"9007199254740993":1}', { maxDepth: 1 }],
    ['{"a/b~c":{"x":1,"x":2}}', { maxDepth: 2, duplicateKey: '/a~1b~0c/x' }],
    ['{"a":true,"b":null,"c":false,"d":[true,null]}', { maxDepth: 2 }],
  ])('reads %s', (text, found) => {
    expect(inspectJson(text)).toEqual({ ...CLEAN, ...found });
  });

  it('finds a key twice among many', () => {
    const members = Array.from({ length: 100 }, (_, index) => `"k${index}":${index}`);
    expect(inspectJson(`{${members.join(',')}}`).duplicateKey).toBeNull();
    for (const index of [0, 11, 12, 13, 99]) {
      expect(inspectJson(`{${members.join(',')},"k${index}":0}`).duplicateKey).toBe(`/k${index}`);
    }
  });

  it('shows keys in a path escaped and cut', () => {
    const { duplicateKey } = inspectJson(String.raw`{"\u001b[2J${'x'.repeat(100)}":{"a":1,"a":1}}`);
    expect(duplicateKey).toBe(`${String.raw`/\x1b[2J`}${'x'.repeat(32)}…/a`);
  });

  it('leaves out the middle of a long path', () => {
    const text = `${'{"a":'.repeat(1000)}{"b":1,"b":2}${'}'.repeat(1000)}`;
    expect(inspectJson(text)).toEqual({ ...CLEAN, duplicateKey: '/a/a/a/…/a/a/a/b', maxDepth: 1001 });
  });

  it('does without recursion, and in linear time', () => {
    const started = performance.now();
    expect(inspectJson('['.repeat(1_000_000) + ']'.repeat(1_000_000)).maxDepth).toBe(1_000_000);
    const keys = Array.from({ length: 200_000 }, (_, index) => `"${index}":0`).join();
    expect(inspectJson(`{${keys}}`).duplicateKey).toBeNull();
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('finds the keys that were written twice, and the numbers that cannot be held, in any text', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const text = textOf(node);
        const want = expected(node, '');
        const found = inspectJson(text);
        expect(found.duplicateKey === null).toBe(want.duplicates.length === 0);
        if (found.duplicateKey !== null) expect(want.duplicates).toContain(found.duplicateKey);
        expect(found.topLevelDuplicate).toBe(node.kind === 'object' && hasTwice(node.members.map(([key]) => key)));
        expect(found.unfaithfulNumber).toBe(want.numbers[0] ?? null);
        // What it calls clean survives JSON.parse.
        if (found.duplicateKey === null) {
          expect(countKeys(JSON.parse(text))).toBe(want.keys);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

// ---- a reference: JSON texts of which is known what they hold ---------------------------------------------------

type Node =
  | { kind: 'leaf'; text: string; unfaithful: boolean }
  | { kind: 'array'; elements: Node[] }
  | { kind: 'object'; members: [key: string, value: Node][]; escape: boolean };

const leaf = fc.oneof(
  fc
    .constantFrom('1', '1.0', '"a"', '"\\"{[,"', 'true', 'null', '-1e3', '""')
    .map((text) => ({ text, unfaithful: false })),
  fc.constantFrom('9007199254740993', '-0', '1e999').map((text) => ({ text, unfaithful: true })),
);

const { tree } = fc.letrec<{ tree: Node; leaf: Node; array: Node; object: Node }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, depthSize: 'small' }, tie('leaf'), tie('array'), tie('object')),
  leaf: leaf.map(({ text, unfaithful }) => ({ kind: 'leaf', text, unfaithful })),
  array: fc.array(tie('tree'), { maxLength: 4 }).map((elements) => ({ kind: 'array', elements })),
  object: fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd"', '\\', 'é', ''), tie('tree')), { maxLength: 4 }),
      fc.boolean(),
    )
    .map(([members, escape]) => ({ kind: 'object', members, escape })),
}));

function textOf(node: Node): string {
  if (node.kind === 'leaf') return node.text;
  if (node.kind === 'array') return `[${node.elements.map(textOf).join(' , ')}]`;
  const members = node.members.map(([key, value], index) => {
    // Every other key may be spelled in escapes: it is the same key.
    const spelled =
      node.escape && index % 2 === 1 ? `"${Array.from(key, unicodeEscape).join('')}"` : JSON.stringify(key);
    return `${spelled}: ${textOf(value)}`;
  });
  return `{${members.join(',')}}`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

interface Expected {
  duplicates: string[];
  numbers: string[];
  keys: number;
}

function expected(node: Node, path: string): Expected {
  if (node.kind === 'leaf') return { duplicates: [], numbers: node.unfaithful ? [path] : [], keys: 0 };
  const children: [string, Node][] =
    node.kind === 'object' ? node.members : node.elements.map((element, index) => [String(index), element]);
  const inner = children.map(([key, child]) => expected(child, `${path}/${key}`));
  const own = node.kind === 'object' ? node.members.map(([key]) => key) : [];
  return {
    duplicates: [
      ...own.filter((key, index) => own.indexOf(key) !== index).map((key) => `${path}/${key}`),
      ...inner.flatMap(({ duplicates }) => duplicates),
    ],
    numbers: inner.flatMap(({ numbers }) => numbers),
    keys: own.length + inner.reduce((sum, { keys }) => sum + keys, 0),
  };
}

function hasTwice(keys: readonly string[]): boolean {
  return new Set(keys).size < keys.length;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, inner) => sum + countKeys(inner), own);
}

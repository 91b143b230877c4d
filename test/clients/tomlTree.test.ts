import { describe, expect, it } from 'vitest';
import { tomlTree } from '../../src/clients/tomlTree.ts';
import { entryOf, nodeAt, plainOf, type ConfigNode } from '../../src/clients/tree.ts';

function rootOf(text: string): ConfigNode {
  const reading = tomlTree(text);
  if (reading.kind === 'problem') throw new Error(`${reading.line}:${reading.column} ${reading.message}`);
  return reading.root;
}

const TEXT = `\uFEFF# c\r
x.y = 1_000\r
[servers."a b"] # head\r
command = 'npx' # run\r
args = [ # list\r
  "-y", # yes\r
]\r
when = 1979-05-27T07:32:00Z\r
big = 99999999999999999999\r
env = { A = "1", b.c = true }\r
[servers."a b".headers]\r
"X-Y" = """\r
two"""\r
[[k]]\r
a = 1\r
[[k]]\r
a = 2\r
[servers.z]\r
f = 1.5`;

describe('tomlTree', () => {
  it('reads what TOML says', () => {
    expect(plainOf(rootOf(TEXT))).toEqual({
      x: { y: 1000 },
      servers: {
        'a b': {
          command: 'npx',
          args: ['-y'],
          when: '1979-05-27T07:32:00Z',
          big: 1e20,
          env: { A: '1', b: { c: true } },
          headers: { 'X-Y': 'two' },
        },
        z: { f: 1.5 },
      },
      k: [{ a: 1 }, { a: 2 }],
    });
  });

  it.each([
    [['servers', 'a b'], 'command', 'pair', 'command', "'npx'"],
    [['servers', 'a b'], 'args', 'pair', 'args', '[ # list\r\n  "-y", # yes\r\n]'],
    [['servers', 'a b'], 'env', 'pair', 'env', '{ A = "1", b.c = true }'],
    [
      ['servers', 'a b'],
      'headers',
      'section',
      '[servers."a b".headers]',
      '[servers."a b".headers]\r\n"X-Y" = """\r\ntwo"""',
    ],
    [['x'], 'y', 'pair', 'x.y', '1_000'],
    [['servers', 'z'], 'f', 'pair', 'f', '1.5'],
    [['servers'], 'z', 'section', '[servers.z]', '[servers.z]\r\nf = 1.5'],
  ])('knows where %j %s stands', (path, key, form, head, value) => {
    const entry = entryOf(nodeAt(rootOf(TEXT), path), key);
    expect(entry?.form).toBe(form);
    expect(TEXT.slice(entry?.keyStart, entry?.keyEnd)).toBe(head);
    expect(TEXT.slice(entry?.value.start, entry?.value.end)).toBe(value);
  });

  it('says of a table in several places that it is spread', () => {
    const root = rootOf('[a.b]\nx = 1\n[a]\ny = 2\n');
    expect(entryOf(root, 'a')?.form).toBe('spread');
    expect(plainOf(root)).toEqual({ a: { b: { x: 1 }, y: 2 } });
  });

  it('takes a table called __proto__ for one like any other', () => {
    expect(JSON.stringify(plainOf(rootOf('[__proto__]\npolluted = true\n')))).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['a = 1\na = 2', 2],
    ['a = [1\nb', 2],
    ['a = "x', 1],
    ['[a]\n[a]\n', 2],
  ])('says what is wrong with %j', (text, line) => {
    expect(tomlTree(text)).toMatchObject({ kind: 'problem', line });
  });

  it('does not fall over what nests deeper than anything', () => {
    expect(tomlTree(`a = ${'['.repeat(50_000)}`)).toMatchObject({ kind: 'problem' });
  });
});

import { describe, expect, it } from 'vitest';
import { ValueSketch } from '../../../src/authz/authoring/valueSketch.ts';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';

function sketchOf(values: readonly JsonValue[], isPath = false): ValueSketch {
  const sketch = new ValueSketch();
  for (const value of values)
    sketch.add(value, { place: (text) => (text.includes('!') ? null : `/at/${text}`), isPath });
  return sketch;
}

const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('ValueSketch', () => {
  it('keeps kinds, bounds and lengths', () => {
    const sketch = sketchOf([3, -1.5, 'ab', true, null, [1], { a: 1 }]);
    expect([...sketch.kinds].sort()).toEqual(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);
    expect(sketch).toMatchObject({ count: 7, numbers: { min: -1.5, max: 3, isSafe: true }, longest: 2, mostItems: 1 });
  });

  it('keeps scalars while they are few and short', () => {
    expect(sketchOf(['a', 'b', 'a', 1, -0]).scalars).toEqual(new Set(['a', 'b', 1, 0]));
    expect(sketchOf(many(65)).scalars).toBeNull();
    expect(sketchOf(['x'.repeat(201)]).scalars).toBeNull();
    expect(sketchOf(['\ud800']).scalars).toBeNull();
  });

  it('keeps places while every text leads to one', () => {
    expect(sketchOf(['/a', '/b']).places).toEqual(new Set(['/at//a', '/at//b']));
    expect(sketchOf(['/a', '/no!']).places).toBeNull();
    expect(sketchOf(['a']).places).toBeNull();
    expect(sketchOf(['a'], true).places).toEqual(new Set(['/at/a']));
  });

  it('goes over to directories where places are too many, and never holds more than it may', () => {
    const { places } = sketchOf(many(2000).map((i) => `/d${i % 40}/${i}`));
    expect(places).not.toBeNull();
    expect(places?.size ?? 0).toBeLessThanOrEqual(512);
  });

  it('keeps hosts with their ports while every text is a URL that all parsers read alike', () => {
    const sketch = sketchOf(['https://A.com/x', 'http://b.com:81/']);
    expect([sketch.hosts, sketch.schemes]).toEqual([new Set(['a.com', 'b.com:81']), new Set(['https', 'http'])]);
    for (const text of ['https://0x7f.1/', 'https://u@a.com/', 'a.com', 'ftp//x']) {
      expect(sketchOf(['https://a.com/', text]).hosts, text).toBeNull();
    }
    expect(sketchOf(many(65).map((i) => `https://h${i}.com/`)).hosts).toBeNull();
  });

  it('looks into lists and objects, not without end', () => {
    const sketch = sketchOf([{ a: [1, 2] }, { a: [3], b: 'x' }]);
    expect(sketch.objects).toBe(2);
    expect(sketch.members?.get('a')).toMatchObject({
      count: 2,
      sketch: { mostItems: 2, items: { numbers: { max: 3 } } },
    });
    expect(sketch.members?.get('b')?.count).toBe(1);
    const wide = Object.fromEntries(many(33).map((i) => [`k${i}`, i]));
    expect(sketchOf([wide]).members).toBeNull();
    expect(sketchOf(many(33).map((i) => ({ [`k${i}`]: i }))).members).toBeNull();
    const deep = sketchOf([[[[[['deep']]]]]]);
    expect(deep.items?.items?.items?.items?.items).toBeNull();
  });

  it('keeps a key that objects have a meaning for', () => {
    const sketch = sketchOf([JSON.parse('{"__proto__": 1, "constructor": 2}') as JsonValue]);
    expect([...(sketch.members?.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
  });
});

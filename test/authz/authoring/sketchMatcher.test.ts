import { describe, expect, it } from 'vitest';
import { presence, sketchMatcher, type Width } from '../../../src/authz/authoring/sketchMatcher.ts';
import { ValueSketch } from '../../../src/authz/authoring/valueSketch.ts';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';

function matcher(values: readonly JsonValue[], width: Width, name = 'n') {
  const sketch = new ValueSketch();
  for (const value of values) sketch.add(value, { place: (text) => text, isPath: false });
  const remarks: string[] = [];
  const written = sketchMatcher(sketch, {
    name,
    width,
    home: '/home/ada',
    avoid: new Set(),
    isSecret: (of, value) => of === 'token' || value === 'secret-1',
    remark: (text) => void remarks.push(text),
  });
  return { written, remarks };
}

// What each kind of value becomes by default is in the table of `learner.test.ts`.
describe('sketchMatcher', () => {
  it.each<[values: JsonValue[], written: object]>([
    [['/d/a', '/d/b'], { in: ['/d/a', '/d/b'] }],
    [[3, 1, 2], { in: [1, 2, 3] }],
    [['b c', 'a'], { in: ['a', 'b c'] }],
    [[['x'], ['y', 'x']], { each: { in: ['x', 'y'] }, max_length: 2 }],
    [[{ a: 1 }, { a: 2 }], { keys: { a: { in: [1, 2] } } }],
  ])('lists %j where it must be exact', (values, written) => {
    expect(matcher(values, 'exact').written).toEqual(written);
  });

  it('holds places where they are too long to be listed', () => {
    expect(matcher([`/d/${'x'.repeat(200)}`], 'exact').written).toEqual({ under: [`/d/${'x'.repeat(200)}`] });
  });

  it('says no more than the type where that is all that is left', () => {
    expect(matcher([1, 2], 'type').written).toEqual({ type: 'integer' });
    expect(matcher([1, 2.5], 'type').written).toEqual({ type: 'number' });
    expect(matcher(['a', null, [1]], 'type').written).toEqual({ type: ['array', 'null', 'string'] });
  });

  it('writes down nothing that may be a credential, at any width', () => {
    for (const width of ['range', 'exact'] as const) {
      expect(matcher(['secret-1', 'secret-1'], width).written).toEqual({ type: 'string', max_length: 64 });
      expect(matcher(['abc', 'abc'], width, 'token').written).toEqual({ type: 'string', max_length: 64 });
      expect(matcher([123456, 123456], width, 'token').written).toEqual({ type: 'integer' });
      expect(JSON.stringify(matcher([{ token: 'abc' }], width).written)).not.toContain('abc');
    }
  });

  it('remarks on a directory that is a lot', () => {
    expect(matcher(['/etc', '/etc'], 'range')).toEqual({
      written: { under: ['/etc'] },
      remarks: ['`/etc` is a lot: the paths have no smaller directory in common'],
    });
  });
});

describe('presence', () => {
  it('lets a value be missing that was not always there', () => {
    expect(presence({ equals: 1 }, true)).toEqual({ equals: 1 });
    expect(presence({ equals: 1 }, false)).toEqual({ equals: 1, optional: true });
  });
});

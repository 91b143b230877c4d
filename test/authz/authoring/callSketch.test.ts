import { describe, expect, it } from 'vitest';
import { CallSketch } from '../../../src/authz/authoring/callSketch.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';

const environment = { cwd: '/data', home: '/home/ada', realpath: null };
const options = { home: '/home/ada', isSecret: () => false, remark: () => undefined, strict: false };

function sketchOf(...calls: readonly (JsonObject | null)[]): CallSketch {
  const sketch = new CallSketch();
  for (const call of calls) expect(sketch.add(call, environment)).toBe(true);
  return sketch;
}

const mending = (round: number) => ({ environment, regex: null, round });

describe('CallSketch', () => {
  it('knows which arguments were always there', () => {
    expect(sketchOf({ b: 1, a: 2 }, { b: 1 }, null).args(options)).toEqual({
      a: { equals: 2, optional: true },
      b: { equals: 1, optional: true },
    });
  });

  it('counts a missing argument as a miss where the rule asks', () => {
    expect(sketchOf({ a: 1, b: 2 }, { a: 1 }).args({ ...options, strict: true })).toEqual({
      a: { equals: 1, present: true },
      b: { equals: 2, optional: true },
    });
  });

  it.each([{ '': 1 }, { '.': 1, '\ud800': 2 }, { ['x'.repeat(201)]: 1 }])('takes in no call with %j', (call) => {
    expect(new CallSketch().add(call as JsonObject, environment)).toBe(false);
  });

  it('gives up where there are more arguments than a rule should list', () => {
    const sketch = sketchOf({ a: 1 });
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`k${i}`, i]));
    expect(sketch.add(many, environment)).toBe(false);
    expect(sketch.args(options)).toBeNull();
  });

  it('is narrowed by paths first, then by listing, and says when nothing is left', () => {
    const sketch = sketchOf({ path: '/data/p/a.txt', n: 1 }, { path: '/data/p/b.txt', n: 3 });
    expect(sketch.narrow({ path: '/data/p/x', n: 2 }, mending(1))).toBe(true);
    // The same call again, before the rule is written anew.
    expect(sketch.narrow({ path: '/data/p/x', n: 2 }, mending(1))).toBe(true);
    expect(sketch.args(options)).toEqual({
      n: { type: 'integer', min: 1, max: 3 },
      path: { under: ['/data/p/a.txt', '/data/p/b.txt'] },
    });
    expect(sketch.narrow({ path: '/data/p/x', n: 2 }, mending(2))).toBe(true);
    expect(sketch.args(options)).toEqual({ n: { in: [1, 3] }, path: { in: ['/data/p/a.txt', '/data/p/b.txt'] } });
    expect(sketch.narrow({ path: '/data/p/x', n: 2 }, mending(3))).toBe(false);
  });

  it('is widened step by step in the arguments that miss, and says when nothing is left', () => {
    const sketch = sketchOf({ a: 1, b: 2 });
    const rule = { a: { equals: 7 }, b: { equals: 2 } };
    expect(sketch.widen({ a: 1, b: 2 }, rule, mending(1))).toBe(true);
    expect(sketch.widen({ a: 1, b: 2 }, rule, mending(1))).toBe(false);
    expect(sketch.widen({ a: 1, b: 2 }, rule, mending(2))).toBe(true);
    expect(sketch.args(options)).toEqual({ a: { type: 'integer' }, b: { equals: 2 } });
    expect(sketch.widen({ a: 1, b: 2 }, rule, mending(3))).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPlainObject } from '../../../src/app/gate/plainJson.ts';

const BOUNDS = { maxDepth: 8, maxLength: 10_000 };
const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));

describe('copyPlainObject', () => {
  it('copies whatever is JSON as it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        const read = copyPlainObject(value, { maxDepth: 20, maxLength: 1_000_000 });
        expect(read.kind === 'json' && JSON.stringify(read.value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(copyPlainObject(value, BOUNDS).kind).toMatch(/json|refused/);
      }),
    );
  });

  it('holds a copy that does not change with what was given', () => {
    const given = { list: [{ path: '/a' }] };
    const read = copyPlainObject(given, BOUNDS);
    given.list[0] = { path: '/etc' };
    expect(read).toEqual({ kind: 'json', value: { list: [{ path: '/a' }] } });
  });

  it('leaves out what is undefined, and keeps a key that is called `__proto__`', () => {
    const given = JSON.parse('{"__proto__": {"admin": true}, "a": 1}') as Record<string, unknown>;
    const read = copyPlainObject({ ...given, b: undefined, ['__proto__']: given['__proto__'] }, BOUNDS);
    expect(read.kind === 'json' && JSON.stringify(read.value)).toBe('{"__proto__":{"admin":true},"a":1}');
    expect('admin' in (read.kind === 'json' ? read.value : {})).toBe(false);
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const throwing = {
    get secret(): string {
      throw new Error('do not quote me');
    },
  };
  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['a date', { at: new Date(0) }],
    ['a function', { run: () => 1 }],
    ['a big integer', { n: 10n }],
    ['a number without an end', { n: Infinity }],
    ['something that is no number', { n: Number.NaN }],
    ['an instance of a class', { map: new Map() }],
    ['a list with a hole', { list: [1, undefined] }],
    ['a circle', circle],
    ['a getter that throws', throwing],
    ['too deep a nesting', { a: { b: { c: { d: { e: { f: { g: { h: {} } } } } } } } }],
    ['too long a text', { a: 'x'.repeat(10_001) }],
    ['too many small values', { a: Array.from({ length: 2000 }, () => 0) }],
  ])('refuses %s, and quotes nothing of it', (_, value) => {
    const read = copyPlainObject(value, BOUNDS);
    expect(read.kind).toBe('refused');
    expect(JSON.stringify(read)).not.toContain('quote me');
  });
});

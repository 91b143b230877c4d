import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { isolated, isPlainObject, NotPlain, plainCopy, plainObject } from '../../src/sdk/plainCopy.ts';

class Point {
  readonly x = 1;
}

const circle: Record<string, unknown> = {};
circle['self'] = circle;

let bomb: unknown = ['x'];
for (let i = 0; i < 30; i += 1) bomb = [bomb, bomb];

describe('plainCopy', () => {
  it('copies every JSON value as it is, sharing nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = plainCopy(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  it.each<[string, unknown]>([
    ['a Date', new Date(0)],
    ['an object of a class', new Point()],
    ['a Map', new Map([['a', 1]])],
    ['a function', () => 1],
    ['a BigInt', 1n],
    ['a symbol', Symbol('s')],
    ['NaN', Number.NaN],
    ['Infinity', Infinity],
    ['bytes', Buffer.from('x')],
    ['a boxed text', Object('text')],
    ['undefined in a list', [undefined]],
    ['a hole in a list', new Array(1)],
    ['half a character', '\ud800'],
    ['half a character for a key', { '\ud800': 1 }],
    ['a symbol for a key', { [Symbol('s')]: 1 }],
    ['toJSON', { path: '/safe', toJSON: () => ({ path: '/etc' }) }],
    ['a circle', circle],
    ['lists that unfold without end', bomb],
    ['a list longer than any memory', new Array(4_000_000_000)],
    ['a promise', Promise.resolve('x')],
  ])('refuses %s', (_, value) => {
    expect(() => plainCopy({ value })).toThrow(NotPlain);
  });

  it('says where the bad one stands', () => {
    expect(() => plainCopy({ 'a/b': [1, { when: new Date() }] })).toThrow(
      '`/a~1b/1/when` is an object of a class (Date)',
    );
  });

  it('reads each member once, so a getter cannot answer twice', () => {
    let reads = 0;
    const value = {
      get path() {
        reads += 1;
        return reads === 1 ? '/safe' : '/etc/shadow';
      },
    };
    expect(plainCopy(value)).toEqual({ path: '/safe' });
    expect(reads).toBe(1);
  });

  it('reads a Proxy once for each member', () => {
    const seen: unknown[] = [];
    const proxy = new Proxy<Record<string, unknown>>(
      { path: '/safe' },
      {
        get(target, key, receiver) {
          seen.push(key);
          return seen.length === 1 ? (Reflect.get(target, key, receiver) as unknown) : '/etc/shadow';
        },
      },
    );
    expect(plainCopy(proxy)).toEqual({ path: '/safe' });
    expect(seen).toEqual(['path']);
  });

  it('keeps a key `__proto__` a key', () => {
    const copy = plainObject(JSON.parse('{"__proto__":{"admin":true}}'), '');
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect('admin' in copy).toBe(false);
  });

  it('leaves out members that are undefined, and writes -0 as JSON does', () => {
    expect(plainCopy({ a: undefined, b: -0 })).toStrictEqual({ b: 0 });
  });

  it('takes objects of other realms', () => {
    expect(plainCopy(runInNewContext('({ a: [1] })'))).toEqual({ a: [1] });
  });

  it.each([[[]], ['text'], [null]])('takes %j for no object', (value) => {
    expect(() => plainObject(value, 'context')).toThrow('`context`');
  });
});

describe('isolated', () => {
  it('copies lists and plain objects, and leaves all else what it is', () => {
    const when = new Date(0);
    const value = { list: [{ when }], call: () => 1 };
    const copy = isolated(value);
    expect(copy).toEqual(value);
    expect(copy).not.toBe(value);
    value.list.length = 0;
    expect(copy).toHaveProperty('list.0.when', when);
  });

  it('refuses a circle all the same', () => {
    expect(() => isolated(circle)).toThrow(NotPlain);
  });
});

describe('isPlainObject', () => {
  it.each<[unknown, boolean]>([
    [{}, true],
    [Object.create(null), true],
    [[], false],
    [new Point(), false],
    [null, false],
    [() => 1, false],
    [Object.create(new Point()), false],
  ])('%#', (value, is) => {
    expect(isPlainObject(value)).toBe(is);
  });
});

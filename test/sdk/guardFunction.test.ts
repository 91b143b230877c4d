import { describe, expect, expectTypeOf, it } from 'vitest';
import { LeashDenied } from '../../src/sdk/errors.ts';
import { guardFunction, makesGenerator } from '../../src/sdk/guardFunction.ts';
import { decision, DENIED, fakeDecider } from './fakeDecider.ts';

const { scene } = fakeDecider();

describe('guardFunction', () => {
  it.each([
    ['a function', (a: { x: number }) => a.x + 1],
    ['an asynchronous function', (a: { x: number }) => Promise.resolve(a.x + 1)],
  ])('runs %s once it is allowed', async (_, fn) => {
    const { scene: own, asked } = fakeDecider();
    await expect(guardFunction(own, 'add', fn)({ x: 1 })).resolves.toBe(2);
    expect(asked).toMatchObject([{ action: 'add', args: { x: 1 }, actor: null, resource: null, context: {} }]);
  });

  it('runs nothing that is denied', async () => {
    const { scene: own } = fakeDecider(() => DENIED);
    let ran = 0;
    const guarded = guardFunction(own, 'add', () => (ran += 1));
    await expect(guarded()).rejects.toBeInstanceOf(LeashDenied);
    expect(ran).toBe(0);
  });

  it.each<[string, () => unknown]>([
    [
      'a generator',
      function* () {
        yield 'a';
      },
    ],
    [
      'an asynchronous generator',
      async function* () {
        yield await Promise.resolve('a');
      },
    ],
  ])('makes an asynchronous generator of %s', async (_, fn) => {
    const list: unknown[] = [];
    const stream: unknown = guardFunction(scene, 'list', fn)();
    for await (const value of stream as AsyncIterable<unknown>) list.push(value);
    expect(list).toEqual(['a']);
  });

  it('runs what was judged, whatever is changed while it is decided', async () => {
    const given = { to: ['a@example.com'], body: 'hello' };
    const { scene: own, asked } = fakeDecider(() => {
      given.to[0] = 'thief@example.com';
      return decision();
    });
    const guarded = guardFunction(own, 'send', (mail: typeof given) => mail.to);
    const running = guarded(given);
    given.to.push('late@example.com');
    await expect(running).resolves.toEqual(['a@example.com']);
    expect(asked[0]?.args).toEqual({ to: ['a@example.com'], body: 'hello' });
  });

  it('copies the arguments of a generator when it is called, not when it is read', async () => {
    const given = { to: 'a@example.com' };
    const stream = guardFunction(scene, 'send', function* (mail: typeof given) {
      yield mail.to;
    })(given);
    given.to = 'thief@example.com';
    await expect(stream.next()).resolves.toMatchObject({ value: 'a@example.com' });
  });

  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a signal', new AbortController().signal],
    ['a Date', { at: new Date(0) }],
  ])('asks nobody about %s, and runs nothing', async (_, argument) => {
    const { scene: own, asked } = fakeDecider();
    let ran = 0;
    const guarded = guardFunction(own, 'add', (...given: unknown[]) => (ran += given.length));
    await expect(guarded(argument)).rejects.toMatchObject({ code: 'LEASH_DENIED', receipt: null, rule: null });
    expect([ran, asked.length]).toEqual([0, 0]);
  });

  it.each<[string, object]>([
    [
      'resource',
      {
        resource: () => {
          throw new Error('x');
        },
      },
    ],
    [
      'context',
      {
        context: () => {
          throw new Error('x');
        },
      },
    ],
    ['a context that is no JSON', { context: { when: new Date(0) } }],
    [
      'args',
      {
        args: () => {
          throw new Error('x');
        },
      },
    ],
  ])('denies where its %s cannot be told', async (_, options) => {
    const { scene: own, asked } = fakeDecider();
    await expect(guardFunction(own, 'add', () => 1, options)()).rejects.toBeInstanceOf(LeashDenied);
    expect(asked).toEqual([]);
  });

  it('tells resource and context from the arguments, which neither can change', async () => {
    const { scene: own, asked } = fakeDecider();
    const guarded = guardFunction(own, 'read', (path: string) => path, {
      params: ['path'],
      resource: (args) => {
        const uri = `file://${args['path'] as string}`;
        args['path'] = '/etc/shadow';
        return uri;
      },
      context: (args) => ({ length: (args['path'] as string).length }),
    });
    await expect(guarded('/a')).resolves.toBe('/a');
    expect(asked).toMatchObject([{ resource: 'file:///a', args: { path: '/a' }, context: { length: 2 } }]);
  });

  it('keeps name, length, members and `this`', async () => {
    function send(this: { from: string }, to: string): string {
      return this.from + to;
    }
    send.description = 'Sends a mail';
    const guarded = guardFunction(scene, 'send', send);
    expect([guarded.name, guarded.length, Reflect.get(guarded, 'description')]).toEqual(['send', 1, 'Sends a mail']);
    await expect(guarded.call({ from: 'a' }, 'b')).resolves.toBe('ab');
  });

  it('keeps types', () => {
    const guarded = guardFunction(scene, 'a', (x: number, y?: string) => `${x}${y ?? ''}`);
    expectTypeOf(guarded).parameters.toEqualTypeOf<[x: number, y?: string | undefined]>();
    expectTypeOf(guarded).returns.toEqualTypeOf<Promise<string>>();
    const stream = guardFunction(scene, 'a', function* () {
      yield 1;
    });
    expectTypeOf(stream).returns.toEqualTypeOf<AsyncGenerator<number, void, unknown>>();
  });
});

describe('makesGenerator', () => {
  it.each<[() => unknown, boolean]>([
    [
      function* () {
        yield 1;
      },
      true,
    ],
    [
      async function* () {
        yield await Promise.resolve(1);
      }.bind(null),
      true,
    ],
    [() => 1, false],
    [() => Promise.resolve(1), false],
  ])('%#', (fn, makes) => {
    expect(makesGenerator(fn)).toBe(makes);
  });
});

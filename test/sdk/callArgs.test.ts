import { describe, expect, it } from 'vitest';
import { readCallArgs } from '../../src/sdk/callArgs.ts';
import { NotPlain } from '../../src/sdk/plainCopy.ts';

describe('readCallArgs', () => {
  it.each<[string, readonly unknown[], readonly string[] | undefined, unknown]>([
    ['nothing', [], undefined, {}],
    ['one object, as its members', [{ path: '/a' }], undefined, { path: '/a' }],
    ['one text, by its position', ['/a'], undefined, { '0': '/a' }],
    ['two texts, by their positions', ['/a', 'b'], undefined, { '0': '/a', '1': 'b' }],
    ['names for positions', ['/a', 'b'], ['path', 'text'], { path: '/a', text: 'b' }],
    ['an object under the name of its position', [{ path: '/a' }], ['path'], { path: { path: '/a' } }],
    ['undefined as absent', [undefined, 'b'], ['path', 'text'], { text: 'b' }],
  ])('judges %s', (_, given, params, judged) => {
    const read = readCallArgs(given, { params });
    expect(read.judged).toStrictEqual(judged);
    expect(read.run).toEqual(given);
  });

  it('refuses an argument that has no name, where they are named', () => {
    expect(() => readCallArgs(['/a', '--force'], { params: ['path'] })).toThrow(NotPlain);
  });

  it('runs copies that neither the caller nor the judge can change', () => {
    const given = { to: ['a@example.com'] };
    const { judged, run } = readCallArgs([given], {});
    given.to[0] = 'changed@example.com';
    judged['to'] = ['judged@example.com'];
    expect(run).toEqual([{ to: ['a@example.com'] }]);
  });

  it('lets a function say what is judged of what is no JSON, without letting it change what runs', () => {
    const when = new Date(0);
    const { judged, run } = readCallArgs([{ when, list: ['a'] }], {
      args: (given) => {
        const { when: moment, list } = given as { when: Date; list: string[] };
        list.push('slipped in');
        return { when: moment.toISOString() };
      },
    });
    expect(judged).toEqual({ when: '1970-01-01T00:00:00.000Z' });
    expect(run).toEqual([{ when, list: ['a'] }]);
  });

  it.each([['text'], [null], [[1]], [{ at: new Date(0) }]])('refuses %j for what is judged', (said) => {
    expect(() => readCallArgs([], { args: () => said })).toThrow(NotPlain);
  });
});

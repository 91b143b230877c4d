import { describe, expect, it } from 'vitest';
import { readItems } from '../../src/app/configItems.ts';
import { readYaml } from '../../src/edge/yamlSource.ts';

function read(text: string) {
  const { node } = readYaml('config.yaml', Buffer.from(text));
  if (node === null) throw new Error('no YAML');
  const problems: string[] = [];
  const short = (value: string): boolean => value.length < 4;
  const items = readItems(
    node,
    'x.list',
    ({ line, column }, message) => problems.push(`${line}:${column} ${message}`),
    (item) => ({
      name: item.text('name', 'a short name', short),
      also: item.optional('also', 'a short text', short, null),
      many: item.texts('many', 'a short text', short, ['d']),
    }),
  );
  return { items, problems };
}

describe('readItems', () => {
  it('reads each item, with what is not there as it is by default', () => {
    expect(read('- name: a\n  also: b\n  many: [c, d]\n- name: e\n- {name: f, many: g}\n')).toEqual({
      items: [
        { name: 'a', also: 'b', many: ['c', 'd'] },
        { name: 'e', also: null, many: ['d'] },
        { name: 'f', also: null, many: ['g'] },
      ],
      problems: [],
    });
    expect(read('[]')).toEqual({ items: [], problems: [] });
  });

  it('reports every problem at its spot', () => {
    expect(
      read(
        '- also: b\n- name: long name\n- nam: a\n- name: 12\n  many: []\n- text\n- name: a\n  many: [ok, far too long]\n',
      ).problems,
    ).toEqual([
      '1:3 `x.list.name` is missing: it takes a short name',
      '2:9 `x.list.name` takes a short name',
      '3:3 unknown setting `x.list.nam`, did you mean `name`?',
      '3:3 `x.list.name` is missing: it takes a short name',
      '4:9 `x.list.name` takes a short name, in quotes',
      '5:9 `x.list.many` takes a list, each of it a short text',
      '6:3 `x.list` takes a list of maps with `name`, `also`, `many`',
      '8:14 `x.list.many` takes a short text',
    ]);
  });

  it.each(['name: a', 'text', '~'])('takes nothing but a list: %s', (text) => {
    expect(read(text).problems).toEqual(['1:1 `x.list` takes a list']);
  });

  it('reads whole numbers and maps of texts, and what is not there as it is by default', () => {
    const problems: string[] = [];
    const { node } = readYaml(
      'config.yaml',
      Buffer.from('- {n: 3, m: {a: b}}\n- {}\n- {n: 4.5, m: [a]}\n- {m: {a: long}}\n'),
    );
    if (node === null) throw new Error('no YAML');
    const items = readItems(
      node,
      'x',
      (_, message) => problems.push(message),
      (item) => ({ n: item.whole('n', 1, 5, 2), m: item.pairs('m', 'short texts', (text) => text.length < 4) }),
    );
    expect(items.slice(0, 2)).toEqual([
      { n: 3, m: new Map([['a', 'b']]) },
      { n: 2, m: null },
    ]);
    expect(problems).toEqual([
      '`x.n` takes a whole number from 1 to 5',
      '`x.m` takes short texts',
      '`x.m.a` takes short texts',
    ]);
  });

  it('knows no member that every object has', () => {
    expect(read('- name: a\n  constructor: b\n  __proto__: c\n').problems).toEqual([
      '2:3 unknown setting `x.list.constructor`',
      '3:3 unknown setting `x.list.__proto__`',
    ]);
  });
});

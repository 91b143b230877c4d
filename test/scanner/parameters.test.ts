import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterAt, parametersIn, parametersOf, resolveSchema } from '../../scanner/parameters.ts';

const list = (inputSchema: unknown) => parametersOf({ inputSchema }).list;
const paths = (inputSchema: unknown) => list(inputSchema).map(({ path }) => path.join('.'));

describe('parametersOf', () => {
  it('reads what a schema says of an argument', () => {
    const schema = {
      properties: { filePath: { type: 'string', description: 'where', enum: ['a', 1] } },
      required: ['filePath'],
    };
    expect(list(schema)).toMatchObject([
      {
        name: 'filePath',
        words: ['file', 'path'],
        path: ['filePath'],
        types: ['string'],
        description: 'where',
        choices: ['a'],
        required: true,
      },
    ]);
  });

  it('finds arguments in objects, lists, maps and alternatives, step by step', () => {
    const inner = (name: string) => ({ type: 'object', properties: { [name]: {} } });
    expect(
      paths({
        properties: { a: inner('deep'), b: { items: inner('item') }, c: { additionalProperties: inner('value') } },
        anyOf: [{ properties: { d: {} } }],
      }),
    ).toEqual(['a', 'b', 'c', 'a.deep', 'd', 'b.[].item', 'c.*.value']);
  });

  it('follows references, also to itself', () => {
    const node = { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/node' } } } };
    const schema = {
      $defs: { node, 'a/b': { type: 'number' } },
      properties: { top: { $ref: '#/$defs/node' }, n: { $ref: '#/$defs/a~1b' } },
    };
    expect(paths(schema)).toEqual(['top', 'n', 'top.children']);
    expect(list(schema)[1]?.types).toEqual(['number']);
    expect(parametersOf({ inputSchema: schema }).complete).toBe(true);
  });

  it.each([
    [{ type: ['string', 'null'] }, ['string', 'null']],
    [{ anyOf: [{ type: 'string' }, { anyOf: [{ type: 'null' }] }] }, ['string', 'null']],
    [{ anyOf: [{ type: 'string' }, {}] }, []],
    [{ type: 'string', default: null }, ['string', 'null']],
    [{ default: null }, []],
    [{ enum: ['a', 2, null, []] }, ['string', 'number', 'null', 'array']],
    [{ const: false }, ['boolean']],
    [{ type: 5 }, []],
  ])('gives the types of %j', (schema, types) => {
    expect(list({ properties: { x: schema } })[0]?.types).toEqual(types);
  });

  it.each([
    ['no schema', undefined],
    ['null', null],
    ['text', 'object'],
    ['a list', [1]],
    ['properties that are a list', { properties: ['a'] }],
    ['a circle of references', { $ref: '#' }],
    ['a reference elsewhere', { $ref: 'https://example.com/schema' }],
  ])('finds nothing in %s', (_, schema) => {
    expect(list(schema)).toEqual([]);
  });

  it('says where a schema was too large or too deep to be read', () => {
    const wide = { properties: Object.fromEntries(Array.from({ length: 6_000 }, (__, i) => [`p${i}`, {}])) };
    let deep: unknown = {};
    for (let i = 0; i < 40; i++) deep = { properties: { next: deep } };
    expect(parametersOf({ inputSchema: wide }).complete).toBe(false);
    expect(parametersOf({ inputSchema: deep }).complete).toBe(false);
    expect(list(wide).length).toBeLessThan(5_100);
  });

  it('never throws', () => {
    const key = fc.constantFrom(
      'properties',
      'items',
      '$ref',
      'anyOf',
      'type',
      'enum',
      'required',
      'default',
      'a',
      '$defs',
    );
    const { schema } = fc.letrec((tie) => ({
      schema: fc.oneof(
        fc.constantFrom('#', '#/a', '#/properties/a'),
        fc.jsonValue(),
        fc.dictionary(key, tie('schema')),
        fc.array(tie('schema')),
      ),
    }));
    fc.assert(
      fc.property(schema, (value) => parametersOf({ inputSchema: value }).list.length >= 0),
      { numRuns: 300 },
    );
  });
});

describe('parametersIn', () => {
  it('reads a part of a schema, with references into the whole', () => {
    const root = { $defs: { p: { properties: { path: { type: 'string' } } } } };
    expect(parametersIn({ items: { $ref: '#/$defs/p' } }, root).list.map(({ path }) => path)).toEqual([['[]', 'path']]);
  });
});

describe('parameterAt', () => {
  it('prefers the description beside a reference', () => {
    const root = { $defs: { p: { type: 'string', description: 'of the definition' } } };
    const child = { $ref: '#/$defs/p', description: 'of this one' };
    expect(parameterAt({ name: 'a', path: ['a'], child, root, required: false })).toMatchObject({
      description: 'of this one',
      types: ['string'],
    });
  });
});

describe('resolveSchema', () => {
  it('gives up on references that lead in a circle', () => {
    const root = { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } };
    expect(resolveSchema({ $ref: '#/$defs/a' }, root)).toBeUndefined();
  });
});

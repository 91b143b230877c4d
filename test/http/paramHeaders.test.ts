import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredHeaders, paramHeadersFor, paramMismatch } from '../../src/http/paramHeaders.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

const schema: JsonValue = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    options: { type: 'object', properties: { limit: { type: 'integer', 'x-mcp-header': 'Limit' } } },
    dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' },
    text: { type: 'string' },
  },
};
/** A schema so many levels down, under one keyword, or under properties of one name. */
function nested(key: string, levels: number, leaf: JsonValue, isProperty = false): JsonValue {
  let schema = leaf;
  for (let i = 0; i < levels; i += 1) schema = isProperty ? { properties: { [key]: schema } } : { [key]: schema };
  return schema;
}
function manyHeaders(count: number): [string, JsonValue][] {
  return Array.from({ length: count }, (_, i) => [`p${i}`, { type: 'string', 'x-mcp-header': `H${i}` }]);
}
function declared(input: JsonValue) {
  const found = declaredHeaders(input);
  if ('invalid' in found) throw new Error(found.invalid);
  return found;
}

describe('declaredHeaders', () => {
  it('finds what a chain of properties leads to', () => {
    expect(declared(schema)).toEqual([
      { path: ['region'], header: 'Region', type: 'string' },
      { path: ['dry'], header: 'Dry-Run', type: 'boolean' },
      { path: ['options', 'limit'], header: 'Limit', type: 'integer' },
    ]);
    expect(declaredHeaders(undefined)).toEqual([]);
    expect(declaredHeaders({ type: 'object' })).toEqual([]);
  });

  const property = (value: object): JsonValue => ({ properties: { a: value as JsonValue } });
  it.each<[string, JsonValue]>([
    ['at the root', { 'x-mcp-header': 'A' }],
    [
      'below properties that no chain leads to',
      { items: { properties: { a: { type: 'string', 'x-mcp-header': 'A' } } } },
    ],
    ['in a list of items', property({ items: [{ type: 'string', 'x-mcp-header': 'A' }] })],
    ['in patternProperties', { patternProperties: { '^a': { type: 'string', 'x-mcp-header': 'A' } } }],
    ['in if', { if: { properties: { a: { type: 'string', 'x-mcp-header': 'A' } } } }],
    ['deep in what no chain leads to', { $defs: { a: nested('items', 100, { 'x-mcp-header': 'A' }) } }],
    ['on too long a chain', nested('a', 33, { type: 'string', 'x-mcp-header': 'A' }, true)],
    ['on more than one type', property({ type: ['string', 'null'], 'x-mcp-header': 'A' })],
    ['with a name that is none', property({ type: 'string', 'x-mcp-header': ['A'] })],
    ['with a colon in its name', property({ type: 'string', 'x-mcp-header': 'A:' })],
    ['with a letter that is no ASCII', property({ type: 'string', 'x-mcp-header': 'É' })],
    ['with an endless name', property({ type: 'string', 'x-mcp-header': 'A'.repeat(129) })],
    ['a hundred times and once more', { properties: Object.fromEntries(manyHeaders(101)) }],
    ['in items', property({ type: 'array', items: { type: 'string', 'x-mcp-header': 'A' } })],
    ['in anyOf', property({ anyOf: [{ type: 'string', 'x-mcp-header': 'A' }] })],
    ['in $defs', { $defs: { a: { type: 'string', 'x-mcp-header': 'A' } } }],
    ['on an object', property({ type: 'object', 'x-mcp-header': 'A' })],
    ['on a number', property({ type: 'number', 'x-mcp-header': 'A' })],
    ['without a type', property({ 'x-mcp-header': 'A' })],
    ['with a space in its name', property({ type: 'string', 'x-mcp-header': 'A B' })],
    ['with a line break in its name', property({ type: 'string', 'x-mcp-header': 'A\r\nX' })],
    ['with no name', property({ type: 'string', 'x-mcp-header': '' })],
    [
      'twice, but for the case',
      { properties: { a: { type: 'string', 'x-mcp-header': 'A' }, b: { type: 'string', 'x-mcp-header': 'a' } } },
    ],
  ])('refuses a declaration %s', (_, input) => expect(declaredHeaders(input)).toHaveProperty('invalid'));

  it('never throws, however deep or odd the schema is', () => {
    let deep: JsonValue = { type: 'string', 'x-mcp-header': 'A' };
    for (let i = 0; i < 100_000; i += 1) deep = { properties: { a: deep } };
    expect(declaredHeaders(deep)).toHaveProperty('invalid');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(declaredHeaders(value as JsonValue)).toBeDefined();
      }),
    );
  });
});

describe('declaredHeaders of what looks like a declaration', () => {
  const region = { type: 'string', 'x-mcp-header': 'Region' };
  it.each<[string, JsonValue]>([
    ['a property of that name', { properties: { region, 'x-mcp-header': { type: 'string' } } }],
    ['a property of a keyword', { properties: { region, items: { type: 'string' }, default: { type: 'object' } } }],
    ['plain data', { properties: { region: { ...region, default: { 'x-mcp-header': 'A' } } } }],
    ['examples', { properties: { region: { ...region, examples: [{ 'x-mcp-header': 'A' }] } } }],
    ['a constant', { properties: { region, a: { const: { 'x-mcp-header': 'A' } } } }],
    ['a property below items of that name', { properties: { region }, items: { properties: { 'x-mcp-header': {} } } }],
    ['a list of what is required', { properties: { region }, required: ['x-mcp-header'] }],
    ['schemas that are none', { properties: { region, a: true, b: null, c: [] }, items: false, anyOf: 'x', $defs: [] }],
  ])('finds nothing in %s', (_, input) => {
    expect(declaredHeaders(input)).toEqual([{ path: ['region'], header: 'Region', type: 'string' }]);
  });

  it('takes as many as may be, and as long a chain', () => {
    expect(declaredHeaders({ properties: Object.fromEntries(manyHeaders(100)) })).toHaveLength(100);
    expect(declaredHeaders(nested('a', 32, region, true))).toHaveLength(1);
  });

  it('reads a key that an object has by nature as any other', () => {
    const input = JSON.parse('{"properties":{"__proto__":{"type":"string","x-mcp-header":"P"}}}') as JsonValue;
    expect(paramHeadersFor(declared(input), JSON.parse('{"__proto__":"x"}') as JsonValue)).toEqual([
      ['Mcp-Param-P', 'x'],
    ]);
    expect(paramHeadersFor(declared(input), {})).toEqual([]);
  });
});

describe('paramHeadersFor', () => {
  it('says each argument that is there and plain', () => {
    const args = { region: 'köln', options: { limit: 5 }, dry: false };
    expect(paramHeadersFor(declared(schema), args)).toEqual([
      ['Mcp-Param-Region', '=?base64?a8O2bG4=?='],
      ['Mcp-Param-Dry-Run', 'false'],
      ['Mcp-Param-Limit', '5'],
    ]);
    expect(paramHeadersFor(declared(schema), { region: null, options: [], dry: {} })).toEqual([]);
  });
});

describe('what is sent for any arguments', () => {
  it('is one safe line each, and agrees with them', () => {
    const plain = fc.oneof(fc.string({ unit: 'grapheme' }), fc.double(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(plain, plain, plain, (region, limit, dry) => {
        const args: JsonValue = { region, dry, options: { limit } };
        const headers = paramHeadersFor(declared(schema), args);
        for (const [name, value] of headers)
          expect(`${name}: ${value}`).toMatch(/^Mcp-Param-[A-Za-z-]+: [\x20-\x7e]+$/);
        const lowerCased = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
        expect(paramMismatch(declared(schema), args, lowerCased)).toBeNull();
      }),
    );
  });

  it.each([
    [42, '42'],
    [-0, '0'],
    [1.5, '1.5'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [2 ** 53, undefined],
    [1e21, undefined],
    [Infinity, undefined],
    [{ a: 1 }, undefined],
    [['x'], undefined],
  ])('of the number %j is %j', (limit, want) => {
    const headers = new Map(paramHeadersFor(declared(schema), { options: { limit } as JsonValue }));
    expect(headers.get('Mcp-Param-Limit')).toBe(want);
  });
});

describe('paramMismatch', () => {
  const args = { region: 'eu', options: { limit: 42 } };
  const right = { 'mcp-param-region': 'eu', 'mcp-param-limit': '42' };
  it.each<[string, Record<string, string>, string | null]>([
    ['all right', right, null],
    ['another spelling of a number', { ...right, 'mcp-param-limit': '42.0' }, null],
    ['a header for an argument that is not there', { ...right, 'mcp-param-dry-run': 'true' }, null],
    ['a header that nobody declared', { ...right, 'mcp-param-other': 'x' }, null],
    ['a header that is missing', { 'mcp-param-limit': '42' }, 'Mcp-Param-Region'],
    ['another value', { ...right, 'mcp-param-region': 'us' }, 'Mcp-Param-Region'],
    ['two values', { ...right, 'mcp-param-region': 'eu, us' }, 'Mcp-Param-Region'],
    ['another number', { ...right, 'mcp-param-limit': '43' }, 'Mcp-Param-Limit'],
    ['text marked as base64', { ...right, 'mcp-param-region': '=?base64?ZXU=?=' }, null],
    ['base64 without its padding', { ...right, 'mcp-param-region': '=?base64?ZXU?=' }, 'Mcp-Param-Region'],
    ['base64 with what is none in it', { ...right, 'mcp-param-region': '=?base64?Z!XU=?=' }, 'Mcp-Param-Region'],
    ['an empty header', { ...right, 'mcp-param-region': '' }, 'Mcp-Param-Region'],
    ['a number in other words', { ...right, 'mcp-param-limit': '4.2e1' }, 'Mcp-Param-Limit'],
    ['a number with digits without end', { ...right, 'mcp-param-limit': `${'0'.repeat(5000)}42` }, 'Mcp-Param-Limit'],
    ['no number', { ...right, 'mcp-param-limit': '0x2a' }, 'Mcp-Param-Limit'],
  ])('judges %s', (_, headers, want) => {
    expect(paramMismatch(declared(schema), args, new Map(Object.entries(headers)))?.header ?? null).toBe(want);
  });
});

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
function declared(input: JsonValue) {
  const found = declaredHeaders(input);
  if ('invalid' in found) throw new Error(found.invalid);
  return found;
}

describe('declaredHeaders', () => {
  it('finds what a chain of properties leads to', () => {
    expect(declared(schema)).toEqual([
      { path: ['region'], header: 'Region', type: 'string' },
      { path: ['options', 'limit'], header: 'Limit', type: 'integer' },
      { path: ['dry'], header: 'Dry-Run', type: 'boolean' },
    ]);
    expect(declaredHeaders(undefined)).toEqual([]);
    expect(declaredHeaders({ type: 'object' })).toEqual([]);
  });

  const property = (value: object): JsonValue => ({ properties: { a: value as JsonValue } });
  it.each<[string, JsonValue]>([
    ['at the root', { 'x-mcp-header': 'A' }],
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
    for (let i = 0; i < 5000; i += 1) deep = { properties: { a: deep } };
    expect(declaredHeaders(deep)).toHaveProperty('invalid');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(declaredHeaders(value as JsonValue)).toBeDefined();
      }),
    );
  });
});

describe('paramHeadersFor', () => {
  it('says each argument that is there and plain', () => {
    const args = { region: 'köln', options: { limit: 5 }, dry: false };
    expect(paramHeadersFor(declared(schema), args)).toEqual([
      ['Mcp-Param-Region', '=?base64?a8O2bG4=?='],
      ['Mcp-Param-Limit', '5'],
      ['Mcp-Param-Dry-Run', 'false'],
    ]);
    expect(paramHeadersFor(declared(schema), { region: null, options: [], dry: {} })).toEqual([]);
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
    ['no number', { ...right, 'mcp-param-limit': '0x2a' }, 'Mcp-Param-Limit'],
  ])('judges %s', (_, headers, want) => {
    expect(paramMismatch(declared(schema), args, new Map(Object.entries(headers)))?.header ?? null).toBe(want);
  });
});

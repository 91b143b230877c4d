import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTool } from '../../scanner/toolDiff.ts';

const schema = (properties: unknown, more: Record<string, unknown> = {}) => ({ inputSchema: { properties, ...more } });

describe('diffTool', () => {
  it.each([
    [
      'a new argument',
      schema({}),
      schema({ to: { type: 'string' } }),
      { kind: 'added', at: '/inputSchema/properties/to', value: '{"type":"string"}', note: 'new argument' },
    ],
    [
      'an argument that is gone',
      schema({ to: true }),
      schema({}),
      { kind: 'removed', at: '/inputSchema/properties/to', value: 'true', note: 'argument gone' },
    ],
    [
      'an argument that need not be given any more',
      schema({}, { required: ['a', 'b'] }),
      schema({}, { required: ['b'] }),
      { kind: 'removed', at: '/inputSchema/required', value: '"a"', note: 'no longer required' },
    ],
    [
      'a wider choice',
      schema({ a: { enum: ['x'] } }),
      schema({ a: { enum: ['y', 'x'] } }),
      { kind: 'added', at: '/inputSchema/properties/a/enum', value: '"y"', note: 'one more value is accepted' },
    ],
    [
      'a choice that is free now',
      schema({ a: { enum: ['x'] } }),
      schema({ a: {} }),
      { kind: 'removed', at: '/inputSchema/properties/a/enum', value: '["x"]', note: 'any value is accepted now' },
    ],
    [
      'another type',
      schema({ a: { type: 'string' } }),
      schema({ a: { type: 'object' } }),
      {
        kind: 'changed',
        at: '/inputSchema/properties/a/type',
        before: '"string"',
        after: '"object"',
        note: 'another type',
      },
    ],
    [
      'a type that became two',
      schema({ a: { type: 'string' } }),
      schema({ a: { type: ['string', 'array'] } }),
      {
        kind: 'changed',
        at: '/inputSchema/properties/a/type',
        before: '"string"',
        after: '["string","array"]',
        note: 'another type',
      },
    ],
    [
      'another hint',
      { annotations: { readOnlyHint: false } },
      { annotations: { readOnlyHint: true } },
      { kind: 'changed', at: '/annotations/readOnlyHint', before: 'false', after: 'true', note: null },
    ],
    [
      'an unknown member, in a list',
      { 'x/y': [1] },
      { 'x/y': [1, { a: 2 }] },
      { kind: 'added', at: '/x~1y/1', value: '{"a":2}', note: null },
    ],
    [
      'another order, where order means nothing',
      { inputSchema: { required: ['a', 'b'] } },
      { inputSchema: { required: ['b', 'a'] } },
      {
        kind: 'changed',
        at: '/inputSchema/required',
        before: '["a","b"]',
        after: '["b","a"]',
        note: 'only their order or number',
      },
    ],
  ])('tells %s', (_, before, after, change) => {
    expect(diffTool(before, after)).toEqual([change]);
  });

  it('compares texts word by word', () => {
    expect(diffTool({ description: 'a' }, { description: 'a b' })).toEqual([
      {
        kind: 'text',
        at: '/description',
        parts: [
          { kind: 'same', text: 'a' },
          { kind: 'added', text: ' b' },
        ],
      },
    ]);
  });

  it('takes an argument named like a keyword for an argument', () => {
    expect(diffTool(schema({ enum: 'a b' }), schema({}))).toMatchObject([{ note: 'argument gone' }]);
    expect(diffTool(schema({}), schema({ required: {} }))).toMatchObject([{ note: 'new argument' }]);
  });

  it('finds a difference exactly where there is one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(diffTool(before, before)).toEqual([]);
        const isSame = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
        expect(diffTool({ a: before }, { a: after }).length === 0).toBe(isSame);
      }),
    );
  });

  it('stops listing after some hundred differences, and says so', () => {
    const many = Array.from({ length: 700 }, (_, index) => index);
    const changes = diffTool({ a: [] }, { a: many });
    expect(changes).toHaveLength(501);
    expect(changes.at(-1)).toEqual({ kind: 'more', at: '', count: 200 });
  });

  it('shows what is nested too deep as one difference', () => {
    const deep = (leaf: string) => JSON.parse(`${'{"a":'.repeat(300)}"${leaf}"${'}'.repeat(300)}`) as unknown;
    expect(diffTool(deep('x'), deep('y'))).toHaveLength(1);
    const abyss = JSON.parse('['.repeat(3_000) + ']'.repeat(3_000)) as unknown;
    expect(diffTool({ a: abyss }, { a: 1 })).toHaveLength(1);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.entries(value)
    .map(([key, member]) => [key, sorted(member)])
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))
    .concat([['{}', '']]);
}

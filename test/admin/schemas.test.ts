import { expect, it } from 'vitest';
import { countQuery, flagQuery, foreignObject, id, momentQuery, text, textsByName } from '../../src/admin/schemas.ts';

it.each([
  [id, ['00:42', 'agt_1', 'a.b-c'], ['', '../x', 'a/b', 'a b', 'x'.repeat(129)]],
  [text(5, 1), ['abc', 'ä'], ['', 'abcdef', 'a\nb', 'a\u0000']],
  [
    momentQuery,
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00+02:00'],
    ['yesterday', '2026-01-01', '2026-13-01T00:00:00Z'],
  ],
  [flagQuery, ['true', 'false'], ['1', '', 'TRUE']],
  [foreignObject, [{}, { a: [1] }], [null, [], 'a', 1]],
  [textsByName(3), [{}, { a: 'abc' }], [null, [], { a: 1 }, { a: 'abcd' }, { a: null }]],
  [countQuery(1, 10, 5), ['1', '10'], ['0', '11', '-1', '1e1', '', ' 1']],
])('takes what it means and nothing else', (schema, good, bad) => {
  for (const value of good)
    expect({ value, success: schema.safeParse(value).success }).toEqual({ value, success: true });
  for (const value of bad)
    expect({ value, success: schema.safeParse(value).success }).toEqual({ value, success: false });
});

it('reads moments and numbers', () => {
  expect(momentQuery.parse('1970-01-01T00:00:01Z')).toBe(1000);
  expect([countQuery(1, 10, 5).parse(undefined), countQuery(1, 10, 5).parse('7')]).toEqual([5, 7]);
});

it.each([foreignObject, textsByName(9)])('hands on every key: what is judged is what was sent', (schema) => {
  const given: unknown = JSON.parse('{"__proto__":"x","constructor":"y"}');
  expect(Object.keys(schema.parse(given))).toEqual(['__proto__', 'constructor']);
});

import { describe, expect, it } from 'vitest';
import {
  choiceShape,
  flagShape,
  integerShape,
  listShape,
  nameShape,
  type Shape,
  textShape,
} from '../../src/authz/shape.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { accepts } from './jsonSchema.ts';
import { reading } from './reading.ts';

type Row = readonly [Shape<unknown>, JsonValue, unknown];

const MODE = choiceShape('mode', ['on', 'off']);

describe('a shape', () => {
  it.each<Row>([
    [textShape('text'), 'a', 'a'],
    [textShape('text'), '  a\n b\t', 'a b'],
    [textShape('text'), '👩‍💻 ⚠️', '👩‍💻 ⚠️'],
    [nameShape('a name'), 'team a', 'team a'],
    [nameShape('a name'), ' café ', 'café'],
    [MODE, 'on', 'on'],
    [integerShape(0, 3), 3, 3],
    [flagShape, false, false],
    [listShape('a list', MODE), ['on', 'off'], ['on', 'off']],
  ])('reads what it takes, and its schema takes the same: %#', (shape, given, want) => {
    expect(reading((context) => shape.read(nodeOf(given), context))).toEqual({
      value: want,
      messages: [],
      warnings: [],
    });
    expect(accepts(shape.schema, given)).toBe(true);
  });

  it.each<readonly [Shape<unknown>, JsonValue, string, boolean]>([
    [textShape('text'), '', 'unexpected string ``, expected text', false],
    [textShape('text'), ' \n', 'expected text', false],
    [textShape('text'), 'a\u0000', 'unexpected control character, expected text', true],
    [textShape('text'), '\u001b[31m', 'unexpected control character', true],
    [textShape('text'), 3, 'unexpected number `3`, expected text, in quotes', false],
    [textShape('text'), null, 'unexpected empty value, expected text', false],
    [textShape('text'), ['a'], 'unexpected list, expected text', false],
    [nameShape('a name'), 'a/b', '`a/b` is no name', false],
    [nameShape('a name'), 'a\u202eb', 'is no name', true],
    [nameShape('a name'), 'a'.repeat(257), 'is no name', true],
    [MODE, 'offf', 'unknown mode `offf`, expected `on` or `off`, did you mean `off`?', false],
    [MODE, true, 'unexpected boolean `true`, expected `on` or `off`', false],
    [integerShape(0, 3), 4, 'a whole number from 0 to 3', false],
    [integerShape(0, 3), -1, 'a whole number from 0 to 3', false],
    [integerShape(0, 3), 1.5, 'a whole number from 0 to 3', false],
    [integerShape(0, 3), '3', 'a whole number from 0 to 3', false],
    [flagShape, 'true', 'unexpected string `true`, expected `true` or `false`', false],
    [flagShape, null, 'unexpected empty value', false],
    [listShape('a list', MODE), [], 'unexpected empty list, expected a list', false],
    [listShape('a list', MODE), 'on', 'unexpected string `on`, expected a list', false],
    [listShape('a list', MODE), ['on', 'of'], 'unknown mode `of`', false],
  ])('reports what it does not take: %#', (shape, given, message, bySchema) => {
    const { value, messages } = reading((context) => shape.read(nodeOf(given), context));
    expect(value).toBeNull();
    expect(messages).toEqual([expect.stringContaining(message)]);
    // A schema may take more (what nobody can see), never less.
    expect(accepts(shape.schema, given)).toBe(bySchema);
  });
});

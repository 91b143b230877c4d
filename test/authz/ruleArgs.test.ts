import { describe, expect, it } from 'vitest';
import { argsShape } from '../../src/authz/ruleArgs.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { reading } from './reading.ts';

const read = (given: JsonValue) => reading((context) => argsShape.read(nodeOf(given), context));

describe('argsShape', () => {
  it('keeps what was written beside what it compiles to', () => {
    const given = { path: { under: ['/data'] }, 'options.force': false };
    const { value, messages } = read(given);
    expect(messages).toEqual([]);
    expect(value?.written).toEqual(given);
    expect(value?.entries.map(({ key, matcher }) => [key, matcher.wants])).toEqual([
      ['path', 'under `/data`'],
      ['options.force', 'equal to `false`'],
    ]);
  });

  it.each<[JsonValue, string]>([
    [{}, 'unexpected empty map, expected a map of arguments and what each must be'],
    [['path'], 'unexpected list, expected a map of arguments'],
    [{ 'a..b': 1 }, 'the argument `a..b` cannot be read: '],
    [{ path: { uder: '/data' } }, 'unknown matcher `uder`, did you mean `under`?'],
    [{ path: null }, 'unexpected empty value'],
  ])('refuses %j', (given, message) => {
    expect(read(given).messages).toEqual([expect.stringContaining(message)]);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { compile, judge, parse } from './support.ts';

const SAMPLES: readonly [JsonValue, readonly string[]][] = [
  ['a', ['string']],
  ['', ['string']],
  [1, ['number', 'integer']],
  [1.5, ['number']],
  [1e300, ['number', 'integer']],
  [true, ['boolean']],
  [[], ['array']],
  [{}, ['object']],
  [null, ['null']],
];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

describe('type', () => {
  it.each(SAMPLES)('tells what %j is', (value, types) => {
    expect(TYPES.filter((type) => judge({ type }, value) === 'match')).toEqual(types);
    expect(TYPES.filter((type) => judge({ type }, value) === 'miss')).toHaveLength(TYPES.length - types.length);
  });

  it('cannot judge a missing argument', () => {
    for (const type of TYPES) expect(judge({ type }, undefined)).toBe('error');
  });

  it('takes one of several', () => {
    expect(judge({ type: ['string', 'null'] }, null)).toBe('match');
    expect(judge({ type: ['string', 'null'] }, 1)).toBe('miss');
    expect(compile({ type: ['string', 'null'] }).wants).toBe('of type string or null');
  });

  it('refuses what is no type, with the nearest that is', () => {
    expect(parse({ type: 'int' })).toEqual([expect.stringContaining('expected one of')]);
    expect(parse({ type: 'sting' })).toEqual(['unknown type `sting`, did you mean `string`?']);
    expect(parse({ type: ['string', 5, 'toString'] })).toHaveLength(1);
    expect(parse({ type: ['toString', '__proto__'] })).toHaveLength(2);
    expect(parse({ type: null })).toHaveLength(1);
    expect(parse({ type: [] })).toHaveLength(1);
  });
});

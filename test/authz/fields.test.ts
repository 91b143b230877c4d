import { describe, expect, it } from 'vitest';
import { readChoice, readFields, readInteger, readList, readName, readText, required } from '../../src/authz/fields.ts';
import type { SourceNode } from '../../src/authz/source.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';

function reporting<T>(read: (report: (at: unknown, message: string) => void) => T): { value: T; messages: string[] } {
  const messages: string[] = [];
  return { value: read((_, message) => messages.push(message)), messages };
}

describe('readFields', () => {
  const table = { known: ['name', 'effect'], later: new Set(['when']) };

  it('finds the known keys, and reports the others', () => {
    const { value, messages } = reporting((report) =>
      readFields(nodeOf({ name: 'a', efect: 1, when: 2 }), table, report, 'a map'),
    );
    expect([...(value?.values.keys() ?? [])]).toEqual(['name']);
    expect(messages).toEqual([
      'unknown key `efect`, did you mean `effect`?',
      '`when` is not supported by this version, expected it to be left out',
    ]);
  });

  it('takes no key for known that every object has', () => {
    const { messages } = reporting((report) =>
      readFields(nodeOf({ constructor: 1, toString: 2 }), table, report, 'a map'),
    );
    expect(messages).toHaveLength(2);
  });

  it('reports what is no map', () => {
    expect(reporting((report) => readFields(nodeOf([]), table, report, 'a map')).value).toBeNull();
  });

  it('reports a required key that is missing', () => {
    const { messages } = reporting((report) => {
      const fields = readFields(nodeOf({ name: 'a' }), table, report, 'a map');
      if (fields === null) return;
      expect(required(fields, 'name', 'a name', report)).toEqual(nodeOf('a'));
      expect(required(fields, 'effect', 'a word', report)).toBeNull();
    });
    expect(messages).toEqual(['missing `effect`, expected a word']);
  });
});

describe('readText', () => {
  it.each<[JsonValue, string | null]>([
    ['a', 'a'],
    ['  a\n b\t', 'a b'],
    ['👩‍💻 ⚠️', '👩‍💻 ⚠️'],
    ['', null],
    [' \n', null],
    ['a\u0000', null],
    ['\u001b[31m', null],
    [3, null],
    [null, null],
    [['a'], null],
  ])('reads %j as %j', (given, want) => {
    const { value, messages } = reporting((report) => readText(nodeOf(given), 'text', report));
    expect(value).toBe(want);
    expect(messages).toHaveLength(want === null ? 1 : 0);
  });
});

describe('readName', () => {
  it.each<[string, string | null]>([
    ['team a', 'team a'],
    ['café', 'café'],
    ['a/b', null],
    ['a\u202eb', null],
    ['a'.repeat(257), null],
  ])('reads %j as %j', (given, want) => {
    const { value, messages } = reporting((report) => readName(nodeOf(given), 'a name', report));
    expect(value).toBe(want);
    expect(messages).toHaveLength(want === null ? 1 : 0);
  });
});

describe('readChoice, readInteger and readList', () => {
  const read = (given: SourceNode) => reporting((report) => readChoice(given, 'mode', ['on', 'off'] as const, report));

  it('take what they offer', () => {
    expect(read(nodeOf('on')).value).toBe('on');
    expect(reporting((report) => readInteger(nodeOf(3), 0, 3, report)).value).toBe(3);
    expect(reporting((report) => readList(nodeOf([1]), 'a list', report)).value).toHaveLength(1);
  });

  it('report the rest', () => {
    expect(read(nodeOf('offf')).messages).toEqual(['unknown mode `offf`, expected `on` or `off`, did you mean `off`?']);
    expect(read(nodeOf(true)).messages).toEqual(['unexpected boolean `true`, expected `on` or `off`']);
    for (const given of [4, -1, 1.5, '3', null]) {
      expect(reporting((report) => readInteger(nodeOf(given), 0, 3, report)).messages).toHaveLength(1);
    }
    for (const given of [[], 'a', {}]) {
      expect(reporting((report) => readList(nodeOf(given), 'a list', report)).messages).toHaveLength(1);
    }
  });
});

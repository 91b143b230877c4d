import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import type { MatchEnvironment } from '../../../src/authz/matchers/matcher.ts';
import { parseMatchers } from '../../../src/authz/matchers/table.ts';
import type { Position, SourceNode } from '../../../src/authz/source.ts';
import { compile, judge, parse, REMOTE } from './support.ts';

describe('parseMatchers', () => {
  it('wants all matchers of a map', () => {
    expect(judge({ type: 'integer', min: 1, max: 10 }, 5)).toBe('match');
    expect(judge({ type: 'integer', min: 1, max: 10 }, 11)).toBe('miss');
    expect(judge({ type: 'integer', min: 1, max: 10 }, 5.5)).toBe('miss');
    expect(compile({ type: 'integer', max: 10 }).wants).toBe('of type integer and at most 10');
  });

  it('lets an optional argument be missing, and judges it where it is there', () => {
    const rule = { type: 'integer', max: 10, optional: true };
    expect(judge(rule, undefined)).toBe('match');
    expect(judge(rule, 5)).toBe('match');
    expect(judge(rule, 11)).toBe('miss');
    expect(judge(rule, null)).toBe('error');
    expect(judge({ type: 'integer', max: 10 }, undefined)).toBe('error');
  });

  it('lets a rule speak of an argument only where it is present', () => {
    const rule = { present: true, under: '/etc' };
    expect(judge(rule, undefined)).toBe('miss');
    expect(judge(rule, '/etc/passwd')).toBe('match');
    expect(judge(rule, '/data')).toBe('miss');
    expect(judge(rule, 7)).toBe('error');
    expect(judge({ present: true }, null)).toBe('match');
    expect(judge({ present: true }, undefined)).toBe('miss');
  });

  it('counts an error before a miss within one argument', () => {
    expect(judge({ type: 'integer', min: 100 }, '500')).toBe('error');
    expect(judge({ type: 'string', glob: '/etc/**' }, ['/etc/passwd'])).toBe('error');
  });

  it('excludes a part of what it includes, and does not fall for a mixed list', () => {
    const rule = { under: '/data', not: { under: '/data/secret' } };
    expect(judge(rule, '/data/x')).toBe('match');
    expect(judge(rule, '/data/secret/x')).toBe('miss');
    expect(judge(rule, ['/data/x', '/data/secret/x'])).toBe('error');
    expect(judge(rule, '/data/%73ecret/x')).toBe('error');
  });

  it.each<[JsonValue, string]>([
    [{ undr: '/data' }, 'unknown matcher `undr`, did you mean `under`?'],
    [{ scheme: 'https' }, 'unknown matcher `scheme`, did you mean `schemes`?'],
    [{ regexp: 'a' }, 'unknown matcher `regexp`, expected one of equals, in, glob,'],
    [{ '\u001b[2J': 1 }, 'unknown matcher ` [2J`'],
    [{ toString: 1 }, 'unknown matcher `toString`'],
    [{ constructor: 1 }, 'unknown matcher `constructor`'],
    [JSON.parse('{"__proto__": 1}') as JsonValue, 'unknown matcher `__proto__`'],
    [{}, 'no matcher'],
    [{ optional: true }, 'no matcher'],
    [{ type: 'string', optional: false }, '`optional` takes `true` only'],
    [{ type: 'string', optionl: true }, 'did you mean `optional`?'],
    [{ type: 'string', present: 1 }, '`present` takes `true` only'],
    [{ type: 'string', optional: true, present: true }, 'exclude each other'],
    [null, 'empty value'],
    [{ each: null }, 'empty value'],
    [{ not: {} }, 'no matcher'],
    [{ max: '5' }, 'unexpected string `5`, expected a number'],
  ])('refuses %j', (value, message) => {
    expect(parse(value)).toEqual([expect.stringContaining(message)]);
  });

  it('reports every problem, where it is', () => {
    const at = (line: number): Position => ({ line, column: 3 });
    const scalar = (line: number, value: string): SourceNode => ({ kind: 'scalar', at: at(line), value });
    const node: SourceNode = {
      kind: 'map',
      at: at(1),
      entries: [
        { key: 'max', keyAt: at(2), value: scalar(3, 'x') },
        { key: 'mix', keyAt: at(4), value: scalar(5, 'x') },
        {
          key: 'under',
          keyAt: at(6),
          value: { kind: 'seq', at: at(7), items: [scalar(8, 'a'), scalar(9, '/b'), scalar(10, 'c')] },
        },
      ],
    };
    const lines: number[] = [];
    expect(parseMatchers(node, ({ line }) => lines.push(line), { regex: null })).toBeNull();
    expect(lines).toEqual([3, 4, 8, 10]);
  });

  it('refuses nesting without end', () => {
    let value: JsonValue = 'a';
    for (let depth = 0; depth < 200; depth++) value = { not: value };
    expect(parse(value)).toEqual([expect.stringContaining('nested')]);
  });

  it('gives a matcher or a problem for every document, and never throws on any value', () => {
    const keys = [
      'equals',
      'in',
      'glob',
      'under',
      'host',
      'schemes',
      'type',
      'min',
      'max_length',
      'each',
      'any',
      'keys',
      'not',
      'absent',
      'matches',
    ];
    const { matchers } = fc.letrec<{ matchers: JsonValue }>((tie) => ({
      matchers: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom<JsonValue>('a', '/data', 5, true, null, '*', 'string', 'https'),
        fc.array(tie('matchers'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom(...keys), tie('matchers'), { maxKeys: 2 }),
      ),
    }));
    const failing: MatchEnvironment = {
      ...REMOTE,
      realpath: () => {
        throw new Error('EACCES');
      },
    };
    let compiled = 0;
    fc.assert(
      fc.property(matchers, fc.jsonValue(), (document, value) => {
        const matcher = parse(document, () => ({ test: () => true, search: () => true }));
        if (Array.isArray(matcher)) return;
        compiled++;
        for (const environment of [REMOTE, failing]) {
          expect(['match', 'miss', 'error']).toContain(
            matcher.test(JSON.parse(JSON.stringify(value)) as JsonValue, environment),
          );
          expect(['match', 'miss', 'error']).toContain(matcher.test(undefined, environment));
        }
      }),
      { numRuns: 1000 },
    );
    expect(compiled).toBeGreaterThan(100);
  });

  it('lets no matcher but `absent` and its negation judge a missing argument', () => {
    const all: JsonValue[] = [
      'a',
      ['a'],
      { glob: '*' },
      { under: '/' },
      { host: '*' },
      { type: 'null' },
      { max: 1 },
      { max_length: 1 },
      { each: 'a' },
      { any: 'a' },
      { keys: {} },
      { not: 'a' },
    ];
    for (const matchers of all) expect(judge(matchers, undefined)).toBe('error');
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { loadRegexCompiler } from '../../../src/authz/matchers/regex.ts';
import { compile, judge, parse, REMOTE } from './support.ts';

const regex = await loadRegexCompiler();

describe('glob', () => {
  it.each<[JsonValue | undefined, string]>([
    ['/data/a.txt', 'match'],
    ['/data/b/a.txt', 'match'],
    ['/etc/a.txt', 'miss'],
    ['/data-evil/a.txt', 'miss'],
    ['/data/../etc/a.txt', 'error'],
    ['/data/%2e%2e/etc/a.txt', 'error'],
    ['/data\\..\\a.txt', 'error'],
    ['/data/\0.txt', 'error'],
    ['', 'miss'],
    [['/data/a.txt'], 'error'],
    [5, 'error'],
    [null, 'error'],
    [undefined, 'error'],
  ])('/data/**/*.txt on %j: %s', (value, result) => {
    expect(judge({ glob: '/data/**/*.txt' }, value)).toBe(result);
  });

  it('takes one of several', () => {
    expect(judge({ glob: ['a*', 'b*'] }, 'bc')).toBe('match');
    expect(judge({ glob: ['a*', 'b*'] }, 'c')).toBe('miss');
    expect(compile({ glob: ['a*', 'b*'] }).wants).toBe('like `a*` or `b*`');
  });

  it('does not let a negation profit from a doubtful path', () => {
    expect(judge({ not: { glob: '/etc/**' } }, '/data/../etc/passwd')).toBe('error');
    expect(judge({ not: { glob: '/etc/**' } }, '/data/x')).toBe('match');
  });

  it('reports every pattern that cannot be read', () => {
    expect(parse({ glob: ['a**', '[', 'ok', 5] })).toHaveLength(1);
    expect(parse({ glob: ['a**', '[', 'ok'] })).toHaveLength(2);
    expect(parse({ glob: [] })).toHaveLength(1);
    expect(parse({ glob: { a: 1 } })).toHaveLength(1);
  });
});

describe('matches', () => {
  it.each<[string, JsonValue | undefined, string]>([
    ['[a-z]+', 'abc', 'match'],
    ['[a-z]+', 'abc1', 'miss'],
    ['[a-z]+', 'abc\n', 'miss'],
    ['[a-z]+', 'abc\nrm -rf /', 'miss'],
    ['^a$', 'a', 'match'],
    ['^a$', 'a\n', 'miss'],
    ['(?m)^a$', 'b\na', 'miss'],
    ['a|ab', 'ab', 'match'],
    ['a|b', 'ab', 'miss'],
    ['(?i)select .*', 'SELECT 1', 'match'],
    ['.*', 'two\nlines', 'miss'],
    ['(?s).*', 'two\nlines', 'match'],
    ['', '', 'match'],
    ['', 'a', 'miss'],
    ['.', '\u{1F600}', 'match'],
    ['[a-z]+', ['abc'], 'error'],
    ['5', 5, 'error'],
    ['.*', undefined, 'error'],
    ['null', null, 'error'],
  ])('%s on %j: %s', (pattern, value, result) => {
    expect(compile({ matches: pattern }, regex).test(value, REMOTE)).toBe(result);
  });

  it('takes one of several', () => {
    expect(compile({ matches: ['a+', 'b+'] }, regex).test('bb', REMOTE)).toBe('match');
    expect(compile({ matches: ['a+', 'b+'] }, regex).test('ab', REMOTE)).toBe('miss');
  });

  it.each(['(a*)*b', '(a|aa)+$x', '(.*)(.*)(.*)(.*)x', '(a?){500}a{500}b', '(a|b)*a(a|b){20}c'])(
    'decides a megabyte with %s in linear time',
    (pattern) => {
      const started = performance.now();
      const matcher = compile({ matches: pattern }, regex);
      expect(matcher.test('ab'.repeat(10) + 'a'.repeat(1e6), REMOTE)).toBe('miss');
      expect(performance.now() - started).toBeLessThan(10_000);
    },
  );

  it('refuses what RE2 does not have, and says so', () => {
    for (const pattern of ['(?=a)', '(?<=a)b', '\\1', '(', 'a{1001}', '[z-a]', 'a'.repeat(1001)]) {
      expect(parse({ matches: pattern }, regex)).toEqual([expect.stringContaining('expected RE2 syntax')]);
    }
  });

  it('is a problem, and not a matcher, as long as no engine is loaded', () => {
    expect(parse({ matches: 'a' })).toEqual([expect.stringContaining('not loaded')]);
  });

  it('takes an engine that gives up for an error', () => {
    const broken = () => ({
      test(): boolean {
        throw new Error('out of budget');
      },
      search: () => true,
    });
    expect(compile({ matches: 'a' }, broken).test('a', REMOTE)).toBe('error');
  });
});

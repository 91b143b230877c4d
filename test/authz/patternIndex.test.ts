import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { compileGlob, type Glob } from '../../src/authz/glob.ts';
import { buildPatternIndex } from '../../src/authz/patternIndex.ts';

function glob(pattern: string): Glob {
  const compiled = compileGlob(pattern, { separator: null });
  if ('error' in compiled) throw new Error(compiled.error);
  return compiled;
}

function index(patterns: readonly (readonly string[])[]) {
  return buildPatternIndex(patterns.map((globs, value) => ({ globs: globs.map(glob), value })));
}

describe('buildPatternIndex', () => {
  it('gives the values that match, in the order they were given', () => {
    const found = index([['*'], ['read_file'], ['read_*', 'list_*'], ['write_*'], ['*_file'], ['{read,write}_file']]);
    expect(found.candidates('read_file')).toEqual([0, 1, 2, 4, 5]);
    expect(found.candidates('list_dir')).toEqual([0, 2]);
    expect(found.candidates('')).toEqual([0]);
  });

  it('gives a value once, however many of its globs match', () => {
    expect(index([['read_*', '*', 'read_file', '{read,read}_*']]).candidates('read_file')).toEqual([0]);
  });

  it('gives nothing where nothing matches', () => {
    expect(index([['a'], ['b*']]).candidates('c')).toEqual([]);
    expect(index([]).candidates('c')).toEqual([]);
    expect(index([[]]).candidates('c')).toEqual([]);
  });

  it('keeps values that are themselves undefined, null or lists', () => {
    const values = [undefined, null, [1, 2]];
    const found = buildPatternIndex(values.map((value) => ({ globs: [glob('a')], value })));
    expect(found.candidates('a')).toEqual(values);
  });

  it('finds composed and decomposed spellings alike', () => {
    expect(index([['caf\u00e9'], ['cafe\u0301*']]).candidates('cafe\u0301')).toEqual([0, 1]);
  });

  it('is not confused by the names of object members', () => {
    const found = index([['read']]);
    for (const name of ['__proto__', 'constructor', 'toString']) expect(found.candidates(name)).toEqual([]);
    expect(index([['__proto__']]).candidates('__proto__')).toEqual([0]);
  });

  it('agrees with trying every glob', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', '*', '?', '{a,b}', '{a,ab*}');
    const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.array(pattern, { maxLength: 3 }), { maxLength: 8 }), name, (patterns, text) => {
        const expected = patterns.flatMap((globs, value) =>
          globs.some((each) => glob(each).test(text)) ? [value] : [],
        );
        expect(index(patterns).candidates(text)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('does not look at ten thousand rules to find one', () => {
    const entries = Array.from({ length: 10_000 }, (_, value) => {
      let tests = 0;
      const compiled = glob(value % 2 === 0 ? `tool_${value}` : `tool_${value}_*`);
      const counted: Glob = { ...compiled, test: (text) => (tests++, compiled.test(text)) };
      return { globs: [counted], value: { value, tests: () => tests } };
    });
    const found = buildPatternIndex(entries);
    expect(found.candidates('tool_4242').map(({ value }) => value)).toEqual([4242]);
    expect(found.candidates('tool_4243_x').map(({ value }) => value)).toEqual([4243]);
    expect(entries.reduce((sum, { value }) => sum + value.tests(), 0)).toBeLessThan(10);
  });
});

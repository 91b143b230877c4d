import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { matchRun, matchSegments } from '../../src/authz/globMatch.ts';
import type { GlobElement } from '../../src/authz/globToken.ts';

/** A one-to-one translation to a RegExp, safe for the short texts of this test only. */
function asRegExp(run: readonly GlobElement[]): RegExp {
  const part = (element: GlobElement) =>
    element.kind === 'star' ? '.*' : element.kind === 'char' ? String.fromCodePoint(element.code) : '.';
  return new RegExp(`^${run.map(part).join('')}$`, 'su');
}

const element = fc.constantFrom<GlobElement>(
  { kind: 'star' },
  { kind: 'any' },
  { kind: 'char', code: 0x61 },
  { kind: 'char', code: 0x62 },
  { kind: 'char', code: 0x1f600 },
);
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1F600}'), maxLength: 8 });

describe('matchRun', () => {
  it('accepts what the same regular expression accepts', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), text, (run, value) => {
        expect(matchRun(run, value, 0, value.length)).toBe(asRegExp(run).test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('looks at nothing outside of its bounds', () => {
    const run: GlobElement[] = [{ kind: 'char', code: 0x62 }];
    expect(matchRun(run, 'abc', 1, 2)).toBe(true);
    expect(matchRun(run, 'abc', 1, 3)).toBe(false);
  });
});

describe('matchSegments', () => {
  const a: GlobElement[] = [{ kind: 'char', code: 0x61 }];
  const b: GlobElement[] = [{ kind: 'char', code: 0x62 }];

  it.each([
    ['a', true],
    ['a/x', true],
    ['a/x/y/b', true],
    ['a/', true],
    ['b', false],
    ['ab', false],
    ['b/a', false],
  ])('lets `a` and a globstar accept %j: %s', (value, expected) => {
    expect(matchSegments([a, 'globstar'], value)).toBe(expected);
  });

  it.each([
    ['a/b', true],
    ['a/x/b', true],
    ['a/b/b', true],
    ['a/b/a/b', true],
    ['a/b/a', false],
    ['a', false],
    ['a/xb', false],
  ])('lets a globstar in the middle accept %j: %s', (value, expected) => {
    expect(matchSegments([a, 'globstar', b], value)).toBe(expected);
  });
});

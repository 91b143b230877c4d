import { describe, expect, it } from 'vitest';
import { allOf, every, some } from '../../../src/authz/matchers/logic.ts';
import type { Matcher, MatchResult } from '../../../src/authz/matchers/matcher.ts';
import { REMOTE } from './support.ts';

const always = (result: MatchResult): Matcher => ({ wants: result, test: () => result });
const RESULTS: readonly MatchResult[] = ['match', 'miss', 'error'];
const pairs = RESULTS.flatMap((a) => RESULTS.map((b): [MatchResult, MatchResult] => [a, b]));

describe('allOf', () => {
  it.each(pairs)('of %s and %s counts an error first, then a miss', (a, b) => {
    const expected = [a, b].includes('error') ? 'error' : [a, b].includes('miss') ? 'miss' : 'match';
    expect(allOf([always(a), always(b)]).test('x', REMOTE)).toBe(expected);
  });

  it('says all that is wanted', () => {
    expect(allOf([always('match'), always('miss')]).wants).toBe('match and miss');
  });
});

describe('every', () => {
  it.each(pairs)('of %s and %s lets a miss settle it, then an error', (a, b) => {
    const expected = [a, b].includes('miss') ? 'miss' : [a, b].includes('error') ? 'error' : 'match';
    expect(every([a, b], (result) => result)).toBe(expected);
  });

  it('matches nothing at all', () => {
    expect(every([], () => 'miss')).toBe('match');
  });
});

describe('some', () => {
  it.each(pairs)('of %s and %s lets a match settle it, then an error', (a, b) => {
    const expected = [a, b].includes('match') ? 'match' : [a, b].includes('error') ? 'error' : 'miss';
    expect(some([a, b], (result) => result)).toBe(expected);
  });

  it('misses where there is nothing', () => {
    expect(some([], () => 'match')).toBe('miss');
  });
});

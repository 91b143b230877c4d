import type { Matcher, MatchResult } from './matcher.ts';

/**
 * All matchers on one value. An error counts before a miss: a value that one of them cannot judge is not a value
 * that a deny rule may pass over.
 */
export function allOf(matchers: readonly Matcher[]): Matcher {
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1) return only;
  return {
    wants: matchers.map(({ wants }) => wants).join(' and '),
    test(value, environment) {
      let missed = false;
      for (const matcher of matchers) {
        const result = matcher.test(value, environment);
        if (result === 'error') return 'error';
        if (result === 'miss') missed = true;
      }
      return missed ? 'miss' : 'match';
    },
  };
}

/** A matcher for which a missing argument is settled: it fits, or it does not. */
export function ifMissing(result: MatchResult | undefined, matcher: Matcher): Matcher {
  if (result === undefined) return matcher;
  return {
    wants: result === 'match' ? `absent or ${matcher.wants}` : matcher.wants,
    test: (value, environment) => (value === undefined ? result : matcher.test(value, environment)),
  };
}

/**
 * Several values that must all match (Kleene's strong "and"): one certain miss settles it, whatever the others are;
 * else one error leaves it open.
 */
export function every<T>(items: Iterable<T>, test: (item: T) => MatchResult): MatchResult {
  let result: MatchResult = 'match';
  for (const item of items) {
    const next = test(item);
    if (next === 'miss') return 'miss';
    if (next === 'error') result = 'error';
  }
  return result;
}

/** Several values of which one must match: one match settles it, else one error leaves it open. */
export function some<T>(items: Iterable<T>, test: (item: T) => MatchResult): MatchResult {
  let result: MatchResult = 'miss';
  for (const item of items) {
    const next = test(item);
    if (next === 'match') return 'match';
    if (next === 'error') result = 'error';
  }
  return result;
}

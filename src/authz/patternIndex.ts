import type { Glob } from './glob.ts';

/** Finds the values whose globs match a text without trying them all. */
export interface PatternIndex<T> {
  /** Exactly the values with a glob that matches, each once, in the order they were given. */
  candidates(text: string): readonly T[];
}

/** A value and the globs of which any one speaks for it. */
export interface PatternEntry<T> {
  readonly globs: readonly Glob[];
  readonly value: T;
}

/** Files each entry under the literal texts and literal beginnings of its globs. */
export function buildPatternIndex<T>(entries: readonly PatternEntry<T>[]): PatternIndex<T> {
  const literals = new Map<string, number[]>();
  const prefixes = new Map<number, Map<string, Posting[]>>();
  for (const [place, { globs }] of entries.entries()) {
    for (const glob of globs) fileGlob({ place, glob }, literals, prefixes);
  }
  // Ascending, so that the search stops at the length of the text.
  const lengths = [...prefixes.entries()].sort(([a], [b]) => a - b);
  return {
    candidates(text) {
      const composed = text.normalize('NFC');
      const places = [...(literals.get(composed) ?? [])];
      for (const [length, bucket] of lengths) {
        if (length > composed.length) break;
        for (const { place, glob } of bucket.get(composed.slice(0, length)) ?? []) {
          if (glob.test(composed)) places.push(place);
        }
      }
      return pick(entries, inOrder(places));
    },
  };
}

interface Posting {
  readonly place: number;
  readonly glob: Glob;
}

function fileGlob(
  posting: Posting,
  literals: Map<string, number[]>,
  prefixes: Map<number, Map<string, Posting[]>>,
): void {
  for (const { literalPrefix, isLiteral } of posting.glob.alternatives) {
    if (isLiteral) {
      append(literals, literalPrefix, posting.place);
      continue;
    }
    const bucket = prefixes.get(literalPrefix.length) ?? new Map<string, Posting[]>();
    prefixes.set(literalPrefix.length, bucket);
    append(bucket, literalPrefix, posting);
  }
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function inOrder(places: number[]): readonly number[] {
  if (places.length < 2) return places;
  places.sort((a, b) => a - b);
  return places.filter((place, index) => place !== places[index - 1]);
}

function pick<T>(entries: readonly PatternEntry<T>[], places: readonly number[]): readonly T[] {
  const values: T[] = [];
  for (const place of places) {
    const entry = entries[place];
    if (entry !== undefined) values.push(entry.value);
  }
  return values;
}

import type { Clause, Mark } from './clause.ts';

/** Marks in order, with the most words that may stand between each two: `['must', 3, 'call', 4, ['ownTool', 'someTool']]`. */
export type Pattern = readonly (Mark | readonly Mark[] | number)[];

/** Token indexes, both inclusive. */
export interface Match {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds a pattern in a clause: one match for each place where its last mark stands. Each step keeps all places that can
 * be reached, so an early word never hides a later one, and the work is bounded by the places of each mark.
 */
export function findAll(clause: Clause, pattern: Pattern): readonly Match[] {
  let reached: Match[] | undefined;
  let gap = 0;
  for (const step of pattern) {
    if (typeof step === 'number') {
      gap = step;
      continue;
    }
    const places = placesOf(clause, step);
    if (places.length === 0) return [];
    reached =
      reached === undefined ? places.map((place) => ({ from: place, to: place })) : advance(reached, places, gap);
    if (reached.length === 0) return [];
  }
  return reached ?? [];
}

/** Where any of the marks stands, in order. */
export function placesOf(clause: Clause, marks: Mark | readonly Mark[]): readonly number[] {
  if (typeof marks === 'string') return clause.at.get(marks) ?? [];
  const lists = marks.map((mark) => clause.at.get(mark)).filter((list) => list !== undefined);
  if (lists.length <= 1) return lists[0] ?? [];
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

export function has(clause: Clause, marks: Mark | readonly Mark[]): boolean {
  return typeof marks === 'string' ? clause.at.has(marks) : marks.some((mark) => clause.at.has(mark));
}

/** The places within reach of an earlier match: the nearest match before each is kept. */
function advance(reached: readonly Match[], places: readonly number[], gap: number): Match[] {
  const next: Match[] = [];
  let index = 0;
  let nearest: Match | undefined;
  for (const place of places) {
    for (let match = reached[index]; match !== undefined && match.to < place; match = reached[++index]) nearest = match;
    if (nearest !== undefined && place - nearest.to <= gap + 1) next.push({ from: nearest.from, to: place });
  }
  return next;
}

import type { MatchEnvironment } from '../matchers/matcher.ts';
import { createPathPlaces } from '../matchers/pathPlace.ts';
import { readPath } from '../matchers/pathReading.ts';

/** The one place that a text leads to, for every server and however it reads the text; null where there is none. */
export function placeOf(text: string, environment: MatchEnvironment): string | null {
  const reading = readPath(text, environment);
  if (reading.kind !== 'paths') return null;
  try {
    const places = createPathPlaces(environment.realpath);
    const found = new Set(reading.paths.flatMap((path) => places.of(path)));
    const [place] = found;
    return found.size === 1 && place !== undefined && isWritable(place) ? place : null;
  } catch {
    return null; // A directory that may not be read, a loop of links: `under` could not tell either.
  }
}

/** Whether a text says by itself that it is a path. */
export function isRootedPath(text: string): boolean {
  return /^(?:\/(?!\/)|~\/|file:\/)/i.test(text) && !/\s{2}|\n/.test(text);
}

/** `under` takes no wildcards, backslashes and controls in its directories. */
function isWritable(place: string): boolean {
  return !/[*\\\u0000-\u001f\u007f-\u009f]/.test(place) && place.isWellFormed();
}

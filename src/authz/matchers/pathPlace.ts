import type { MatchEnvironment } from './matcher.ts';

/** Finds where a path leads, for one question: nothing is remembered longer, as the next one may meet other links. */
export interface PathPlaces {
  /**
   * Every place an absolute path may lead to, free of links, `.` and `..`. Two where `..` is read in two ways: by
   * the text, as most libraries do, and step by step through the links, as the kernel does. Throws where it cannot tell.
   */
  of(path: string): readonly string[];
}

/** With a null `realpath` (a server on another machine) the text is all there is. */
export function createPathPlaces(realpath: MatchEnvironment['realpath']): PathPlaces {
  if (realpath === null) return { of: (path) => [normalize(path)] };
  const resolve = frugal(realpath);
  return {
    of(path) {
      const byText = resolveLongest(normalize(path), resolve);
      if (!hasParentStep(path)) return [byText];
      const byStep = walk(path, resolve);
      return byText === byStep ? [byText] : [byText, byStep];
    },
  };
}

type Resolve = (path: string) => string | null;

/** Look-ups of one question: a long array, or a path of a thousand steps, must not hold up the session. */
const MAX_LOOKUPS = 4096;

/** `/proc/self/fd/3` and `/dev/stdin` are other files to the server than to this process. */
const PER_PROCESS = /^\/(?:proc|dev)\//;

/** Asks once for each path, and not without end. */
function frugal(realpath: Resolve): Resolve {
  const known = new Map<string, string | null>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    if (known.size === MAX_LOOKUPS) throw new Error('too many paths to resolve');
    const real = realpath(path);
    if (real !== null && !real.startsWith('/')) throw new Error('expected an absolute path');
    if (real !== path && PER_PROCESS.test(path)) throw new Error('a link that each process sees in its own way');
    known.set(path, real);
    return real;
  };
}

/** By the text alone: drops empty and `.` segments, and a name before each `..`. */
function normalize(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

function hasParentStep(path: string): boolean {
  return `${path}/`.includes('/../');
}

/**
 * The links of the longest existing ancestor resolved, and the rest as it stands. Where a path exists so do its
 * ancestors, which lets a bisection find the last that does.
 */
function resolveLongest(path: string, resolve: Resolve): string {
  const whole = resolve(path);
  if (whole !== null) return whole;
  const names = path.split('/').slice(1);
  let existing = 0;
  let missing = names.length;
  while (missing - existing > 1) {
    const middle = (existing + missing) >> 1;
    if (resolve(`/${names.slice(0, middle).join('/')}`) === null) missing = middle;
    else existing = middle;
  }
  const ancestor = resolve(`/${names.slice(0, existing).join('/')}`) ?? '/';
  return append(ancestor, names.slice(existing).join('/'));
}

/** As the kernel goes: each link is followed before the `..` behind it. */
function walk(path: string, resolve: Resolve): string {
  let place = '/';
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      place = place.slice(0, place.lastIndexOf('/')) || '/';
      continue;
    }
    const next = append(place, name);
    place = resolve(next) ?? next;
  }
  return place;
}

function append(place: string, rest: string): string {
  return place === '/' ? `/${rest}` : `${place}/${rest}`;
}

import type { GlobElement } from './globToken.ts';

/** A segment of a path pattern, or `**`: any number of segments. */
export type GlobSegment = readonly GlobElement[] | 'globstar';

/**
 * Whether a run of elements accepts all of `text` from `start` to `end`.
 * On a mismatch only the last star is tried again, one character on: earlier ones need not move (they took the least
 * that works), so the cost is at most the product of both lengths.
 */
export function matchRun(run: readonly GlobElement[], text: string, start: number, end: number): boolean {
  let at = start;
  let place = 0;
  let star = -1;
  let starAt = start;
  while (at < end) {
    const element = run[place];
    if (element?.kind === 'star') {
      if (place === run.length - 1) return true;
      star = place++;
      starAt = at;
      continue;
    }
    const code = text.codePointAt(at) ?? 0;
    if (element !== undefined && accepts(element, code)) {
      place++;
      at += width(code);
      continue;
    }
    if (star < 0) return false;
    starAt += width(text.codePointAt(starAt) ?? 0);
    at = starAt;
    place = star + 1;
  }
  while (run[place]?.kind === 'star') place++;
  return place === run.length;
}

/** The same one level up: segments between slashes are the characters, `**` is the star. */
export function matchSegments(segments: readonly GlobSegment[], text: string): boolean {
  let start = 0;
  let place = 0;
  let star = -1;
  let starStart = 0;
  while (start <= text.length) {
    const segment = segments[place];
    if (segment === 'globstar') {
      if (place === segments.length - 1) return true;
      star = place++;
      starStart = start;
      continue;
    }
    const end = segmentEnd(text, start);
    if (segment !== undefined && matchRun(segment, text, start, end)) {
      place++;
      start = end + 1;
      continue;
    }
    if (star < 0) return false;
    starStart = segmentEnd(text, starStart) + 1;
    start = starStart;
    place = star + 1;
  }
  while (segments[place] === 'globstar') place++;
  return place === segments.length;
}

function segmentEnd(text: string, start: number): number {
  const slash = text.indexOf('/', start);
  return slash < 0 ? text.length : slash;
}

function accepts(element: GlobElement, code: number): boolean {
  switch (element.kind) {
    case 'char':
      return element.code === code;
    case 'any':
    case 'star':
      return true;
    case 'class':
      return element.ranges.some(([low, high]) => low <= code && code <= high) !== element.negated;
  }
}

function width(code: number): number {
  return code > 0xffff ? 2 : 1;
}

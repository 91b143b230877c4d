import type { JsonValue } from '../../jsonrpc/message.ts';
import type { Report } from '../source.ts';
import type { MatchEnvironment, MatchResult } from './matcher.ts';
import { oneOf, quoted, readTexts, type TextOperand, TEXTS } from './operand.ts';
import { createPathPlaces, type PathPlaces } from './pathPlace.ts';
import { readPath } from './pathReading.ts';
import type { MatcherRow } from './row.ts';

/**
 * `under`: a path, or an array of at least one, in a listed directory, however a server may read it.
 * A miss is as certain as a match: a path that leads into a directory by one reading and out of it by another, or an
 * array with both kinds, is an error, so that neither an allow rule nor a `not` profits from the doubt.
 * What remains: a link that is swapped between this check and the server's use.
 */
export const under: MatcherRow = {
  key: 'under',
  description: 'A path, or each of a list, in one of these directories; links and `..` are followed.',
  schema: TEXTS,
  parse(operand, { report }) {
    const listed = readTexts(operand, report, 'directory');
    // Both kinds of problem are reported before giving up.
    if (listed === null || listed.filter((directory) => !isDirectory(directory, report)).length > 0) return null;
    const directories = listed.map(({ text }) => text);
    return {
      wants: `under ${oneOf(directories)}`,
      test: (value, environment) => judgeUnder(value, directories, environment),
    };
  },
};

/** Whether a path, or each of an array, lies in a directory. Never throws. */
export function judgeUnder(
  value: JsonValue | undefined,
  directories: readonly string[],
  environment: MatchEnvironment,
): MatchResult {
  try {
    return judge(value, directories, environment);
  } catch {
    return 'error'; // A directory that may not be read, a loop of links, too many look-ups: nobody can tell.
  }
}

/** What is wrong with a text as a directory of a policy; null where nothing is. */
export function directoryProblem(text: string): string | null {
  if (!/^(?:\/|~(?:\/|$))/.test(text)) return 'expected an absolute path, or one that starts with `~/`';
  if (text.startsWith('//')) return 'expected a single `/` at the start';
  if (/[\u0000-\u001f\u007f-\u009f\\]/.test(text)) return 'unexpected control character or backslash in a path';
  if (text.includes('*')) return 'unexpected wildcard, expected a directory (all below it is included)';
  return /(?:^|\/)\.{1,2}(?:\/|$)/.test(text)
    ? 'unexpected `.` or `..` in a path, expected the directory itself'
    : null;
}

function isDirectory({ node, text }: TextOperand, report: Report): boolean {
  const problem = directoryProblem(text);
  if (problem !== null) report(node.at, `${problem}, in ${quoted(text)}`);
  return problem === null;
}

function judge(
  value: JsonValue | undefined,
  directories: readonly string[],
  environment: MatchEnvironment,
): MatchResult {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) return 'error';
  const places = createPathPlaces(environment.realpath);
  const roots = directories.flatMap((directory) => places.of(expandHome(directory, environment.home)));
  let verdict: MatchResult | null = null;
  for (const item of values) {
    const next = typeof item === 'string' ? judgePath(item, roots, places, environment) : 'error';
    if (next === 'error' || (verdict !== null && verdict !== next)) return 'error';
    verdict = next;
  }
  return verdict ?? 'error';
}

function expandHome(directory: string, home: string): string {
  if (!directory.startsWith('~')) return directory;
  if (!home.startsWith('/')) throw new Error('the home directory is not an absolute path');
  return home + directory.slice(1);
}

function judgePath(
  text: string,
  roots: readonly string[],
  places: PathPlaces,
  environment: MatchEnvironment,
): MatchResult {
  const reading = readPath(text, environment);
  if (reading.kind !== 'paths') return reading.kind === 'none' ? 'miss' : 'error';
  const inside = reading.paths.flatMap((path) => places.of(path)).map((place) => isInside(place, roots));
  return inside.every(Boolean) ? 'match' : inside.some(Boolean) ? 'error' : 'miss';
}

/** By whole segments: `/data/tmp-evil` is not in `/data/tmp`. */
function isInside(place: string, roots: readonly string[]): boolean {
  return roots.some((root) => root === '/' || place === root || place.startsWith(`${root}/`));
}

import type { Report, SourceEntry, SourceNode } from '../source.ts';
import { didYouMean } from '../suggest.ts';
import { host } from './host.ts';
import { allOf, ifMissing } from './logic.ts';
import type { Matcher, MatchResult } from './matcher.ts';
import { absent, any, each, keys, not } from './nested.ts';
import { quoted } from './operand.ts';
import type { RegexCompiler } from './regex.ts';
import type { MatcherRow, ParseContext } from './row.ts';
import { sizes } from './size.ts';
import { glob, matches } from './text.ts';
import { type } from './type.ts';
import { under } from './under.ts';
import { equals, oneOfList } from './value.ts';

/** Every matcher there is. */
export const ROWS: readonly MatcherRow[] = [
  equals,
  oneOfList,
  glob,
  matches,
  under,
  host,
  type,
  ...sizes,
  each,
  any,
  keys,
  not,
  absent,
];

/** What parsing matchers needs besides the document. */
export interface MatcherOptions {
  /** From `loadRegexCompiler` where `usesRegex` says so, else null. */
  readonly regex: RegexCompiler | null;
}

/**
 * Compiles the value of one `args:` key. A map holds matchers that must all match; a plain value is short for
 * `equals`, a list for `in`. Null when it reported a problem.
 */
export function parseMatchers(node: SourceNode, report: Report, options: MatcherOptions, depth = 0): Matcher | null {
  if (depth > MAX_DEPTH) {
    report(node.at, `matchers are nested more than ${MAX_DEPTH} deep`);
    return null;
  }
  if (node.kind === 'map') return parseMap(node, report, options, depth);
  if (node.kind === 'scalar' && node.value === null) {
    report(
      node.at,
      `unexpected empty value, expected a value, a list or matchers (\`{ equals: null }\` for null itself)`,
    );
    return null;
  }
  const row = node.kind === 'seq' ? oneOfList : equals;
  return row.parse(node, contextOf([], report, options, depth));
}

const MAX_DEPTH = 16;

/**
 * Not matchers on a value, but what counts where there is none: with `optional` a missing argument is one that fits, with
 * `present` it is one that does not. Without either it is an error, which no allow rule survives and every deny rule takes.
 */
const WHEN_MISSING: ReadonlyMap<string, MatchResult> = new Map([
  ['optional', 'match'],
  ['present', 'miss'],
]);
const ANYTHING: Matcher = { wants: 'there', test: () => 'match' };

const BY_KEY: ReadonlyMap<string, MatcherRow> = new Map(ROWS.map((row) => [row.key, row]));
const OWNERS: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(({ key, modifiers = {} }) =>
    Object.keys(modifiers).map((modifier): [string, string] => [modifier, key]),
  ),
);

function parseMap(
  { at, entries }: Extract<SourceNode, { kind: 'map' }>,
  report: Report,
  options: MatcherOptions,
  depth: number,
): Matcher | null {
  const context = contextOf(entries, report, options, depth);
  const compiled: Matcher[] = [];
  const whenMissing = new Set<MatchResult>();
  let problems = 0;
  for (const entry of entries) {
    const row = BY_KEY.get(entry.key);
    const missing = WHEN_MISSING.get(entry.key);
    if (missing !== undefined) {
      if (isTrue(entry.value)) whenMissing.add(missing);
      else problems += refuseFlag(entry, report);
    } else if (row !== undefined) {
      const matcher = row.parse(entry.value, context);
      if (matcher === null) problems++;
      else compiled.push(matcher);
    } else if (!isModifier(entry, entries, report)) {
      problems++;
    }
  }
  if (whenMissing.size > 1) report(at, '`optional` and `present` exclude each other, expected one of them');
  else if (problems === 0 && compiled.length > 0) return ifMissing([...whenMissing][0], allOf(compiled));
  else if (problems === 0 && whenMissing.has('miss')) return ifMissing('miss', ANYTHING);
  else if (problems === 0) report(at, 'no matcher, expected at least one, such as `{ type: string }`');
  return null;
}

function isTrue(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === true;
}

function refuseFlag({ key, value }: SourceEntry, report: Report): 1 {
  report(value.at, `\`${key}\` takes \`true\` only; leave it out where it does not hold`);
  return 1;
}

/** Reports a key that is neither a matcher nor refines one beside it. */
function isModifier({ key, keyAt }: SourceEntry, entries: readonly SourceEntry[], report: Report): boolean {
  const owner = OWNERS.get(key);
  if (owner === undefined) {
    const known = [...BY_KEY.keys(), ...OWNERS.keys(), ...WHEN_MISSING.keys()];
    report(keyAt, `unknown matcher ${quoted(key)}${didYouMean(key, known) || `, expected one of ${known.join(', ')}`}`);
    return false;
  }
  const isOwned = entries.some((entry) => entry.key === owner);
  if (!isOwned) report(keyAt, `\`${key}\` refines \`${owner}\`, expected \`${owner}\` beside it`);
  return isOwned;
}

function contextOf(
  entries: readonly SourceEntry[],
  report: Report,
  options: MatcherOptions,
  depth: number,
): ParseContext {
  return {
    report,
    regex: options.regex,
    nested: (node) => parseMatchers(node, report, options, depth + 1),
    modifier: (key) => entries.find((entry) => entry.key === key)?.value,
  };
}

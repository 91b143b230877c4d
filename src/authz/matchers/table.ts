import type { Report, SourceEntry, SourceNode } from '../source.ts';
import { didYouMean } from '../suggest.ts';
import { host } from './host.ts';
import { allOf, optional } from './logic.ts';
import type { Matcher } from './matcher.ts';
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
const ROWS: readonly MatcherRow[] = [
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

/** Not a matcher: it says that the argument may be missing, and that the others count where it is there. */
const OPTIONAL = 'optional';
const BY_KEY: ReadonlyMap<string, MatcherRow> = new Map(ROWS.map((row) => [row.key, row]));
const OWNERS: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(({ key, modifiers = [] }) => modifiers.map((modifier): [string, string] => [modifier, key])),
);

function parseMap(
  { at, entries }: Extract<SourceNode, { kind: 'map' }>,
  report: Report,
  options: MatcherOptions,
  depth: number,
): Matcher | null {
  const context = contextOf(entries, report, options, depth);
  const compiled: Matcher[] = [];
  let problems = 0;
  let isOptional = false;
  for (const entry of entries) {
    const row = BY_KEY.get(entry.key);
    if (entry.key === OPTIONAL) {
      isOptional = entry.value.kind === 'scalar' && entry.value.value === true;
      if (!isOptional)
        report(entry.value.at, `\`${OPTIONAL}\` takes \`true\` only; leave it out for an argument that must be there`);
      if (!isOptional) problems++;
    } else if (row !== undefined) {
      const matcher = row.parse(entry.value, context);
      if (matcher === null) problems++;
      else compiled.push(matcher);
    } else if (!isModifier(entry, entries, report)) {
      problems++;
    }
  }
  if (problems === 0 && compiled.length > 0) return isOptional ? optional(allOf(compiled)) : allOf(compiled);
  if (problems === 0) report(at, 'no matcher, expected at least one, such as `{ type: string }`');
  return null;
}

/** Reports a key that is neither a matcher nor refines one beside it. */
function isModifier({ key, keyAt }: SourceEntry, entries: readonly SourceEntry[], report: Report): boolean {
  const owner = OWNERS.get(key);
  if (owner === undefined) {
    const known = [...BY_KEY.keys(), ...OWNERS.keys(), OPTIONAL];
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

import { compileGlob, type Glob } from '../glob.ts';
import { isPlainPath } from '../plainPath.ts';
import { oneOf, quoted, readTexts, TEXTS } from './operand.ts';
import type { MatcherRow } from './row.ts';

/**
 * `glob`: a path or URI like one of the patterns; `*` stops at `/`. An error on anything that a server may read as
 * another path (`..`, a backslash, `%2e`): prefer `under` for paths of this machine.
 */
export const glob: MatcherRow = {
  key: 'glob',
  description: 'A path or URI like one of the patterns; `*` stops at a slash, `**` does not.',
  schema: TEXTS,
  parse(operand, { report }) {
    const patterns = readTexts(operand, report, 'pattern');
    if (patterns === null) return null;
    const globs: Glob[] = [];
    for (const { node, text } of patterns) {
      const compiled = compileGlob(text, { separator: '/' });
      if ('error' in compiled) report(node.at, `${compiled.error}, in ${quoted(text)}`);
      else globs.push(compiled);
    }
    if (globs.length < patterns.length) return null;
    return {
      wants: `like ${oneOf(patterns.map(({ text }) => text))}`,
      test(value) {
        if (typeof value !== 'string' || !isPlainPath(value)) return 'error';
        return globs.some((compiled) => compiled.test(value)) ? 'match' : 'miss';
      },
    };
  },
};

/** `matches`: the whole text matches an RE2 expression. A search would let an allow rule pass whatever surrounds it. */
export const matches: MatcherRow = {
  key: 'matches',
  description: 'The whole text matches a regular expression (RE2 syntax).',
  schema: TEXTS,
  parse(operand, { report, regex }) {
    const patterns = readTexts(operand, report, 'regular expression');
    if (patterns === null) return null;
    const tests: ((text: string) => boolean)[] = [];
    for (const { node, text } of patterns) {
      const compiled = regex === null ? NO_ENGINE : regex(text);
      if ('error' in compiled) report(node.at, `${compiled.error}, expected RE2 syntax, in ${quoted(text)}`);
      else tests.push((value) => compiled.test(value));
    }
    if (tests.length < patterns.length) return null;
    return {
      wants: `matching ${oneOf(patterns.map(({ text }) => text))}`,
      test(value) {
        if (typeof value !== 'string') return 'error';
        try {
          return tests.some((test) => test(value)) ? 'match' : 'miss';
        } catch {
          return 'error'; // An engine that gives up has not judged.
        }
      },
    };
  },
};

/** The loader asks `usesRegex` first, so this is seen only where it did not. */
const NO_ENGINE = { error: 'the regular expression engine is not loaded' };

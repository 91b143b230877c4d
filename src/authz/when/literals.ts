import { directoryProblem } from '../matchers/under.ts';
import type { RegexCompiler } from '../matchers/regex.ts';
import { isTimeZone } from './time.ts';

/** What a text must spell that a function takes only as it stands in the policy, so that it is checked when it loads. */
export type LiteralKind = keyof typeof CHECKS;

/** What is wrong with such a text; null where nothing is. */
export function literalProblem(kind: LiteralKind, text: string, regex: RegexCompiler | null): string | null {
  return CHECKS[kind](text, regex);
}

const CHECKS = {
  pattern(text: string, regex: RegexCompiler | null): string | null {
    if (regex === null) return 'the regular expression engine is not loaded';
    const compiled = regex(text);
    return 'error' in compiled ? `${compiled.error}, expected RE2 syntax` : null;
  },
  zone: (text: string): string | null =>
    isTimeZone(text) ? null : 'unknown time zone, expected one such as `Europe/Berlin`, `UTC` or `+02:00`',
  moment: (text: string): string | null =>
    MOMENT.test(text) && !Number.isNaN(Date.parse(text))
      ? null
      : 'not a moment, expected one such as `2026-01-31T09:00:00Z`',
  duration: (text: string): string | null =>
    DURATION.test(text) ? null : 'not a duration, expected one such as `90s`, `15m` or `1h30m`',
  directory: directoryProblem,
};

/** RFC 3339, to the millisecond. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/;
const DURATION = /^-?(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s)){1,4}$/;

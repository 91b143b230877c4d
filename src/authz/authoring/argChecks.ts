import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import { compileArgs } from '../matchers/args.ts';
import type { MatchEnvironment, MatchResult } from '../matchers/matcher.ts';
import type { RegexCompiler } from '../matchers/regex.ts';
import { parseMatchers } from '../matchers/table.ts';
import type { RuleArgs } from '../policy.ts';
import { sourceOf } from './jsonSource.ts';

/** How one listed argument fared; `unknown` where its value is not known. */
interface ArgCheck {
  /** As the policy spells it; empty for all that are not listed. */
  readonly key: string;
  readonly wants: string;
  readonly result: MatchResult | 'unknown';
}

/** What a rule's arguments are compared with. */
export interface ArgsGiven {
  readonly args: JsonObject | null;
  /** False where some arguments are withheld: what is not seen may be there. */
  readonly whole: boolean;
  readonly environment: MatchEnvironment;
  readonly regex: RegexCompiler | null;
}

/** Compares every listed argument, where deciding stops at the first that settles it; and the others as one. */
export function argChecks(rule: RuleArgs, given: ArgsGiven): readonly ArgCheck[] {
  const keys = Object.entries(rule.written).map(([key, written]) => checkKey(key, written, given));
  if (rule.unlisted === 'allow') return keys;
  const { unlisted } = rule.matcher.test(given.args, given.environment);
  // The listed ones are told of first: only where they match is it known whether another one is too many.
  if (unlisted) return [...keys, { ...OTHERS, result: 'miss' }];
  return given.whole ? keys : [...keys, { ...OTHERS, result: 'unknown' }];
}

const OTHERS = { key: '', wants: 'no other arguments' } as const;

/** One key of `args:` by itself, compiled; null where it is not valid. */
export function compileKey(key: string, written: JsonValue, regex: RegexCompiler | null): CompiledKey | null {
  const matcher = parseMatchers(sourceOf(written), () => undefined, { regex });
  if (matcher === null) return null;
  const compiled = compileArgs([{ key, matcher }], 'allow');
  return { wants: matcher.wants, test: (args, environment) => compiled.test(args, environment).result };
}

interface CompiledKey {
  readonly wants: string;
  test(args: JsonObject | null, environment: MatchEnvironment): MatchResult;
}

function checkKey(key: string, written: JsonValue, { args, whole, environment, regex }: ArgsGiven): ArgCheck {
  const compiled = compileKey(key, written, regex);
  if (compiled === null) return { key, wants: 'readable', result: 'error' };
  // A value that is not there, or not all there, may be among those that are withheld.
  const isKnown = whole || isScalar(member(args ?? undefined, key));
  return { key, wants: compiled.wants, result: isKnown ? compiled.test(args, environment) : 'unknown' };
}

function isScalar(value: JsonValue | undefined): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null);
}

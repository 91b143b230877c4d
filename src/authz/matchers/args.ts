import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { type ArgStep, parseArgPath } from './argPath.ts';
import { coverageOf } from './coverage.ts';
import { every } from './logic.ts';
import type { MatchEnvironment, Matcher, MatchResult } from './matcher.ts';

/** The `args:` of one rule, compiled. */
export interface ArgsMatcher {
  /** Never throws; linear in the size of the arguments. */
  test(args: JsonObject | null, environment: MatchEnvironment): ArgsOutcome;
}

/** How the arguments fared, with text of the policy only. */
export interface ArgsOutcome {
  readonly result: MatchResult;
  /** The listed key that settled it, as the policy spells it; null for a match and for an unlisted argument. */
  readonly key: string | null;
  /** What its matcher wants, for "if path were …". */
  readonly wants: string | null;
  /** True where the listed keys match, and an argument that none of them covers made it a miss. */
  readonly unlisted: boolean;
}

/** One key of `args:` with what its value must match. */
export interface ArgEntry {
  readonly key: string;
  readonly matcher: Matcher;
}

/**
 * Compiles the `args:` of a rule: every listed key must match, and with `deny` no other argument may be there. One
 * certain miss settles it, whatever the others are; else the first error stands. A key that `argKeyProblem` refuses errs always.
 */
export function compileArgs(entries: readonly ArgEntry[], unlisted: 'allow' | 'deny'): ArgsMatcher {
  const tests = entries.map(compileEntry);
  const covers = unlisted === 'deny' ? coverageOf(tests.map(({ steps }) => steps)) : () => true;
  return {
    test(args, environment) {
      const values = args ?? {};
      let open = MATCHED;
      for (const entry of tests) {
        const result = entry.test(values, environment);
        if (result === 'miss') return entry.missed;
        if (result === 'error' && open === MATCHED) open = entry.erred;
      }
      return covers(values) ? open : UNLISTED;
    },
  };
}

/** What is wrong with a key of `args:`, for the report of the policy's parser; null where nothing is. */
export function argKeyProblem(key: string): string | null {
  const steps = parseArgPath(key);
  return 'error' in steps ? steps.error : null;
}

const MATCHED: ArgsOutcome = { result: 'match', key: null, wants: null, unlisted: false };
const UNLISTED: ArgsOutcome = { result: 'miss', key: null, wants: null, unlisted: true };

interface CompiledEntry {
  readonly steps: readonly ArgStep[];
  readonly missed: ArgsOutcome;
  readonly erred: ArgsOutcome;
  test(values: JsonObject, environment: MatchEnvironment): MatchResult;
}

function compileEntry({ key, matcher }: ArgEntry): CompiledEntry {
  const path = parseArgPath(key);
  const steps = 'error' in path ? [] : path;
  const outcome = (result: MatchResult): ArgsOutcome => ({ result, key, wants: matcher.wants, unlisted: false });
  return {
    steps,
    missed: outcome('miss'),
    erred: outcome('error'),
    test: (values, environment) => (steps.length === 0 ? 'error' : testAt({ steps, matcher, environment }, values, 0)),
  };
}

interface Reach {
  readonly steps: readonly ArgStep[];
  readonly matcher: Matcher;
  readonly environment: MatchEnvironment;
}

/** Goes as deep as the policy's key. */
function testAt(reach: Reach, value: JsonValue | undefined, depth: number): MatchResult {
  const step = reach.steps[depth];
  // A missing object has no keys: what is asked of them is asked of a missing argument.
  if (step === undefined || value === undefined) return reach.matcher.test(value, reach.environment);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'error';
  const object = value;
  if (step.kind === 'name') {
    return testAt(reach, Object.hasOwn(object, step.name) ? object[step.name] : undefined, depth + 1);
  }
  const keys = Object.keys(object);
  return keys.length === 0 ? 'error' : every(keys, (key) => testAt(reach, object[key], depth + 1));
}

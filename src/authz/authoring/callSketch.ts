import type { JsonObject } from '../../jsonrpc/message.ts';
import { parseArgPath } from '../matchers/argPath.ts';
import type { MatchEnvironment } from '../matchers/matcher.ts';
import type { RegexCompiler } from '../matchers/regex.ts';
import { compileKey } from './argChecks.ts';
import { isPathName } from './argName.ts';
import { placeOf } from './placeOf.ts';
import { presence, sketchMatcher, type MatcherOptions, type Width } from './sketchMatcher.ts';
import { type MemberSketch, ValueSketch } from './valueSketch.ts';

/** What writing the arguments of a rule takes besides the calls. */
export interface CallOptions extends Pick<MatcherOptions, 'home' | 'isSecret' | 'remark'> {
  /** Whether a missing argument is a miss, where it would be an error: a rule that asks takes an error for a match. */
  readonly strict: boolean;
}

/** What the calls of one tool had in common, argument by argument, in bounded memory. */
export class CallSketch {
  count = 0;
  /** Null: there were more different arguments than a rule can list. */
  #args: Map<string, MemberSketch> | null = new Map();
  readonly #widths = new Map<string, { readonly width: Width; readonly round: number }>();
  /** For each argument the places to keep out, and since when. */
  readonly #avoid = new Map<string, Map<string, number>>();

  /** False where the call has an argument that no rule can list. */
  add(args: JsonObject | null, environment: MatchEnvironment): boolean {
    const names = Object.keys(args ?? {});
    if (this.#args === null || !names.every(isListable)) return false;
    this.count += 1;
    for (const name of names) {
      const arg = this.#args.get(name) ?? { sketch: new ValueSketch(), count: 0 };
      this.#args.set(name, arg);
      arg.count += 1;
      const place = (text: string): string | null => placeOf(text, environment);
      arg.sketch.add(args?.[name] ?? null, { place, isPath: isPathName(name) });
    }
    if (this.#args.size > MAX_ARGS) this.#args = null;
    return this.#args !== null;
  }

  /** The `args:` of a rule that all calls match, empty where there were none; null where none can be written. */
  args(options: CallOptions): JsonObject | null {
    if (this.#args === null) return null;
    const keys = [...this.#args].map(([name, { sketch, count }]) => {
      const remark = (text: string): void => options.remark(`\`${name}\`: ${text}`);
      const width = this.#widths.get(name)?.width ?? 'range';
      const avoid = new Set(this.#avoid.get(name)?.keys());
      const matcher = sketchMatcher(sketch, { ...options, remark, name, width, avoid });
      const isRequired = count === this.count && options.strict;
      return [
        keyOf(name),
        isRequired ? { ...matcher, present: true } : presence(matcher, count === this.count),
      ] as const;
    });
    return Object.fromEntries(keys.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Has the rule take in a call that it misses; false where nothing is left to be done. */
  widen(call: JsonObject | null, rule: JsonObject, { environment, regex, round }: Mending): boolean {
    let changed = false;
    for (const name of this.#args?.keys() ?? []) {
      const key = keyOf(name);
      const compiled = compileKey(key, rule[key] ?? null, regex);
      if (compiled?.test(call, environment) === 'match') continue;
      changed = this.#set(name, WIDER[this.#widths.get(name)?.width ?? 'range'], round) || changed;
    }
    return changed;
  }

  /**
   * Has the rule leave out a call that it takes in: by its paths where they tell it apart, else by listing everything.
   * False where nothing is left to be done.
   */
  narrow(call: JsonObject | null, { environment, round }: Mending): boolean {
    if (this.#avoidPaths(call, environment, round)) return true;
    let changed = false;
    for (const name of this.#args?.keys() ?? []) {
      if (!this.#widths.has(name)) changed = this.#set(name, 'exact', round) || changed;
    }
    return changed;
  }

  /** Once a round: several calls may say the same before the rule is written anew. */
  #set(name: string, width: Width, round: number): boolean {
    const before = this.#widths.get(name);
    if (before?.round === round || before?.width === width) return false;
    this.#widths.set(name, { width, round });
    return true;
  }

  #avoidPaths(call: JsonObject | null, environment: MatchEnvironment, round: number): boolean {
    let helps = false;
    for (const [name, { sketch }] of this.#args ?? []) {
      if (sketch.places === null || sketch.places.size === 0 || this.#widths.has(name)) continue;
      const avoid = this.#avoid.get(name) ?? new Map<string, number>();
      this.#avoid.set(name, avoid);
      for (const text of textsIn(call?.[name] ?? null)) {
        const place = placeOf(text, environment);
        if (place === null || sketch.places.has(place)) continue;
        if (!avoid.has(place) && avoid.size < MAX_AVOIDED) avoid.set(place, round);
        // What was avoided before, and did not help, does not help now.
        helps ||= avoid.get(place) === round;
      }
    }
    return helps;
  }
}

/** What calls are judged in while a rule is mended, and how often it was written before. */
export interface Mending {
  readonly environment: MatchEnvironment;
  readonly regex: RegexCompiler | null;
  readonly round: number;
}

const MAX_ARGS = 64;
const MAX_NAME = 200;
const MAX_AVOIDED = 64;

const WIDER: Readonly<Record<Width, Width>> = { range: 'exact', exact: 'type', type: 'type' };

/** A dot and a star mean something in an argument's key. */
function keyOf(name: string): string {
  return name.replaceAll(/[.*\\]/g, String.raw`\$&`);
}

function isListable(name: string): boolean {
  return name.length <= MAX_NAME && name.isWellFormed() && !('error' in parseArgPath(keyOf(name)));
}

function textsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}

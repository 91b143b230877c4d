import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import type { MatchEnvironment, Matcher, MatchResult } from '../../../src/authz/matchers/matcher.ts';
import type { RegexCompiler } from '../../../src/authz/matchers/regex.ts';
import { parseMatchers } from '../../../src/authz/matchers/table.ts';
import type { SourceNode } from '../../../src/authz/source.ts';

const at = { line: 1, column: 1 };

/** The source of a value, as a reader of YAML would give it. */
export function sourceOf(value: JsonValue): SourceNode {
  if (Array.isArray(value)) return { kind: 'seq', at, items: value.map(sourceOf) };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', at, value };
  const entries = Object.entries(value).map(([key, member]) => ({ key, keyAt: at, value: sourceOf(member) }));
  return { kind: 'map', at, entries };
}

/** A server on another machine: nothing of it can be looked at. */
export const REMOTE: MatchEnvironment = { cwd: '/srv', home: '/home/agent', realpath: null };

/** Compiles matchers or gives the problems they have. */
export function parse(value: JsonValue, regex: RegexCompiler | null = null): Matcher | string[] {
  const problems: string[] = [];
  const matcher = parseMatchers(sourceOf(value), (_, message) => problems.push(message), { regex });
  if ((matcher === null) !== problems.length > 0) throw new Error('expected a matcher or problems');
  return matcher ?? problems;
}

/** Compiles matchers that have no problems. */
export function compile(value: JsonValue, regex: RegexCompiler | null = null): Matcher {
  const matcher = parse(value, regex);
  if (Array.isArray(matcher)) throw new Error(matcher.join('; '));
  return matcher;
}

/** What matchers say of a value, on a machine where nothing can be looked at. */
export function judge(matchers: JsonValue, value: JsonValue | undefined): MatchResult {
  return compile(matchers).test(value, REMOTE);
}

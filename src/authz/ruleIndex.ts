import type { Glob } from './glob.ts';
import { buildPatternIndex } from './patternIndex.ts';
import type { Policy, Rule } from './policy.ts';
import { formsOf, type ResourceReading } from './resource.ts';

/** A policy as it applies to one agent at one server. */
export interface BoundPolicy {
  readonly policy: Policy;
  /** Its priority; the floor lies below all of them. */
  readonly level: number;
  readonly isFloor: boolean;
}

/** A rule of a bound policy, and where it stands in the order of evaluation. */
export interface BoundRule {
  readonly from: BoundPolicy;
  readonly rule: Rule;
  readonly order: number;
  /** Globs on the name; null: any name, or none. */
  readonly names: readonly Glob[] | null;
}

/** What a request is looked up by. */
interface Lookup {
  readonly method: string;
  readonly action: string | null;
  /** Null: the request names no resource (or, in a list, not yet which). */
  readonly resource: ResourceReading | null;
}

/** Finds the rules that may concern a request, without trying them all. */
export interface RuleIndex {
  /** In the order of evaluation; method and name match, a resource still has to be compared. */
  candidates(lookup: Lookup): readonly BoundRule[];
}

/** Files each rule under the most telling of what it names: a name, else a resource, else only methods. */
export function buildRuleIndex(rules: readonly BoundRule[]): RuleIndex {
  const named = rules.filter(({ names }) => names !== null);
  const nameless = rules.filter(({ names }) => names === null);
  const located = nameless.filter(({ rule }) => rule.resource !== null);
  const byName = indexBy(named, ({ names }) => names ?? []);
  const byResource = indexBy(located, ({ rule }) => (rule.resource ?? []).map(({ glob }) => glob));
  const byMethod = indexBy(
    nameless.filter(({ rule }) => rule.resource === null),
    ({ rule }) => rule.method.map(({ glob }) => glob),
  );
  const remembered = new Map<string, readonly BoundRule[]>();

  function find({ method, action, resource }: Lookup): readonly BoundRule[] {
    const found = [action === null ? [] : byName.candidates(action), byMethod.candidates(method)];
    // A resource that is missing or ambiguous cannot be judged: each rule that asks for one has to say what follows.
    if (resource?.kind !== 'clear') found.push(located);
    else for (const form of formsOf(resource)) found.push(byResource.candidates(form));
    return inOrder(found).filter(({ rule }) => rule.method.some(({ glob }) => glob.test(method)));
  }

  return {
    candidates(lookup) {
      const key = JSON.stringify([lookup.method, lookup.action]);
      if (lookup.resource !== null || key.length > MAX_KEY) return find(lookup);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const found = find(lookup);
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(key, found);
      return found;
    },
  };
}

// Names come from outside: what is remembered of them has bounds.
const MAX_REMEMBERED = 512;
const MAX_KEY = 1024;

function indexBy(rules: readonly BoundRule[], globsOf: (rule: BoundRule) => readonly Glob[]) {
  return buildPatternIndex(rules.map((value) => ({ globs: globsOf(value), value })));
}

function inOrder(lists: readonly (readonly BoundRule[])[]): readonly BoundRule[] {
  const [only, ...others] = lists.filter(({ length }) => length > 0);
  if (only === undefined) return [];
  if (others.length === 0) return only;
  return [...new Set([only, ...others].flat())].sort((a, b) => a.order - b.order);
}

import { traceRequest, type Trace } from '../authz/authoring/trace.ts';
import { compilePolicies, type PolicySet } from '../authz/compile.ts';
import type { Authorizer, Decision } from '../authz/decision.ts';
import type { MatchEnvironment } from '../authz/matchers/matcher.ts';
import { loadRegexCompiler } from '../authz/matchers/regex.ts';
import type { Policy } from '../authz/policy.ts';
import type { AuthorizationRequest } from '../authz/request.ts';
import { readPolicySet, type ReadSet } from '../edge/policyFile.ts';
import type { PolicySources } from '../edge/policyFiles.ts';

/** A request that is decided again, and how much of it is known. */
export interface Asked {
  readonly request: AuthorizationRequest;
  readonly whole: boolean;
  readonly environment: MatchEnvironment;
}

/** A set of policies that can be asked about any request, wherever and whenever it was made. */
export interface RuleBook {
  readonly hash: string;
  readonly policies: readonly Policy[];
  readonly floor: Policy;
  /** Null where the outcome depends on what is not known of the request. */
  readonly decide: (asked: Asked) => Decision | null;
  /** The way of a decision, step by step. */
  readonly trace: (asked: Asked) => Trace;
}

/** The policies of some sources; throws an `InvalidPolicyError` where they are not valid. */
export async function loadRuleBook(sources: PolicySources): Promise<RuleBook> {
  return ruleBook(await readPolicySet(sources));
}

/** Makes a set of policies ready to be asked. */
export async function ruleBook({ floor, policies, hash }: Omit<ReadSet, 'text'>): Promise<RuleBook> {
  const regex = await loadRegexCompiler();
  const authorizerOf = authorizers({ floor, policies, hash });
  // Facts that no log keeps are asked for by `when` alone.
  const isPlain = [floor, ...policies].every(({ rules }) => rules.every(({ when }) => when === null));
  const trace = (asked: Asked): Trace => traceRequest(asked.request, { policies, floor, regex, ...asked });
  return {
    hash,
    policies,
    floor,
    trace,
    decide(asked) {
      const isKnown = (asked.whole && isPlain) || trace(asked).certain;
      return isKnown ? authorizerOf(asked).authorize(asked.request) : null;
    },
  };
}

/** Compiles the set for each working directory, and binds it to each agent at each server, as they come. */
function authorizers({ floor, policies, hash }: Omit<ReadSet, 'text'>): (asked: Asked) => Authorizer {
  const sets = new Bounded<PolicySet>();
  const bound = new Bounded<Authorizer>();
  return ({ environment, request: { agent, server, facts } }) => {
    const agentId = facts?.agent?.id ?? null;
    return bound.get(JSON.stringify([environment.cwd, agent, agentId, server]), () =>
      sets
        .get(environment.cwd, () =>
          compilePolicies(policies, { floor, environment, hint: '', hash, hasUserPolicy: true }),
        )
        .authorizerFor({ agent, agentId, server, observe: false }),
    );
  };
}

/** Remembers what was made for some names; they come from outside, so not without end. */
class Bounded<T> {
  readonly #made = new Map<string, T>();

  get(name: string, make: () => T): T {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    if (this.#made.size >= MAX_REMEMBERED) this.#made.clear();
    const made = make();
    this.#made.set(name, made);
    return made;
  }
}

const MAX_REMEMBERED = 256;

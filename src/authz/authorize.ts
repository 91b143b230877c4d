import { resolve, type Resolution } from './combine.ts';
import { couldAllow } from './couldAllow.ts';
import type { Authorizer, Decision } from './decision.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import type { MatchEnvironment } from './matchers/matcher.ts';
import type { Question } from './matchRule.ts';
import { isPlainName } from './names.ts';
import { nearMiss } from './nearMiss.ts';
import { obligationsOf } from './obligations.ts';
import type { AuthorizationRequest } from './request.ts';
import { readResource } from './resource.ts';
import { type BoundRule, buildRuleIndex } from './ruleIndex.ts';

/** What an authorizer is made of: the rules that concern one agent at one server, in the order of evaluation. */
export interface AuthorizerParts {
  readonly rules: readonly BoundRule[];
  /** Whether the names of agent and server are what they look like. */
  readonly plain: boolean;
  /** True puts the whole session in observe mode: what would be denied or asked goes through, and says so. */
  readonly observe: boolean;
  readonly environment: MatchEnvironment;
  readonly policySet: string;
  readonly hasUserPolicy: boolean;
  readonly hint: string;
}

/** Makes the decision point for one agent at one server. Deny by default; deny also on whatever is unforeseen. */
export function createAuthorizer(parts: AuthorizerParts): Authorizer {
  const { rules, observe, policySet, hasUserPolicy, hint } = parts;
  const index = buildRuleIndex(rules);
  const located = rules.filter(({ names, rule }) => names === null && rule.resource !== null && rule.effect !== 'deny');

  function decide(request: AuthorizationRequest): Decision {
    const question = toQuestion(request, parts);
    const candidates = index.candidates({ ...request, resource: question.resource });
    const evaluation = evaluate(candidates, question);
    const decision = toDecision(resolve(evaluation), evaluation);
    if (decision.outcome === 'deny') {
      const near = { ...decision, nearMiss: nearMiss(evaluation, question, located) };
      return observe ? letThrough(near) : near;
    }
    if (!observe || decision.obligations.length === 0) return decision;
    const asks = decision.obligations.some(({ type }) => type === 'require-approval');
    return asks ? letThrough(decision) : { ...decision, obligations: [] };
  }

  return {
    policySet,
    hasUserPolicy,
    hint,
    authorize(request) {
      try {
        return decide(request);
      } catch (error) {
        return failed(error);
      }
    },
    couldAllow(request) {
      if (observe) return true;
      try {
        const question = toQuestion(request, parts);
        return couldAllow(index.candidates({ ...request, resource: question.resource }), question);
      } catch {
        // It decides what lists show; the call itself is decided by `authorize`.
        return true;
      }
    },
  };
}

/** Methods whose requests always name a tool or prompt: where the name is missing, nothing can be judged. */
const NAMED_METHODS: ReadonlySet<string> = new Set(['tools/call', 'prompts/get']);

/** A request, read once for all rules. */
export function toQuestion(
  request: AuthorizationRequest,
  { plain, environment }: Pick<AuthorizerParts, 'plain' | 'environment'>,
): Question {
  const { method, action, resource } = request;
  const isNamed = action === null ? !NAMED_METHODS.has(method) : isPlainName(action);
  return {
    request,
    resource: resource === null ? null : readResource(resource),
    plain: plain && isNamed && isPlainName(method),
    environment,
  };
}

function toDecision({ verdict, observed, obliging }: Resolution, { errors }: Evaluation): Decision {
  const [first] = verdict?.rules ?? [];
  if (verdict === null || first === undefined) return { ...NOTHING_PERMITS, errors };
  const { reason } = first.rule;
  const isObserving = verdict.rules.every(({ from }) => from.policy.mode === 'observe');
  return {
    outcome: verdict.effect === 'deny' && !observed ? 'deny' : 'allow',
    observed,
    mode: isObserving ? 'observe' : 'enforce',
    determining: verdict.rules.map(({ from, rule }) => ({ policy: from.policy.name, rule: rule.id })),
    reason,
    nearMiss: null,
    obligations: obligationsOf(obliging),
    errors,
    owasp: [...new Set(verdict.rules.flatMap(({ rule }) => rule.owasp))],
  };
}

const NOTHING_PERMITS: Decision = {
  outcome: 'deny',
  observed: false,
  mode: 'enforce',
  determining: [],
  reason: 'no rule allows this',
  nearMiss: null,
  obligations: [],
  errors: [],
  owasp: [],
};

function letThrough(decision: Decision): Decision {
  return { ...decision, outcome: 'allow', observed: true, mode: 'observe', obligations: [] };
}

/** An exception denies, in observe mode too. Its message may quote the call, so only its name is told. */
function failed(error: unknown): Decision {
  const name = error instanceof Error ? error.name : typeof error;
  const message = `the policies could not be evaluated (${name})`;
  return { ...NOTHING_PERMITS, reason: message, errors: [{ policy: '', rule: '', message }] };
}

import type { Authorizer, Decision } from '../decision.ts';
import type { AuthorizationRequest } from '../request.ts';
import type { DecisionCase, Wanted } from './caseFile.ts';
import { obligationText } from './obligationText.ts';

/** What was decided in a case, and how that differs from what is wanted. */
export interface CaseResult {
  readonly it: string;
  readonly line: number;
  readonly outcome: Wanted['outcome'];
  readonly rules: readonly string[];
  readonly reason: string;
  readonly nearMiss: string | null;
  readonly errors: readonly string[];
  readonly listed: boolean;
  readonly obliges: readonly string[];
  /** Empty where it passed. */
  readonly failures: readonly string[];
}

/** Decides a case. */
export function runCase({ it, at, request, want }: DecisionCase, authorizer: Authorizer): CaseResult {
  const decision = authorizer.authorize(request);
  const found = {
    outcome: outcomeOf(decision),
    rules: decision.determining.map(({ policy, rule }) => `${policy}/${rule}`),
    reason: decision.reason,
    nearMiss: decision.nearMiss,
    errors: decision.errors.map(({ policy, rule, message }) => `${policy}/${rule}: ${message}`),
    listed: isListed(request, authorizer),
    obliges: decision.obligations.map(obligationText).filter((text) => text !== 'ask'),
  };
  return { it, line: at.line, ...found, failures: failuresOf(found, want) };
}

/** A decision in the words of a case. */
export function outcomeOf({ outcome, observed, obligations }: Decision): Wanted['outcome'] {
  if (observed) return 'observe';
  if (outcome === 'deny') return 'deny';
  return obligations.some(({ type }) => type === 'require-approval') ? 'ask' : 'allow';
}

/** Lists are filtered before there are any arguments. */
function isListed(request: AuthorizationRequest, authorizer: Authorizer): boolean {
  return authorizer.couldAllow({ ...request, args: null, context: {} });
}

type Found = Omit<CaseResult, 'it' | 'line' | 'failures'>;

function failuresOf({ outcome, rules, nearMiss, errors, listed, obliges }: Found, want: Wanted): readonly string[] {
  const failures: string[] = [];
  const differs = (wrong: boolean, what: string, wanted: string, got: string): void => {
    if (wrong) failures.push(`${what}: wanted ${wanted}, got ${got}`);
  };
  differs(outcome !== want.outcome, 'outcome', want.outcome, outcome);
  if (want.rule !== null) differs(!rules.includes(want.rule), 'rule', want.rule, rules.join(', ') || 'none');
  if (want.nearest !== null)
    differs(nearMiss?.includes(want.nearest) !== true, 'nearest', want.nearest, nearMiss ?? 'none');
  const error = want.error;
  const said = errors.join('; ') || 'none';
  if (error === null) differs(errors.length > 0, 'error', 'none', said);
  else differs(!errors.some((each) => each.includes(error)), 'error', error, said);
  if (want.listed !== null) differs(listed !== want.listed, 'listed', String(want.listed), String(listed));
  const [owed, wanted] = [obliges.join('; '), want.obliges?.join('; ')];
  if (wanted !== undefined) differs(owed !== wanted, 'obliges', wanted, owed || 'nothing');
  return failures;
}

import type { Decision, Obligation } from '../authz/decision.ts';

/**
 * Discharges the obligations of an allow, or turns it into a denial: an enforcement point that cannot fulfil an
 * obligation must deny (XACML 3.0 §7.18). There is nobody here who could be asked, so `require-approval` denies.
 */
export function discharge(decision: Decision): Decision {
  const [first] = decision.obligations;
  if (decision.outcome === 'deny' || first === undefined) return decision;
  return { ...decision, outcome: 'deny', reason: unfulfilled[first.type](first) };
}

const unfulfilled: Readonly<Record<Obligation['type'], (obligation: Obligation) => string>> = {
  'require-approval': ({ reason }) => `needs a person's approval, and nobody can be asked: ${reason}`,
};

import type { Authorizer } from './decision.ts';

/** Denies everything for one reason: what is in force when the policies, or the settings, cannot be read. */
export function denyAll(options: { readonly reason: string; readonly hint: string }): Authorizer {
  const { reason, hint } = options;
  return {
    policySet: 'none',
    hasUserPolicy: true,
    hint,
    authorize: () => ({
      outcome: 'deny',
      observed: false,
      mode: 'enforce',
      determining: [],
      reason,
      nearMiss: null,
      obligations: [],
      errors: [],
      owasp: [],
    }),
    // Lists stay whole, so that a call can be tried and its denial can say what is wrong.
    couldAllow: () => true,
  };
}

import type { Authorizer } from './decision.ts';

/** Denies everything for one reason: what is in force when the policies, or the settings, cannot be read. */
export function denyAll(options: Pick<Authorizer, 'hint' | 'wayOut'> & { readonly reason: string }): Authorizer {
  const { reason, hint, wayOut } = options;
  return {
    policySet: 'none',
    hasUserPolicy: true,
    hint,
    wayOut,
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

import { env } from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision, Obligation } from '../../src/authz/decision.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import { arbitraryFullPolicies, arbitraryFullRequest } from '../support/arbitraryPolicies.ts';
import { policyOf, setOf } from '../support/policyOf.ts';
import { type Reference, referenceDecision } from './reference.ts';

/** A release is tried with 100,000; `LEASH_DIFFERENTIAL_RUNS` says how many. */
const RUNS = Number(env['LEASH_DIFFERENTIAL_RUNS'] ?? 2000);

const requests = fc.array(arbitraryFullRequest, { minLength: 1, maxLength: 4 });

describe('the decision', () => {
  it(
    'is what a reference evaluator says, for any policies and requests',
    () => {
      const seen = { allow: 0, deny: 0, observed: 0, obliged: 0, failed: 0 };
      fc.assert(
        fc.property(arbitraryFullPolicies, requests, (sources, asked) => {
          const set = setOf(sources.map(policyOf));
          for (const request of asked) {
            const { agent, server } = request;
            const decision = set.authorizerFor({ agent, server, observe: false }).authorize(request);
            expect(toReference(decision)).toEqual(referenceDecision(sources, request));
            seen[decision.outcome]++;
            if (decision.observed) seen.observed++;
            if (decision.obligations.length > 0) seen.obliged++;
            if (decision.errors.length > 0) seen.failed++;
          }
        }),
        { numRuns: RUNS },
      );
      // It compares something of every kind.
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 100);
    },
    Math.max(60_000, RUNS * 20),
  );

  it('never allows what the session would not be let through to without observing, except by observing', () => {
    fc.assert(
      fc.property(arbitraryFullPolicies, arbitraryFullRequest, (sources, request) => {
        const decide = (observe: boolean) => decideIn(sources, request, observe);
        const [firm, watched] = [decide(false), decide(true)];
        expect(watched.outcome).toBe('allow');
        const asks = firm.obligations.some(({ type }) => type === 'require-approval');
        expect(watched.observed).toBe(firm.outcome === 'deny' || firm.observed || asks);
        expect(watched.determining).toEqual(firm.determining);
        expect(watched.obligations.filter(({ type }) => type !== 'rate-limit' && type !== 'inspect-result')).toEqual(
          [],
        );
      }),
      { numRuns: 300 },
    );
  });
});

function decideIn(
  sources: Parameters<typeof policyOf>[0][],
  request: AuthorizationRequest,
  observe: boolean,
): Decision {
  const { agent, server } = request;
  return setOf(sources.map(policyOf)).authorizerFor({ agent, server, observe }).authorize(request);
}

function toReference({ outcome, observed, determining, obligations }: Decision): Reference {
  return {
    outcome,
    observed,
    determining: determining.map(({ policy, rule }) => `${policy}/${rule}`).sort(),
    obligations: obligations.map(obligationText).sort(),
  };
}

function obligationText(obligation: Obligation): string {
  if (obligation.type === 'require-approval') return obligation.type;
  return `${obligation.type} ${obligation.rule.policy}/${obligation.rule.rule}`;
}

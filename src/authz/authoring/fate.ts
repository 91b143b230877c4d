import type { Decision } from '../decision.ts';

/** What becomes of a request by the policies: it goes through (observed or allowed), a person is asked, or it is denied. */
export type Fate = 'through' | 'ask' | 'deny';

/** The fate that a decision means, rate limits and results aside: these depend on more than the policies. */
export function fateOf({ outcome, observed, obligations }: Decision): Fate {
  if (observed) return 'through';
  if (outcome === 'deny') return 'deny';
  return obligations.some(({ type }) => type === 'require-approval') ? 'ask' : 'through';
}

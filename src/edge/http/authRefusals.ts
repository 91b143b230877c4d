import type { AuthRefusal } from './exchange.ts';

/** Why somebody was not let in, for those who run the server. A caller is never told more than `REFUSALS`. */
export type RefusalReason = keyof typeof REASONS;

/** Counts refusals, tells of them now and then, and words them. */
export interface RefusalDesk {
  readonly refuse: (reason: RefusalReason) => AuthRefusal;
}

interface Options {
  readonly warn: (message: string) => void;
  readonly now: () => number;
}

/** Opens the desk; of each reason it warns at most once a minute, with how many there were. */
export function refusalDesk({ warn, now }: Options): RefusalDesk {
  const counts = new Map<RefusalReason, { unsaid: number; saidAt: number }>();
  return {
    refuse(reason) {
      const { refusal, text } = REASONS[reason];
      const count = counts.get(reason) ?? { unsaid: 0, saidAt: -Infinity };
      count.unsaid += 1;
      counts.set(reason, count);
      if (now() - count.saidAt >= EVERY_MS) {
        warn(`${count.unsaid === 1 ? 'a caller was' : `${count.unsaid} callers were`} not let in: ${text}`);
        count.unsaid = 0;
        count.saidAt = now();
      }
      return REFUSALS[refusal];
    },
  };
}

const EVERY_MS = 60_000;

/**
 * All that a caller can learn. INVARIANT: a token that is not valid gets the same words whatever is wrong with it, or
 * the words would help to make one that is.
 */
const REFUSALS = {
  // RFC 6750 §3.1: no error where no credentials were given, or of a kind that is not spoken here.
  anonymous: { status: 401, error: null, description: 'a bearer token is needed' },
  invalid: { status: 401, error: 'invalid_token', description: 'the bearer token is not valid here' },
  // Said of a token that is valid in all else, to who holds it.
  scope: { status: 403, error: 'insufficient_scope', description: 'the token lacks a scope that is needed here' },
} as const satisfies Readonly<Record<string, AuthRefusal>>;

const REASONS = {
  'no-credentials': { refusal: 'anonymous', text: 'no bearer token was given' },
  'other-scheme': { refusal: 'anonymous', text: 'another scheme than `Bearer` was given' },
  malformed: { refusal: 'invalid', text: 'what was given is no bearer token' },
  'unknown-token': { refusal: 'invalid', text: 'the token is none of `auth.tokens`' },
  'unknown-issuer': { refusal: 'invalid', text: 'the token comes from none of `identity.issuers`' },
  'unknown-key': { refusal: 'invalid', text: 'the issuer has no key of that id' },
  'keys-unavailable': { refusal: 'invalid', text: "the issuer's keys could not be fetched" },
  algorithm: { refusal: 'invalid', text: 'the algorithm of the signature is not allowed' },
  signature: { refusal: 'invalid', text: 'the signature is not valid' },
  type: { refusal: 'invalid', text: 'the token is of another type than an access token' },
  expired: { refusal: 'invalid', text: 'the token has expired' },
  'not-yet-valid': { refusal: 'invalid', text: 'the token is not valid yet' },
  audience: { refusal: 'invalid', text: 'the token is for another audience' },
  claims: { refusal: 'invalid', text: 'the token lacks a claim that is needed, or holds one that cannot be read' },
  'sender-bound': { refusal: 'invalid', text: 'the token is bound to a key (`cnf`), which cannot be checked here' },
  revoked: { refusal: 'invalid', text: 'the token of a registered agent was replaced by a newer one' },
  suspended: { refusal: 'invalid', text: 'the agent is suspended' },
  deleted: { refusal: 'invalid', text: 'the agent was deleted' },
  'no-agent': { refusal: 'invalid', text: 'no agent of that id is registered' },
  'no-registry': { refusal: 'invalid', text: 'the registry of agents cannot be read' },
  'taken-name': {
    refusal: 'invalid',
    text: 'the claim of the agent is the name of a registered agent, or looks like one, and the `agents` of the issuer do not give it to this holder',
  },
  unmapped: { refusal: 'invalid', text: 'the claim of the agent is none of the `agents` of the issuer' },
  labels: { refusal: 'invalid', text: 'the claim of the labels holds no labels' },
  'agent-name': { refusal: 'invalid', text: 'the claim of the agent holds no name that an agent can have' },
  unforeseen: { refusal: 'invalid', text: 'something unforeseen happened' },
  scope: { refusal: 'scope', text: 'the token lacks a scope of `identity.issuers`' },
} as const satisfies Readonly<Record<string, { readonly refusal: keyof typeof REFUSALS; readonly text: string }>>;

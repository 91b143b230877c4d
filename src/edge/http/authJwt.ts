import { isGivenName } from '../../authz/givenName.ts';
import { claimedIssuer, publishedKeys, verifyJwt, type JwtFailure, type JwtKeys, type VerifiedJwt } from '../jwt.ts';
import { keyFetcher, KeysUnavailable } from './authKeys.ts';
import type { RefusalReason } from './authRefusals.ts';
import type { TrustedIssuer } from './authSettings.ts';
import type { Principal } from './exchange.ts';

/** What a JWT came down to. */
export type JwtReading =
  | { readonly kind: 'principal'; readonly principal: Principal; readonly expiresAt: number }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

interface Options {
  readonly issuers: readonly TrustedIssuer[];
  /** Who we are to issuers: the audience where an issuer's settings name none. */
  readonly resource: () => URL | string;
  readonly now: () => number;
}

/** Makes a verifier of JWT access tokens (RFC 9068, RFC 8725) from these issuers. It throws only on what nobody foresaw. */
export function jwtVerifier({ issuers, resource, now }: Options): (token: string) => Promise<JwtReading> {
  const known = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keys: keysOf(issuer, now) }]));
  return async (token) => {
    const from = known.get(claimedIssuer(token) ?? '');
    if (from === undefined) return refused('unknown-issuer');
    const { issuer, keys } = from;
    try {
      const verified = await verifyJwt(token, keys, {
        issuer: issuer.issuer,
        audience: issuer.audience ?? String(resource()),
        algorithms: issuer.algorithms,
        required: ['exp', 'sub', issuer.agentClaim],
        skewSeconds: issuer.skewSeconds,
        now: now(),
      });
      return verified.kind === 'refused' ? refused(REASONS[verified.why]) : readingOf(verified, issuer);
    } catch (error) {
      return refused(error instanceof KeysUnavailable ? 'keys-unavailable' : 'unforeseen');
    }
  };
}

const LONGEST_SUBJECT = 1024;

function keysOf(issuer: TrustedIssuer, now: () => number): JwtKeys {
  const fetcher = keyFetcher({ issuer: issuer.issuer, jwksUri: issuer.jwksUri, now });
  type Find = Extract<JwtKeys, (...given: never[]) => unknown>;
  let keySet: Promise<Find> | null = null;
  const open = async (): Promise<Find> => publishedKeys(await fetcher.jwksUri(), fetcher.fetchKeys);
  const find: Find = async (header, token) => {
    keySet ??= open();
    const keys = await keySet.catch((error: unknown) => {
      keySet = null;
      throw error;
    });
    return keys(header, token);
  };
  return find;
}

function readingOf({ payload, header }: VerifiedJwt, issuer: TrustedIssuer): JwtReading {
  if (!isAccessTokenType(header.typ)) return refused('type');
  // RFC 7800, RFC 9449: whoever stole such a token must not get by without the key that it names.
  if (Object.hasOwn(payload, 'cnf')) return refused('sender-bound');
  const { sub, exp } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_SUBJECT || exp === undefined) {
    return refused('claims');
  }
  // INVARIANT: an own claim of the payload (it is required above), never what every object inherits.
  const agent = agentOf(payload[issuer.agentClaim], issuer);
  if (agent === null) return refused(issuer.agents === null ? 'agent-name' : 'unmapped');
  const labels = labelsOf(payload, issuer.labelsClaim);
  if (labels === null) return refused('labels');
  const granted = new Set(scopesOf(payload));
  if (!issuer.scopes.every((scope) => granted.has(scope))) return refused('scope');
  // With the labels, where there are some: policies may go by them, so other labels are another session.
  const key = `jwt:${JSON.stringify([issuer.issuer, sub, ...labels])}`;
  const principal: Principal = { agent, key, expiresAt: (exp + issuer.skewSeconds) * 1000 };
  const claimed = { ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }) };
  const mapped = issuer.agents === null ? {} : { isMapped: true };
  return { kind: 'principal', principal: { ...principal, ...claimed, ...mapped }, expiresAt: exp * 1000 };
}

/** The name that a claim gives; where the settings map claims to names, only what they map. */
function agentOf(claim: unknown, { agents }: TrustedIssuer): string | null {
  if (typeof claim !== 'string') return null;
  if (agents !== null) return agents.get(claim) ?? null;
  return isGivenName(claim) ? claim : null;
}

const MOST_LABELS = 32;
const LONGEST_LABEL = 256;

/** The labels of a claim, in the order of their names; null where it holds something else. */
function labelsOf(
  payload: VerifiedJwt['payload'],
  claim: string | null,
): readonly (readonly [string, string])[] | null {
  const value = claim !== null && Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const labels: [string, string][] = [];
  for (const [key, label] of Object.entries(value)) {
    if (!/^[A-Za-z][A-Za-z0-9._-]{0,62}$/.test(key) || Object.hasOwn(Object.prototype, key)) return null;
    if (typeof label !== 'string' || label.length > LONGEST_LABEL) return null;
    labels.push([key, label]);
  }
  return labels.length > MOST_LABELS ? null : labels.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** RFC 9068 wants `at+jwt`; many issuers write `JWT` or nothing. Any other says that the token is for something else. */
function isAccessTokenType(type: unknown): boolean {
  if (type === undefined) return true;
  return typeof type === 'string' && ['jwt', 'at+jwt'].includes(type.toLowerCase().replace(/^application\//, ''));
}

/** `scope` is a list in one text (RFC 9068 §2.2.3); some issuers write `scp`, as a text or a list. */
function scopesOf({ scope, scp }: VerifiedJwt['payload']): readonly string[] {
  const lists: readonly unknown[] = [scope, scp].flat();
  return lists.flatMap((list) => (typeof list === 'string' ? list.split(' ') : []));
}

/** The words of a verifier for those who run the server. */
const REASONS: Readonly<Record<JwtFailure, RefusalReason>> = {
  malformed: 'malformed',
  algorithm: 'algorithm',
  signature: 'signature',
  'unknown-key': 'unknown-key',
  expired: 'expired',
  'not-yet-valid': 'not-yet-valid',
  // It is the issuer by whose settings it is verified.
  issuer: 'claims',
  audience: 'audience',
  claims: 'claims',
  unforeseen: 'unforeseen',
};

function refused(reason: RefusalReason): JwtReading {
  return { kind: 'refused', reason };
}

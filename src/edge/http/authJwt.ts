import { createRemoteJWKSet, customFetch, decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyResult } from 'jose';
import { isGivenName } from '../../authz/givenName.ts';
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
  /** This server as clients know it: the audience where an issuer's settings name none. */
  readonly resource: () => URL;
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
      const verified = await jwtVerify(token, keys, {
        issuer: issuer.issuer,
        audience: issuer.audience ?? resource().href,
        algorithms: [...issuer.algorithms],
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'sub', issuer.agentClaim],
      });
      return readingOf(verified, issuer);
    } catch (error) {
      return refused(reasonOf(error));
    }
  };
}

/** How far the issuer's clock and ours may differ. */
const SKEW_SECONDS = 60;

/** A key set is fetched anew after this long, and for a key id that it lacks, but not twice within the pause. */
const KEYS_LAST_MS = 600_000;
const KEYS_PAUSE_MS = 30_000;
const LONGEST_SUBJECT = 1024;

/** Only says where to look: nothing is verified yet. */
function claimedIssuer(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    return null;
  }
}

function keysOf(issuer: TrustedIssuer, now: () => number): JWTVerifyGetKey {
  const fetcher = keyFetcher({ issuer: issuer.issuer, jwksUri: issuer.jwksUri, now });
  let keySet: Promise<JWTVerifyGetKey> | null = null;
  const open = async (): Promise<JWTVerifyGetKey> =>
    createRemoteJWKSet(await fetcher.jwksUri(), {
      cacheMaxAge: KEYS_LAST_MS,
      cooldownDuration: KEYS_PAUSE_MS,
      [customFetch]: fetcher.fetchKeys,
    });
  return async (header, token) => {
    keySet ??= open();
    const keys = await keySet.catch((error: unknown) => {
      keySet = null;
      throw error;
    });
    return keys(header, token);
  };
}

function readingOf({ payload, protectedHeader }: JWTVerifyResult, issuer: TrustedIssuer): JwtReading {
  if (!isAccessTokenType(protectedHeader.typ)) return refused('type');
  // RFC 7800, RFC 9449: whoever stole such a token must not get by without the key that it names.
  if (Object.hasOwn(payload, 'cnf')) return refused('sender-bound');
  const { sub, exp } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_SUBJECT || exp === undefined) {
    return refused('claims');
  }
  // INVARIANT: an own claim of the payload (it is required above), never what every object inherits.
  const agent = payload[issuer.agentClaim];
  if (typeof agent !== 'string' || !isGivenName(agent)) return refused('agent-name');
  const granted = new Set(scopesOf(payload));
  if (!issuer.scopes.every((scope) => granted.has(scope))) return refused('scope');
  const key = `jwt:${JSON.stringify([issuer.issuer, sub])}`;
  const principal = { agent, key, expiresAt: (exp + SKEW_SECONDS) * 1000 };
  return { kind: 'principal', principal, expiresAt: exp * 1000 };
}

/** RFC 9068 wants `at+jwt`; many issuers write `JWT` or nothing. Any other says that the token is for something else. */
function isAccessTokenType(type: unknown): boolean {
  if (type === undefined) return true;
  return typeof type === 'string' && ['jwt', 'at+jwt'].includes(type.toLowerCase().replace(/^application\//, ''));
}

/** `scope` is a list in one text (RFC 9068 §2.2.3); some issuers write `scp`, as a text or a list. */
function scopesOf({ scope, scp }: JWTPayload): readonly string[] {
  const lists: readonly unknown[] = [scope, scp].flat();
  return lists.flatMap((list) => (typeof list === 'string' ? list.split(' ') : []));
}

function reasonOf(error: unknown): RefusalReason {
  if (error instanceof KeysUnavailable) return 'keys-unavailable';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS.get(error.claim) ?? 'claims';
  return (error instanceof errors.JOSEError ? CODES.get(error.code) : undefined) ?? 'unforeseen';
}

const CLAIMS: ReadonlyMap<string, RefusalReason> = new Map([
  ['aud', 'audience'],
  ['nbf', 'not-yet-valid'],
]);

const CODES: ReadonlyMap<string, RefusalReason> = new Map([
  ['ERR_JWT_EXPIRED', 'expired'],
  ['ERR_JOSE_ALG_NOT_ALLOWED', 'algorithm'],
  ['ERR_JOSE_NOT_SUPPORTED', 'algorithm'],
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'signature'],
  ['ERR_JWS_INVALID', 'malformed'],
  ['ERR_JWT_INVALID', 'malformed'],
  ['ERR_JWKS_NO_MATCHING_KEY', 'unknown-key'],
  ['ERR_JWKS_MULTIPLE_MATCHING_KEYS', 'unknown-key'],
]);

function refused(reason: RefusalReason): JwtReading {
  return { kind: 'refused', reason };
}

import type { KeyObject } from 'node:crypto';
import { createRemoteJWKSet, customFetch, decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import type { BoundedFetch } from './http/boundedFetch.ts';

/** Where the keys of a signature come from. */
export type JwtKeys = JWTVerifyGetKey | KeyObject;

/** What a token says, once it is certain who says it. */
export interface VerifiedJwt {
  readonly kind: 'verified';
  readonly payload: JWTPayload;
  readonly header: { readonly alg: string; readonly kid?: string; readonly typ?: string };
}

/** Why a token is not good. */
export type JwtFailure =
  | 'malformed'
  | 'algorithm'
  | 'signature'
  | 'unknown-key'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer'
  | 'audience'
  | 'claims'
  | 'unforeseen';

/** What a token has to be. */
export interface JwtDemands {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** Claims that must be there, besides `iss` and `aud`. */
  readonly required: readonly string[];
  /** How far the issuer's clock and ours may differ. */
  readonly skewSeconds: number;
  readonly now: number;
}

/** Verifies a JWT (RFC 7519, RFC 8725). Throws only what `keys` throws, and what nobody foresaw. */
export async function verifyJwt(
  token: string,
  keys: JwtKeys,
  demands: JwtDemands,
): Promise<VerifiedJwt | { readonly kind: 'refused'; readonly why: JwtFailure }> {
  const { issuer, audience, algorithms, required, skewSeconds, now } = demands;
  const options = {
    issuer,
    audience,
    algorithms: [...algorithms],
    clockTolerance: skewSeconds,
    currentDate: new Date(now),
    requiredClaims: [...required],
  };
  try {
    const { payload, protectedHeader } =
      typeof keys === 'function' ? await jwtVerify(token, keys, options) : await jwtVerify(token, keys, options);
    return { kind: 'verified', payload, header: protectedHeader };
  } catch (error) {
    const why = failureOf(error);
    if (why === null) throw error;
    return { kind: 'refused', why };
  }
}

/** Signs the claims of a token by an Ed25519 key. */
export function signJwt(
  claims: JWTPayload,
  { key, kid }: { readonly key: KeyObject; readonly kid: string },
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' }).sign(key);
}

/** Whom a token says it comes from: only where to look, nothing is verified yet. Null where it says nothing. */
export function claimedIssuer(token: string): string | null {
  try {
    const { iss }: { readonly iss?: unknown } = decodeJwt(token);
    return typeof iss === 'string' ? iss : null;
  } catch {
    return null;
  }
}

/** A key set is fetched anew after this long, and for a key id that it lacks, but not twice within the pause. */
const KEYS_LAST_MS = 600_000;
const KEYS_PAUSE_MS = 30_000;

/** The keys that an issuer publishes, fetched when they are needed. */
export function publishedKeys(url: URL, fetchKeys: BoundedFetch): JWTVerifyGetKey {
  return createRemoteJWKSet(url, {
    cacheMaxAge: KEYS_LAST_MS,
    cooldownDuration: KEYS_PAUSE_MS,
    [customFetch]: fetchKeys,
  });
}

/** Null for what is no fault of the token's. */
function failureOf(error: unknown): JwtFailure | null {
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS.get(error.claim) ?? 'claims';
  return error instanceof errors.JOSEError ? (CODES.get(error.code) ?? 'unforeseen') : null;
}

const CLAIMS: ReadonlyMap<string, JwtFailure> = new Map([
  ['aud', 'audience'],
  ['iss', 'issuer'],
  ['nbf', 'not-yet-valid'],
]);

const CODES: ReadonlyMap<string, JwtFailure> = new Map([
  ['ERR_JWT_EXPIRED', 'expired'],
  ['ERR_JOSE_ALG_NOT_ALLOWED', 'algorithm'],
  ['ERR_JOSE_NOT_SUPPORTED', 'algorithm'],
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'signature'],
  ['ERR_JWS_INVALID', 'malformed'],
  ['ERR_JWT_INVALID', 'malformed'],
  ['ERR_JWKS_NO_MATCHING_KEY', 'unknown-key'],
  ['ERR_JWKS_MULTIPLE_MATCHING_KEYS', 'unknown-key'],
]);

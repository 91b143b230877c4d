import { createHash, createPublicKey } from 'node:crypto';
import type { Home } from './home.ts';
import { claimedIssuer, signJwt, verifyJwt, type JwtFailure } from './jwt.ts';
import { agentsKey, homeId, readAgentsKey, readRootKey, rootKey, type StoredKey } from './keys.ts';

/** What a token of Leash's own says. */
interface AgentClaims {
  /** The agent's id. */
  readonly id: string;
  readonly generation: number;
  /** Milliseconds since the epoch; of a token that was read, with what clocks may differ by. */
  readonly expiresAt: number;
}

/** What a token came down to; `foreign` where it does not come from this home's registry. */
type AgentTokenReading =
  | { readonly kind: 'claims'; readonly claims: AgentClaims }
  | { readonly kind: 'refused'; readonly why: JwtFailure | 'foreign' };

/** Issues and verifies the tokens of a home's agents. */
export interface AgentTokens {
  issue(claims: AgentClaims & { readonly issuedAt: number; readonly jti: string }): Promise<string>;
  /** Rejects only where the keys cannot be read. */
  verify(token: string, now: number): Promise<AgentTokenReading>;
}

/** Whether a text is short enough and has the form of a JWT: looked at before anything else is done with it. */
export function isTokenLike(token: string): boolean {
  return token.length <= LONGEST && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}

/** Whether a token says that it comes from a registry of agents, this one or another. */
export function saysLeash(token: string): boolean {
  return claimedIssuer(token)?.startsWith(ISSUER) ?? false;
}

/** Opens the tokens of a home; `audience` is whom they are for, null for the home itself. */
export function agentTokens(home: Home, audience: string | null): AgentTokens {
  return {
    async issue({ id, generation, issuedAt, expiresAt, jti }) {
      const [root, key] = await Promise.all([rootKey(home), agentsKey(home)]);
      const iss = issuerOf(root);
      const claims = { iss, sub: id, aud: audience ?? iss, iat: seconds(issuedAt), exp: seconds(expiresAt), jti };
      return signJwt({ ...claims, gen: generation }, { key: key.privateKey, kid: kidOf(key) });
    },
    async verify(token, now) {
      if (!isTokenLike(token)) return { kind: 'refused', why: 'malformed' };
      const [root, key] = await Promise.all([readRootKey(home), readAgentsKey(home)]);
      if (root === null || key === null) return { kind: 'refused', why: 'foreign' };
      const issuer = issuerOf(root);
      // Said of no token that this home has not issued: a foreign one is not told from a forged one by its signature.
      if (claimedIssuer(token) !== issuer) return { kind: 'refused', why: 'foreign' };
      const verified = await verifyJwt(token, createPublicKey(key.privateKey), {
        issuer,
        audience: audience ?? issuer,
        // INVARIANT: never HMAC, whose key would be the public one, and never `none`.
        algorithms: ['EdDSA'],
        required: ['sub', 'iat', 'exp', 'jti', 'gen'],
        skewSeconds: SKEW_SECONDS,
        now,
      });
      if (verified.kind === 'refused') return verified;
      const { sub, exp, gen } = verified.payload;
      if (verified.header.kid !== kidOf(key)) return { kind: 'refused', why: 'unknown-key' };
      if (typeof sub !== 'string' || exp === undefined || typeof gen !== 'number' || !Number.isSafeInteger(gen)) {
        return { kind: 'refused', why: 'claims' };
      }
      return { kind: 'claims', claims: { id: sub, generation: gen, expiresAt: (exp + SKEW_SECONDS) * 1000 } };
    },
  };
}

/** Whom tokens of this home come from, and are for unless the settings say otherwise. */
function issuerOf(root: StoredKey): string {
  return `${ISSUER}${homeId(root)}`;
}

const ISSUER = 'leash:';
/** Ours have a few hundred characters; those of issuers may have some thousand. */
const LONGEST = 16_384;
/** How far the clocks of two machines that share a home may differ. */
const SKEW_SECONDS = 5;

function kidOf({ publicKey }: StoredKey): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

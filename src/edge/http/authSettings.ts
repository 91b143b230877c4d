/** The `auth` part of the configuration: who is let in over HTTP with `--auth`. */
export interface AuthSettings {
  readonly tokens: readonly StaticToken[];
  readonly issuers: readonly TrustedIssuer[];
}

/** A bearer token of Leash's own; only its hash is kept. */
export interface StaticToken {
  readonly agent: string;
  /** SHA-256 of the token, as 64 hex digits in lower case. */
  readonly sha256: string;
}

/** An authorization server whose JWTs are taken. */
export interface TrustedIssuer {
  /** Exactly what `iss` holds. */
  readonly issuer: string;
  /** What `aud` must name; null for this server's own URL. */
  readonly audience: string | null;
  /** Where its keys are; null where its metadata says so. */
  readonly jwksUri: string | null;
  /** The claim that holds the agent's name. */
  readonly agentClaim: string;
  readonly algorithms: readonly string[];
  /** Which claims are which agents: no other is let in, and these may be registered ones. Null: the claim is the name. */
  readonly agents: ReadonlyMap<string, string> | null;
  /** The claim that holds labels; null where none does. */
  readonly labelsClaim: string | null;
  /** How far the issuer's clock and ours may differ. */
  readonly skewSeconds: number;
  /** Scopes of which a token needs every one. */
  readonly scopes: readonly string[];
}

/** Signatures that a JWT may carry: with a key pair, so that who verifies cannot sign. Never `none`, never HMAC. */
export const JWT_ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

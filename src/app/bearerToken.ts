import { createHash, randomBytes } from 'node:crypto';

/** A bearer token for one agent, and what is kept of it. */
export interface BearerToken {
  readonly token: string;
  /** SHA-256 of the token in hex: what `auth.tokens` holds. */
  readonly sha256: string;
}

/** Makes a token of 256 random bits, with a beginning by which scanners find one that leaked. */
export function newBearerToken(random: (bytes: number) => Buffer = randomBytes): BearerToken {
  const token = `leash_${random(32).toString('base64url')}`;
  return { token, sha256: createHash('sha256').update(token).digest('hex') };
}

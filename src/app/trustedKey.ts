import type { VerifierKey } from '../audit/vkey.ts';
import { parseVkey } from '../audit/vkey.ts';
import type { Home } from '../edge/home.ts';
import { readRootKey, rootVerifier } from '../edge/keys.ts';
import { LeashError } from '../errors.ts';

/** The root key that a verification trusts, and why. */
export interface TrustedKey {
  /** Null takes what the log itself claims. */
  readonly key: VerifierKey | null;
  /** From the caller, from the last sound verification, from the home's own key, or from the log. */
  readonly source: 'given' | 'remembered' | 'home' | 'log';
}

/** Finds the root key to trust. Never the log's own where there is any other: who rewrites a log signs it with a key of his. */
export async function trustedKey(home: Home, given: string | null, remembered: string | null): Promise<TrustedKey> {
  if (given !== null) {
    const key = parseVkey(given.trim());
    if (key === null)
      throw new LeashError(
        'ERR_USAGE',
        'the root key is not a verifier key (`NAME+HASH+KEY`, as `leash keys show` prints it)',
      );
    return { key, source: 'given' };
  }
  const known = remembered === null ? null : parseVkey(remembered);
  if (known !== null) return { key: known, source: 'remembered' };
  // A copy of a log may be verified without its keys, or by somebody who may not read them.
  const own = await readRootKey(home).catch(() => null);
  return own === null ? { key: null, source: 'log' } : { key: rootVerifier(own), source: 'home' };
}

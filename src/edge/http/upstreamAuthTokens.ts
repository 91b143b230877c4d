import { printable } from '../../jsonrpc/printable.ts';
import { refusal } from './upstreamAuthFailure.ts';
import type { Tokens } from './upstreamAuthStore.ts';

/** A token response (RFC 6749 §5.1), its members of the right types. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string;
  readonly refresh_token?: string | undefined;
  readonly expires_in?: number | undefined;
  readonly scope?: string | undefined;
}

/** What is kept of a token response. Throws `LoginFailure` where it holds none that could be used. */
export function tokensOf(response: TokenResponse, now: number = Date.now()): Tokens {
  const { access_token, token_type, refresh_token, expires_in, scope } = response;
  if (token_type.toLowerCase() !== 'bearer') {
    throw refusal(`the authorization server gives tokens of the type \`${printable(token_type, 40)}\`, not \`Bearer\``);
  }
  // It becomes a header.
  if (!/^[\x21-\x7e]{1,16384}$/.test(access_token)) throw refusal('the access token is none that a header can carry');
  return {
    access: access_token,
    refresh: refresh_token ?? null,
    renewAt: renewalTime(expires_in, now),
    scope: scope ?? null,
  };
}

/** Before a token expires, by a tenth of its life and at most half a minute. */
function renewalTime(expiresIn: number | undefined, now: number): number | null {
  if (expiresIn === undefined || !(expiresIn > 0) || expiresIn > MOST_SECONDS) return null;
  return now + expiresIn * 1000 - Math.min(30_000, expiresIn * 100);
}

const MOST_SECONDS = 10 * 365 * 86_400;

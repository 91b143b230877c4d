/** What an `Authorization` header holds. */
export type Presented =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'other-scheme' }
  | { readonly kind: 'malformed' };

/** Reads an `Authorization` header: exactly one bearer token (RFC 6750 §2.1), of a length that an issuer would give. */
export function readBearer(header: string): Presented {
  // Attacker-controlled: measured before anything else looks at it.
  if (header.length > MOST_CHARACTERS) return { kind: 'malformed' };
  const [, scheme = '', rest = ''] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?: +([^ ]*))?$/.exec(header.trimEnd()) ?? [];
  if (scheme.toLowerCase() !== 'bearer') return { kind: NEGOTIATED.test(header) ? 'malformed' : 'other-scheme' };
  // Two headers come joined by a comma, which no token holds.
  return TOKEN68.test(rest) ? { kind: 'token', token: rest } : { kind: 'malformed' };
}

const MOST_CHARACTERS = 16_384;

/** Begins as a bearer token does, and goes on as none. */
const NEGOTIATED = /^bearer\b/i;

const TOKEN68 = /^[A-Za-z0-9._~+/-]+=*$/;

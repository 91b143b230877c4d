import type { AuthRefusal } from './exchange.ts';

/** The `WWW-Authenticate` header of a refusal: RFC 6750 §3, with the metadata's URL (RFC 9728 §5.1). */
export function challengeOf(refusal: Pick<AuthRefusal, 'error' | 'description'>, metadataUrl: string | null): string {
  const parameters: (readonly [name: string, value: string | null])[] = [
    ['resource_metadata', metadataUrl],
    ['error', refusal.error],
    // RFC 6750 §3.1: a request without credentials is told nothing but how to get them.
    ['error_description', refusal.error === null ? null : refusal.description],
  ];
  const given = parameters.flatMap(([name, value]) => (value === null ? [] : [`${name}="${quotable(value)}"`]));
  return given.length === 0 ? 'Bearer' : `Bearer ${given.join(', ')}`;
}

/** RFC 6750 §3: visible ASCII and spaces, without `"` and `\`. */
function quotable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, ' ');
}

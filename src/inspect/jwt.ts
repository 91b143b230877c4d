/**
 * Whether a text of dotted parts is a token that lets somebody in: a JWS with a signature (RFC 7515 §3.1) or a JWE
 * (RFC 7516 §3.1). The one in the documentation of JWT is an example.
 */
export function isJwt(text: string): boolean {
  const parts = text.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (!isHeader(header)) return false;
  if (parts.length === 5) return parts.every((part, index) => index === 1 || part.length > 0);
  return payload.startsWith('eyJ') && signature.length >= SHORTEST && !EXAMPLES.has(signature);
}

/** A MAC of 128 bits. */
const SHORTEST = 22;

const EXAMPLES: ReadonlySet<string> = new Set([
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ',
  'KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30',
]);

function isHeader(text: string): boolean {
  const json = Buffer.from(text, 'base64url').toString('utf8');
  // Most that is none is told from one without the price of an exception.
  if (!json.endsWith('}')) return false;
  try {
    const header: unknown = JSON.parse(json);
    return typeof header === 'object' && header !== null && Object.hasOwn(header, 'alg');
  } catch {
    return false;
  }
}

import { isGivenName } from '../authz/givenName.ts';
import { oneOf, quoted } from '../authz/matchers/operand.ts';
import type { Report, SourceNode } from '../authz/source.ts';
import { JWT_ALGORITHMS, type StaticToken, type TrustedIssuer } from '../edge/http/authSettings.ts';
import { isSecureUrl } from '../edge/http/secureUrl.ts';
import { readItems } from './configItems.ts';

/** Reads `auth.tokens`: bearer tokens, each known by its hash. */
export function readTokens(node: SourceNode, name: string, report: Report): readonly StaticToken[] {
  const tokens = readItems(node, name, report, (item) => ({
    agent: item.text('agent', 'up to 64 letters, digits, `.`, `_` or `-`', isGivenName),
    sha256: item.text('sha256', '64 hex digits, as `leash token new` prints them', isSha256).toLowerCase(),
  }));
  refuseTwins(
    node,
    tokens.map(({ sha256 }) => sha256),
    `${name}.sha256`,
    report,
  );
  return tokens;
}

/** Reads `identity.issuers`: authorization servers whose JWTs are taken. */
export function readIssuers(node: SourceNode, name: string, report: Report): readonly TrustedIssuer[] {
  const issuers = readItems(node, name, report, (item) => ({
    issuer: item.text('issuer', 'an https URL without a query, exactly as `iss` holds it', isIssuer),
    audience: item.optional('audience', 'the text that `aud` must name', isShortText, null),
    jwksUri: item.optional('jwks_uri', 'an https URL', isSecure, null),
    agentClaim: item.optional('agent_claim', 'the name of a claim', isShortText, 'sub'),
    algorithms: item.texts('algorithms', oneOf(JWT_ALGORITHMS), isAlgorithm, JWT_ALGORITHMS),
    agents: item.pairs('agents', 'a map of values of the claim to names of agents', isGivenName),
    labelsClaim: item.optional('labels_claim', 'the name of a claim', isShortText, null),
    skewSeconds: item.whole('clock_skew', 0, 600, 60),
    scopes: item.texts('scopes', 'a scope without spaces', isScope, []),
  }));
  refuseTwins(
    node,
    issuers.map(({ issuer }) => issuer),
    `${name}.issuer`,
    report,
  );
  return issuers;
}

/** Which of two would count cannot be told; a place in the list that was refused already is an empty text. */
function refuseTwins(node: SourceNode, values: readonly string[], name: string, report: Report): void {
  const items = node.kind === 'seq' ? node.items : [];
  items.forEach(({ at }, index) => {
    const value = values[index] ?? '';
    if (value !== '' && values.indexOf(value) < index)
      report(at, `${quoted(name)} is the same as that of an item above`);
  });
}

function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

function isIssuer(text: string): boolean {
  return isSecure(text) && !/[?#]/.test(text);
}

function isSecure(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return isSecureUrl(url) && url.username === '' && url.password === '';
}

function isShortText(text: string): boolean {
  return text !== '' && text.length <= 512;
}

function isAlgorithm(text: string): boolean {
  return JWT_ALGORITHMS.includes(text);
}

/** RFC 6749 §3.3. */
function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}

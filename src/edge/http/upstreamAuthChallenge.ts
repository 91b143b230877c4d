/** What a `WWW-Authenticate` header says of bearer tokens (RFC 6750 §3, RFC 9728 §5.1). */
export interface Challenge {
  readonly error: string | null;
  readonly scope: string | null;
  readonly resourceMetadata: URL | null;
}

/** Reads a `WWW-Authenticate` header. Attacker-controlled: what is not in its form is not there. */
export function readChallenge(header: string | null): Challenge {
  const parameters = header === null || header.length > MOST_CHARACTERS ? null : bearerParameters(header);
  const scope = parameters?.get('scope') ?? null;
  const metadata = parameters?.get('resource_metadata') ?? '';
  return {
    error: parameters?.get('error') ?? null,
    scope: scope !== null && SCOPES.test(scope) ? scope : null,
    resourceMetadata: URL.canParse(metadata) ? new URL(metadata) : null,
  };
}

const MOST_CHARACTERS = 8192;
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** Several challenges may stand in one header: what is wanted are the parameters behind `Bearer`, up to the next scheme. */
function bearerParameters(header: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  let isBearer = false;
  for (const [, scheme, name = '', quoted, token] of header.matchAll(PIECES)) {
    if (scheme !== undefined) isBearer = scheme.toLowerCase() === 'bearer';
    else if (isBearer && !parameters.has(name.toLowerCase())) {
      parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/gs, '$1') ?? token ?? '');
    }
  }
  return parameters;
}

/** A scheme (a word that no `=` follows), or a parameter. Each alternative begins differently, so nothing is tried twice. */
const PIECES =
  /([A-Za-z0-9._~-]+)(?![A-Za-z0-9._~-]|[ \t]*=)|([A-Za-z0-9._~-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/gs;

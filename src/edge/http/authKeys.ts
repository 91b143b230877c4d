import { boundedFetch, type BoundedFetch } from './boundedFetch.ts';
import { isSecureUrl } from './secureUrl.ts';

/** An issuer's keys could not be had: no fault of the token's. */
export class KeysUnavailable extends Error {}

/** Fetches what an issuer publishes. */
export interface KeyFetcher {
  /** Where the keys are: the given place, or what the issuer's metadata names. */
  jwksUri(): Promise<URL>;
  /** Fetches a key set; a response that holds none is a failure, and a failure is not repeated at once. */
  readonly fetchKeys: BoundedFetch;
}

interface Place {
  readonly issuer: string;
  readonly jwksUri: string | null;
  readonly now: () => number;
}

/** Fetches an issuer's keys over https (or on this machine), within bounds, however many tokens ask for them. */
export function keyFetcher({ issuer, jwksUri, now }: Place): KeyFetcher {
  const fetch = boundedFetch({ mayReach: isSecureUrl, maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS });
  let notBefore = -Infinity;
  // Whoever sends a token has us ask the issuer: while that fails, most of them are refused without asking.
  const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (now() < notBefore) throw new KeysUnavailable('a moment ago they were not there');
    try {
      return await ask();
    } catch (cause) {
      notBefore = now() + PAUSE_MS;
      throw new KeysUnavailable('they cannot be fetched', { cause });
    }
  };
  return {
    jwksUri: () => patiently(() => (jwksUri === null ? discovered(issuer, fetch) : Promise.resolve(new URL(jwksUri)))),
    fetchKeys: (url, init) =>
      patiently(async () => {
        const response = await fetch(url, init);
        const keys = await jsonOf(response);
        if (!isObject(keys) || !Array.isArray(keys['keys']) || !keys['keys'].every(isObject)) {
          throw new Error('it is no key set');
        }
        return new Response(JSON.stringify(keys));
      }),
  };
}

const MOST_BYTES = 256 * 1024;
const TIMEOUT_MS = 5000;
const PAUSE_MS = 5000;

/** RFC 8414 §3 and OpenID Connect Discovery §4, in that order. */
async function discovered(issuer: string, fetch: BoundedFetch): Promise<URL> {
  const failures: unknown[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      const metadata = await jsonOf(await fetch(url, { headers: { accept: 'application/json' } }));
      // Both demand it: a document of another issuer names another issuer's keys.
      if (!isObject(metadata) || metadata['issuer'] !== issuer) throw new Error('it is of another issuer');
      const { jwks_uri } = metadata;
      if (typeof jwks_uri !== 'string') throw new Error('it names no `jwks_uri`');
      return new URL(jwks_uri);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, 'no metadata');
}

function metadataUrls(issuer: string): URL[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const places = [
    `/.well-known/oauth-authorization-server${path}`,
    `${path}/.well-known/openid-configuration`,
    `/.well-known/openid-configuration${path}`,
  ];
  return [...new Set(places)].map((place) => new URL(place, origin));
}

async function jsonOf(response: Response): Promise<unknown> {
  if (response.status !== 200) throw new Error(`it answered ${response.status}`);
  return JSON.parse(await response.text());
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

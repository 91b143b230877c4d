import {
  checkResourceAllowed,
  ClientCredentialsProvider,
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  exchangeAuthorization,
  fetchToken,
  IssuerMismatchError,
  OAuthError,
  refreshAuthorization,
  registerClient,
  RegistrationRejectedError,
  startAuthorization,
} from '@modelcontextprotocol/client';
import type { AuthorizationServerMetadata } from '@modelcontextprotocol/client';
import { printable } from '../../jsonrpc/printable.ts';
import { boundedFetch, type BoundedFetch } from './boundedFetch.ts';
import { mayBeAskedFor } from './secureUrl.ts';
import { LoginFailure, refusal } from './upstreamAuthFailure.ts';
import { canonicalUrl, type OAuthClient, type Tokens } from './upstreamAuthStore.ts';
import { tokensOf } from './upstreamAuthTokens.ts';

/** An authorization server that speaks for a server, and how to reach it. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly metadata: AuthorizationServerMetadata;
  readonly fetch: BoundedFetch;
}

/** What a server says of its authorization. */
export interface Discovered {
  readonly server: AuthorizationServer;
  /** What tokens must be for (RFC 8707). */
  readonly resource: string;
  /** All scopes that there are; null where the server does not say. */
  readonly scope: string | null;
}

/** Asks a server whose tokens it takes (RFC 9728), and that authorization server for its metadata (RFC 8414). */
export function discover(
  url: URL,
  { resourceMetadata, issuer }: { readonly resourceMetadata: URL | null; readonly issuer: string | null },
): Promise<Discovered> {
  return explained([], async () => {
    const fetch = fetchFor(url);
    const found = await resourceMetadataOf(url, resourceMetadata, fetch);
    if (found !== null && !checkResourceAllowed({ requestedResource: url, configuredResource: found.resource })) {
      throw refusal(`the server says that it is \`${printable(found.resource, 200)}\`, which it is not`);
    }
    const named = found?.authorization_servers ?? [];
    if (issuer !== null && named.length > 0 && !named.some((each) => sameIssuer(each, issuer))) {
      throw refusal(`the server does not name \`${printable(issuer, 200)}\` as its authorization server`);
    }
    // Servers of 2025-03-26 say nothing: then it is the server's own origin.
    const server = await authorizationServer(url, issuer ?? named[0] ?? new URL('/', url).href);
    const scope = found?.scopes_supported?.join(' ') ?? '';
    return { server, resource: found?.resource ?? canonicalUrl(url), scope: scope === '' ? null : scope };
  });
}

/** The authorization server of that name, on behalf of the server at `url`. */
export function authorizationServer(url: URL, issuer: string): Promise<AuthorizationServer> {
  return explained([], async () => {
    const fetch = fetchFor(url);
    const metadata = await discoverAuthorizationServerMetadata(issuer, { fetchFn: fetch });
    if (metadata === undefined) throw refusal(`\`${printable(issuer, 200)}\` is no authorization server (RFC 8414)`);
    return { issuer: metadata.issuer, metadata, fetch };
  });
}

/** Whether two texts name one issuer: a URL that ends in its host may have a slash there, or none. */
export function sameIssuer(a: string, b: string): boolean {
  return a.replace(/\/$/, '') === b.replace(/\/$/, '');
}

/** Registers Leash as a client for one redirect URL (RFC 7591). */
export function register(
  { issuer, metadata, fetch }: AuthorizationServer,
  { redirectUrl, scope }: { readonly redirectUrl: string; readonly scope: string | null },
): Promise<OAuthClient> {
  return explained([], async () => {
    if (metadata.registration_endpoint === undefined) {
      throw refusal(
        'the authorization server registers nobody by itself: register a client there, and give its id with --client-id',
      );
    }
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor needs a web page that names this client
    const made = await registerClient(issuer, {
      metadata,
      fetchFn: fetch,
      ...(scope === null ? {} : { scope }),
      clientMetadata: {
        client_name: 'Leash',
        redirect_uris: [redirectUrl],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        application_type: 'native',
        token_endpoint_auth_method: authMethodFor(metadata),
      },
    });
    return { id: made.client_id, secret: made.client_secret ?? null, method: made.token_endpoint_auth_method ?? null };
  });
}

interface Redirect {
  readonly client: OAuthClient;
  readonly redirectUrl: string;
  readonly resource: string;
}

/** The URL at which a person grants access, with PKCE; the verifier proves later that it was us who asked. */
export function startLogin(
  { issuer, metadata }: AuthorizationServer,
  { client, redirectUrl, resource, scope, state }: Redirect & { readonly scope: string | null; readonly state: string },
): Promise<{ readonly url: URL; readonly verifier: string }> {
  return explained([], async () => {
    // The library lets a server pass that does not say; OAuth 2.1 clients of MCP must not.
    if (metadata.code_challenge_methods_supported?.includes('S256') !== true) {
      throw refusal('the authorization server does not say that it does PKCE with S256');
    }
    const started = await startAuthorization(issuer, {
      metadata,
      clientInformation: informationOf(client),
      redirectUrl,
      state,
      resource,
      ...(scope === null ? {} : { scope }),
    });
    return { url: started.authorizationUrl, verifier: started.codeVerifier };
  });
}

/** Redeems the code that came back; `iss` is checked where the server gives one (RFC 9207). */
export function redeem(
  { issuer, metadata, fetch }: AuthorizationServer,
  given: Redirect & { readonly code: string; readonly iss: string | null; readonly verifier: string },
): Promise<Tokens> {
  const { client, redirectUrl, resource, code, iss, verifier } = given;
  return explained([code, verifier, client.secret], async () =>
    tokensOf(
      await exchangeAuthorization(issuer, {
        metadata,
        clientInformation: informationOf(client),
        authorizationCode: code,
        codeVerifier: verifier,
        redirectUri: redirectUrl,
        resource,
        fetchFn: fetch,
        ...(iss === null ? {} : { iss }),
      }),
    ),
  );
}

/** New tokens for a refresh token, which stays in use where no new one comes. */
export function refresh(
  { issuer, metadata, fetch }: AuthorizationServer,
  { client, refreshToken, resource }: { client: OAuthClient; refreshToken: string; resource: string },
): Promise<Tokens> {
  return explained([refreshToken, client.secret], async () =>
    tokensOf(
      await refreshAuthorization(issuer, {
        metadata,
        clientInformation: informationOf(client),
        refreshToken,
        resource,
        fetchFn: fetch,
      }),
    ),
  );
}

/** Tokens for a client itself (client credentials, RFC 6749 §4.4). */
export function grantToClient(
  { issuer, metadata, fetch }: AuthorizationServer,
  { client, scope, resource }: { client: OAuthClient & { secret: string }; scope: string | null; resource: string },
): Promise<Tokens> {
  return explained([client.secret], async () => {
    const provider = new ClientCredentialsProvider({
      clientId: client.id,
      clientSecret: client.secret,
      expectedIssuer: issuer,
      ...(scope === null ? {} : { scope }),
    });
    return tokensOf(await fetchToken(provider, issuer, { metadata, resource, fetchFn: fetch }));
  });
}

function fetchFor(url: URL): BoundedFetch {
  return boundedFetch({ mayReach: mayBeAskedFor(url), maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS });
}

const MOST_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;

async function resourceMetadataOf(url: URL, resourceMetadataUrl: URL | null, fetch: BoundedFetch) {
  const given = resourceMetadataUrl === null ? {} : { resourceMetadataUrl };
  try {
    return await discoverOAuthProtectedResourceMetadata(url, given, fetch);
  } catch (error) {
    // Not reached. Whatever was answered instead, be it a page for every path, is no metadata.
    if (error instanceof TypeError) throw error;
    return null;
  }
}

/** Without a secret where that is allowed: one that is on every machine protects nothing. */
function authMethodFor({ token_endpoint_auth_methods_supported: supported }: AuthorizationServerMetadata): string {
  if (supported === undefined || supported.includes('none')) return 'none';
  return ['client_secret_basic', 'client_secret_post'].find((method) => supported.includes(method)) ?? 'none';
}

function informationOf({ id, secret, method }: OAuthClient) {
  return {
    client_id: id,
    ...(secret === null ? {} : { client_secret: secret }),
    ...(method === null ? {} : { token_endpoint_auth_method: method }),
  };
}

/** INVARIANT: no text that came from outside is repeated where it holds one of our secrets, nor is any cause kept. */
async function explained<T>(secrets: readonly (string | null)[], run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw failureOf(error, (text) => !secrets.some((secret) => secret !== null && text.includes(secret)));
  }
}

function failureOf(error: unknown, maySay: (text: string) => boolean): LoginFailure {
  if (error instanceof LoginFailure) return error;
  if (error instanceof OAuthError) {
    const { code, message } = error;
    const said = RAW.test(message) || message === '' || message === code || !maySay(message) ? '' : ` (${message})`;
    const text = `the authorization server refused: ${printable(`${maySay(code) ? code : 'an error'}${said}`, 300)}`;
    return new LoginFailure(text, { isFinal: !PASSING.has(code) });
  }
  if (error instanceof IssuerMismatchError) return refusal('the answer came from another authorization server');
  if (error instanceof RegistrationRejectedError) {
    return refusal(
      `the authorization server did not register Leash (HTTP ${error.status}); give an id with --client-id`,
    );
  }
  // Texts of our own, see boundedFetch.
  if (error instanceof TypeError) return new LoginFailure(printable(error.message), { isFinal: false });
  return new LoginFailure('the authorization server answered what OAuth does not describe', { isFinal: false });
}

/** What the library says where it could not read an error; it repeats the whole answer. */
const RAW = /^(HTTP \d+: )?Invalid OAuth error response/;
const PASSING: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable', 'too_many_requests']);

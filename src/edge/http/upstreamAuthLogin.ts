import { randomBytes } from 'node:crypto';
import { printable } from '../../jsonrpc/printable.ts';
import type { Home } from '../home.ts';
import { isSecureUrl, mayBeAskedFor } from './secureUrl.ts';
import { readChallenge, type Challenge } from './upstreamAuthChallenge.ts';
import { LoginFailure, refusal } from './upstreamAuthFailure.ts';
import { openRedirectListener, type RedirectAnswer } from './upstreamAuthRedirect.ts';
import { revoke } from './upstreamAuthRevoke.ts';
import { canonicalUrl, grantStore, type Grant } from './upstreamAuthStore.ts';

/** What a person logs in to, and how. */
export interface LoginRequest {
  readonly url: URL;
  readonly home: Home;
  /** A client that is registered already; null to register one. */
  readonly client: { readonly id: string; readonly secret: string | null } | null;
  /** Null for what the server asks for. */
  readonly scope: string | null;
  /** Where the browser comes back to; 0 for any port. */
  readonly port: number;
  readonly timeoutMs: number;
  /** Shows a person where to go; the browser comes back to `redirectUrl`. */
  readonly show: (where: { readonly url: URL; readonly issuer: string; readonly redirectUrl: string }) => void;
}

/** What the person granted. */
export interface LoggedIn {
  readonly issuer: string;
  readonly scope: string | null;
  /** Whether the login outlasts its first token. */
  readonly isRenewable: boolean;
}

/** Logs a person in at a server's authorization server (OAuth 2.1, authorization code with PKCE), and keeps the tokens. */
export async function logIn(request: LoginRequest): Promise<LoggedIn> {
  const { url, home, scope: wanted } = request;
  if (!isSecureUrl(url))
    throw refusal(`tokens are not sent to \`${url.origin}\`, where others can read them: use https`);
  const store = grantStore(home, url, null);
  // What cannot be kept is better known before a person grants it.
  await store.exclusively(() => Promise.resolve());
  const challenge = await challengeOf(url);
  const sdk = await import('./upstreamAuthSdk.ts');
  const { resourceMetadata } = challenge;
  const { server, resource, scope: all } = await sdk.discover(url, { resourceMetadata, issuer: null });
  const scope = wanted ?? lasting(challenge.scope ?? all, server.metadata.scopes_supported);
  const state = randomBytes(32).toString('base64url');
  const listener = await openRedirectListener(request.port, state);
  try {
    const redirectUrl = listener.url;
    const client =
      request.client === null
        ? await sdk.register(server, { redirectUrl, scope })
        : { ...request.client, method: null };
    const started = await sdk.startLogin(server, { client, redirectUrl, resource, scope, state });
    // It goes to a browser, which would run or open what another scheme names.
    if (!mayBeAskedFor(url)(started.url)) throw refusal('the authorization server wants the login at no https URL');
    request.show({ url: started.url, issuer: server.issuer, redirectUrl });
    const { code, iss } = codeOf(await within(request.timeoutMs, listener.answer));
    const { verifier } = started;
    const tokens = await sdk.redeem(server, { client, redirectUrl, resource, code, iss, verifier });
    const kept = { ...tokens, scope: tokens.scope ?? scope };
    const grant = { url: canonicalUrl(url), issuer: server.issuer, resource, client, tokens: kept };
    await store.exclusively(() => store.write(grant));
    return { issuer: server.issuer, scope: kept.scope, isRenewable: tokens.refresh !== null };
  } finally {
    listener.close();
  }
}

/** With the scope by which OpenID providers give a refresh token, where there is one; without it each day begins with a login. */
function lasting(scope: string | null, supported: readonly string[] | undefined): string | null {
  const isGood = scope === null || supported?.includes(OFFLINE) !== true || scope.split(' ').includes(OFFLINE);
  return isGood ? scope : `${scope} ${OFFLINE}`;
}

const OFFLINE = 'offline_access';

/** What a logout left. */
export type LoggedOut = 'no-login' | 'revoked' | 'kept-by-issuer';

/** Forgets the login at a server, and asks its authorization server to. `account` is a client's id, null for a person's. */
export async function logOut(url: URL, home: Home, account: string | null): Promise<LoggedOut> {
  const store = grantStore(home, url, account);
  if ((await store.version()) === '') return 'no-login';
  return store.exclusively(async () => {
    // A login that cannot be read is removed as well: that is the way out of it.
    const grant = await store.read().catch(() => null);
    if (!(await store.remove())) return 'no-login';
    return (await revoked(url, grant)) ? 'revoked' : 'kept-by-issuer';
  });
}

async function revoked(url: URL, grant: Grant | null): Promise<boolean> {
  const token = grant?.tokens?.refresh ?? grant?.tokens?.access;
  if (grant === null || token === undefined) return false;
  try {
    const { authorizationServer } = await import('./upstreamAuthSdk.ts');
    return await revoke({ server: await authorizationServer(url, grant.issuer), client: grant.client, token });
  } catch (error) {
    if (error instanceof LoginFailure) return false;
    throw error;
  }
}

const PROBE_MS = 10_000;

/** What the server says to a caller without a token. A ping opens no session and changes nothing. */
async function challengeOf(url: URL): Promise<Challenge> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_MS),
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
    });
    await response.body?.cancel();
    return readChallenge(response.headers.get('www-authenticate'));
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
    throw refusal(`\`${url.origin}\` cannot be reached (${printable(code, 60)})`);
  }
}

async function within(timeoutMs: number, answer: Promise<RedirectAnswer>): Promise<RedirectAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refusal('nobody logged in within the time; try again')), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(answer: RedirectAnswer): { readonly code: string; readonly iss: string | null } {
  if (answer.kind === 'code') return answer;
  const description = answer.description === '' ? '' : ` (${answer.description})`;
  throw refusal(printable(`the authorization server refused: ${answer.error}${description}`, 300));
}

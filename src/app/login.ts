import type { Home } from '../edge/home.ts';
import { logIn, logOut, type LoggedIn, type LoggedOut } from '../edge/http/upstreamAuthLogin.ts';
import { openSecret } from '../edge/http/upstreamAuthSecret.ts';
import { openBrowser } from '../edge/openBrowser.ts';
import { LeashError } from '../errors.ts';

/** What `leash login` was asked for. */
export interface LoginOptions {
  readonly url: string;
  readonly home: Home;
  readonly clientId: string | null;
  readonly secretEnv: string | null;
  readonly secretFile: string | null;
  readonly scope: string | null;
  readonly port: number;
  /** Whether a browser may be opened. */
  readonly browser: boolean;
  readonly warn: (message: string) => void;
  readonly show: (where: LoginPlace) => void;
}

/** Where the person goes. */
export interface LoginPlace {
  readonly url: string;
  readonly issuer: string;
  /** The port of this machine that the browser comes back to. */
  readonly port: number;
  /** Whether a browser was opened. */
  readonly isOpened: boolean;
}

const FIVE_MINUTES = 300_000;

/** Logs a person in at a server. Throws `ERR_USAGE`, `ERR_KEY_UNREADABLE`, `ERR_HOME_UNSAFE` or `ERR_LOGIN_FAILED`. */
export function login(options: LoginOptions): Promise<LoggedIn> {
  const { home, scope, port, browser, show } = options;
  return logIn({
    url: serverUrl(options.url),
    home,
    client: clientOf(options),
    scope,
    port,
    timeoutMs: FIVE_MINUTES,
    show({ url, issuer, redirectUrl }) {
      const isOpened = browser && openBrowser(url);
      show({ url: url.href, issuer, port: Number(new URL(redirectUrl).port), isOpened });
    },
  });
}

/** Forgets a login; `clientId` for that of a client in its own name. */
export function logout(url: string, home: Home, clientId: string | null): Promise<LoggedOut> {
  return logOut(serverUrl(url), home, clientId);
}

function clientOf({ clientId, secretEnv, secretFile, warn }: LoginOptions) {
  if (clientId === null && (secretEnv !== null || secretFile !== null)) {
    throw usage('a client secret needs --client-id, which it belongs to');
  }
  if (secretEnv !== null && secretFile !== null) throw usage('take either --client-secret-env or --client-secret-file');
  if (clientId === null) return null;
  const surroundings = { env: process.env, warn };
  if (secretEnv !== null)
    return { id: clientId, secret: openSecret({ kind: 'env', name: secretEnv }, surroundings).read() };
  if (secretFile === null) return { id: clientId, secret: null };
  return { id: clientId, secret: openSecret({ kind: 'file', name: secretFile }, surroundings).read() };
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw usage('a server is an http or https URL, without a user or password');
  }
  return url;
}

function usage(message: string): LeashError {
  return new LeashError('ERR_USAGE', message);
}

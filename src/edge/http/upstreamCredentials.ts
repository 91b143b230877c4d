import { LeashError } from '../../errors.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { Home } from '../home.ts';
import { shellQuoted } from '../shellQuoted.ts';
import type { UpstreamCredentials } from './credentials.ts';
import { isSecureUrl } from './secureUrl.ts';
import { readChallenge } from './upstreamAuthChallenge.ts';
import { GrantKeeper } from './upstreamAuthGrant.ts';
import { openHeaders, type GivenHeaders } from './upstreamAuthHeaders.ts';
import type { ClientAccount } from './upstreamAuthRenewal.ts';
import { openSecret, type Secret, type SecretPlace, type SecretSurroundings } from './upstreamAuthSecret.ts';
import { canonicalUrl } from './upstreamAuthStore.ts';

/** How Leash identifies itself to a server at a URL. */
export interface UpstreamAuthOptions {
  readonly url: URL;
  /** `--header NAME=VALUE`, as given. */
  readonly headers: readonly string[];
  /** `--bearer-env`, `--bearer-file`. */
  readonly bearer: SecretPlace | null;
  /** A client of an authorization server, in its own name; null for the login of a person, where there is one. */
  readonly oauth: {
    readonly clientId: string;
    readonly clientSecret: SecretPlace | null;
    readonly scope: string | null;
    /** The one authorization server that may see the secret. */
    readonly issuer?: string | null;
  } | null;
  readonly home: Home;
  readonly warn: (message: string) => void;
  /** The process's own where none is given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Opens what Leash shows to a server. Throws `ERR_USAGE`, or `ERR_KEY_UNREADABLE` where a secret cannot be had. */
export function openUpstreamCredentials(options: UpstreamAuthOptions): UpstreamCredentials {
  const { url, bearer, warn } = options;
  refuseUnclear(options);
  const surroundings = { env: options.env ?? process.env, warn };
  const headers = openHeaders(options.headers, surroundings);
  if (!isSecureUrl(url)) return overPlainHttp();
  const hasAuthorization = headers.names.has('authorization');
  if (hasAuthorization && (bearer !== null || options.oauth !== null)) {
    throw usage('`Authorization` is given twice: by --header, and by --bearer-... or --oauth-...');
  }
  if (bearer !== null) return withFixed(headers, bearerSecret(bearer, surroundings));
  return hasAuthorization ? withFixed(headers, null) : withGrant(headers, options, accountOf(options, surroundings));
}

function refuseUnclear({ url, headers, bearer, oauth }: UpstreamAuthOptions): void {
  if (bearer !== null && oauth !== null) throw usage('take either --bearer-... or --oauth-..., not both');
  if (oauth !== null && oauth.clientSecret === null) {
    throw usage(
      '--oauth-client-id needs --oauth-client-secret-env or --oauth-client-secret-file; for the login of a person, run `leash login URL --client-id ID` instead',
    );
  }
  if (isSecureUrl(url) || (headers.length === 0 && bearer === null && oauth === null)) return;
  // A header may be a secret, whatever it is called.
  throw usage(`credentials and headers are not sent to \`${url.origin}\`, where others can read them: use https`);
}

/** Others could read it on the way: nothing is shown, whatever is kept for this URL. */
function overPlainHttp(): UpstreamCredentials {
  const give_up = 'the server wants credentials, which are not sent over plain http: use its https URL';
  return { headers: () => Promise.resolve({}), rejected: () => Promise.resolve({ give_up }) };
}

function bearerSecret(place: SecretPlace, surroundings: SecretSurroundings): Secret {
  const secret = openSecret(place, surroundings);
  if (!secret.read().includes(' ')) return secret;
  throw new LeashError(
    'ERR_KEY_UNREADABLE',
    `${secret.name} holds more than a token: without spaces, and without \`Bearer\``,
  );
}

function withFixed(given: GivenHeaders, bearer: Secret | null): UpstreamCredentials {
  const secrets = [...given.secrets, ...(bearer === null ? [] : [bearer])];
  return {
    headers: () =>
      Promise.resolve(bearer === null ? given.read() : { ...given.read(), authorization: `Bearer ${bearer.read()}` }),
    rejected({ status }) {
      // Every one is looked at: more than one may have been rotated.
      const hasChanged = secrets.map((secret) => secret.renew()).includes(true);
      if (status === 401 && hasChanged) return Promise.resolve('retry');
      const shown = secrets.length === 0 ? 'the headers of --header' : secrets.map(({ name }) => name).join(' and ');
      return Promise.resolve({ give_up: `the server does not take what it was shown (${status}): ${shown}` });
    },
  };
}

function withGrant(
  given: GivenHeaders,
  { url, home, warn }: UpstreamAuthOptions,
  account: ClientAccount | null,
): UpstreamCredentials {
  const keeper = new GrantKeeper({ url, home, account, warn });
  const login = (scope: string | null): string => (account === null ? `; run: ${loginCommand(url, scope)}` : '');
  return {
    async headers() {
      const token = await keeper.token();
      return token === null ? given.read() : { ...given.read(), authorization: `Bearer ${token}` };
    },
    async rejected(refused) {
      const challenge = readChallenge(refused.wwwAuthenticate);
      if (refused.status === 403) {
        if (challenge.error !== 'insufficient_scope')
          return { give_up: 'the server does not let this caller do that (403)' };
        const scope = joinedScopes(keeper.scope, challenge.scope);
        const advice = account === null ? login(scope) : '; give it with --oauth-scope';
        return { give_up: `the token lacks a scope that the server wants${wanted(challenge.scope)}${advice}` };
      }
      try {
        await keeper.replace(challenge);
        return 'retry';
      } catch (error) {
        const why = error instanceof LeashError ? error.message : 'something unforeseen happened';
        return { give_up: `there is no token for the server: ${printable(why)}${login(null)}` };
      }
    },
  };
}

function accountOf({ oauth }: UpstreamAuthOptions, surroundings: SecretSurroundings): ClientAccount | null {
  if (oauth === null || oauth.clientSecret === null) return null;
  const { clientId: id, scope, issuer = null } = oauth;
  return { id, secret: openSecret(oauth.clientSecret, surroundings), scope, issuer };
}

/** Attacker-controlled: people paste the command, so only scopes that mean nothing to any shell get into it. */
function loginCommand(url: URL, scope: string | null): string {
  const scoped = scope !== null && /^[\w:/.@,+ -]{1,500}$/.test(scope) ? ` --scope "${scope}"` : '';
  return `leash login ${shellQuoted(canonicalUrl(url))}${scoped}`;
}

function joinedScopes(...scopes: readonly (string | null)[]): string | null {
  const all = new Set(scopes.flatMap((scope) => scope?.split(' ') ?? []));
  return all.size === 0 ? null : [...all].join(' ');
}

/** A scope is printable ASCII without quotes, or it would not have been read. */
function wanted(scope: string | null): string {
  return scope === null ? '' : ` (\`${scope.slice(0, 200)}\`)`;
}

function usage(message: string): LeashError {
  return new LeashError('ERR_USAGE', message);
}

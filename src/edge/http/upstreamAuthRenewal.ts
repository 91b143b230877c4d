import { shellQuoted } from '../shellQuoted.ts';
import type { Challenge } from './upstreamAuthChallenge.ts';
import { LoginFailure, refusal } from './upstreamAuthFailure.ts';
import type { Secret } from './upstreamAuthSecret.ts';
import { canonicalUrl, type Grant, type GrantStore } from './upstreamAuthStore.ts';

/** A client that gets tokens for itself, without a person. */
export interface ClientAccount {
  readonly id: string;
  readonly secret: Secret;
  /** Null for what the server asks for. */
  readonly scope: string | null;
  /** The one authorization server that may see the secret; null for the one that the server named first. */
  readonly issuer: string | null;
}

/** Gets new tokens for the login of a person. Only whoever holds the store's lock may. Rejects with `LoginFailure`. */
export async function renewLogin(url: URL, store: GrantStore, found: Grant | null): Promise<Grant> {
  if (found?.tokens?.refresh == null) throw refusal('the login is over');
  const { authorizationServer, refresh } = await import('./upstreamAuthSdk.ts');
  // INVARIANT: the issuer that gave a refresh token is the only one that ever sees it, whatever the server says now.
  const server = await authorizationServer(url, found.issuer);
  const { client, resource, tokens } = found;
  try {
    const next = await refresh(server, { client, resource, refreshToken: found.tokens.refresh });
    return { ...found, tokens: { ...next, scope: next.scope ?? tokens.scope } };
  } catch (error) {
    // Not shown again: a server may take the second use of a spent token for theft.
    if (error instanceof LoginFailure && error.isFinal) await store.write({ ...found, tokens: null });
    throw error;
  }
}

interface ClientRenewal {
  readonly url: URL;
  readonly account: ClientAccount;
  /** What was granted before. */
  readonly found: Grant | null;
  /** What the server said when it refused. */
  readonly challenge: Challenge | null;
}

/** Gets tokens for a client itself. Rejects with `LoginFailure`. */
export async function renewClient({ url, account, found, challenge }: ClientRenewal): Promise<Grant> {
  const { discover, grantToClient, sameIssuer } = await import('./upstreamAuthSdk.ts');
  const { id, secret, scope, issuer } = account;
  const discovered = await discover(url, { resourceMetadata: challenge?.resourceMetadata ?? null, issuer });
  const { server, resource } = discovered;
  // A server that was taken over must not learn the secret by naming an authorization server of its own.
  if (issuer === null && found !== null && !sameIssuer(found.issuer, server.issuer)) {
    const forget = `leash logout ${shellQuoted(canonicalUrl(url))} --client-id ${shellQuoted(id)}`;
    throw refusal(
      `the server names another authorization server than before (\`${found.issuer}\`); if that is meant, run: ${forget}`,
    );
  }
  secret.renew();
  const client = { id, secret: secret.read(), method: null };
  const wanted = scope ?? challenge?.scope ?? discovered.scope;
  const tokens = await grantToClient(server, { client, scope: wanted, resource });
  // The secret has a place already, which is not this file.
  return { url: canonicalUrl(url), issuer: server.issuer, resource, client: { ...client, secret: null }, tokens };
}

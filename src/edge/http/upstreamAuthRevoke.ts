import type { BoundedFetch } from './boundedFetch.ts';
import { LoginFailure } from './upstreamAuthFailure.ts';
import type { OAuthClient } from './upstreamAuthStore.ts';

interface Revocation {
  readonly server: { readonly metadata: object; readonly fetch: BoundedFetch };
  readonly client: OAuthClient;
  readonly token: string;
}

/** Asks for a token to be of no use any more (RFC 7009); false where the server has no way to. Throws `LoginFailure`. */
export async function revoke({ server: { metadata, fetch }, client, token }: Revocation): Promise<boolean> {
  const endpoint = 'revocation_endpoint' in metadata ? metadata.revocation_endpoint : undefined;
  if (typeof endpoint !== 'string') return false;
  const body = new URLSearchParams({ token });
  const headers = new Headers({ accept: 'application/json' });
  if (client.secret !== null && client.method !== 'client_secret_post') {
    headers.set('authorization', `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`);
  } else {
    body.set('client_id', client.id);
    if (client.secret !== null) body.set('client_secret', client.secret);
  }
  const status = await statusOf(() => fetch(endpoint, { method: 'POST', headers, body }));
  if (status >= 200 && status < 300) return true;
  throw new LoginFailure(`the authorization server answered ${status}`, { isFinal: false });
}

async function statusOf(ask: () => Promise<Response>): Promise<number> {
  try {
    return (await ask()).status;
  } catch (error) {
    // A text of our own, see boundedFetch.
    throw new LoginFailure(error instanceof Error ? error.message : String(error), { isFinal: false });
  }
}

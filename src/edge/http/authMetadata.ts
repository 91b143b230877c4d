import type { JsonValue } from '../../jsonrpc/message.ts';
import type { TrustedIssuer } from './authSettings.ts';

/** What a client reads to learn whose tokens are taken here. */
export interface ResourceMetadata {
  readonly path: string;
  readonly url: string;
  readonly document: JsonValue;
}

interface Resource {
  readonly resource: URL;
  /** What people call the server. */
  readonly name: string;
  readonly issuers: readonly TrustedIssuer[];
}

/** RFC 9728 metadata of a protected resource; null where no authorization server gives tokens for it. */
export function resourceMetadata({ resource, name, issuers }: Resource): ResourceMetadata | null {
  if (issuers.length === 0) return null;
  // §3.1: the well-known part goes between the host and the path of the resource.
  const path = `/.well-known/oauth-protected-resource${resource.pathname === '/' ? '' : resource.pathname}`;
  const scopes = [...new Set(issuers.flatMap((issuer) => issuer.scopes))];
  return {
    path,
    url: new URL(path, resource).href,
    document: {
      resource: resource.href,
      authorization_servers: issuers.map(({ issuer }) => issuer),
      bearer_methods_supported: ['header'],
      ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
      resource_name: name,
    },
  };
}

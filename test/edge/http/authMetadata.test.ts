import { describe, expect, it } from 'vitest';
import { resourceMetadata } from '../../../src/edge/http/authMetadata.ts';
import { JWT_ALGORITHMS, type TrustedIssuer } from '../../../src/edge/http/authSettings.ts';

const issuer: TrustedIssuer = {
  issuer: 'https://auth.example',
  audience: null,
  jwksUri: null,
  agentClaim: 'sub',
  algorithms: JWT_ALGORITHMS,
  agents: null,
  labelsClaim: null,
  skewSeconds: 60,
  scopes: [],
};

describe('resourceMetadata', () => {
  it.each([
    ['https://leash.example/mcp', '/.well-known/oauth-protected-resource/mcp'],
    ['https://leash.example/', '/.well-known/oauth-protected-resource'],
    ['http://127.0.0.1:8080/a/mcp', '/.well-known/oauth-protected-resource/a/mcp'],
  ])('of %s is at %s', (resource, path) => {
    const metadata = resourceMetadata({ resource: new URL(resource), name: 'files', issuers: [issuer] });
    expect(metadata).toEqual({
      path,
      url: `${new URL(resource).origin}${path}`,
      document: {
        resource,
        authorization_servers: ['https://auth.example'],
        bearer_methods_supported: ['header'],
        resource_name: 'files',
      },
    });
  });

  it('names every scope once', () => {
    const issuers = [
      { ...issuer, scopes: ['a', 'b'] },
      { ...issuer, issuer: 'https://two.example', scopes: ['b'] },
    ];
    const metadata = resourceMetadata({ resource: new URL('https://leash.example/mcp'), name: 'files', issuers });
    expect(metadata?.document).toMatchObject({ scopes_supported: ['a', 'b'] });
  });

  it('is not there where nobody issues tokens', () => {
    expect(resourceMetadata({ resource: new URL('https://leash.example/mcp'), name: 'files', issuers: [] })).toBeNull();
  });
});

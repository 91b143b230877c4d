import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { loopbackServer, sendJson, type Asked, type LoopbackServer } from './loopbackServer.ts';

/** What a path answers instead of what is right. */
type Answer = (asked: Asked, response: ServerResponse) => void;

/** An MCP server and its authorization server, on one loopback origin. */
export interface OAuthServer extends LoopbackServer {
  /** The MCP server. */
  readonly url: URL;
  /** Access tokens that the MCP server takes. */
  readonly valid: Set<string>;
  /** Refresh tokens that can be used once more. */
  readonly refreshable: Set<string>;
  /** Answers instead, by path. */
  readonly instead: Map<string, Answer>;
  /** Metadata, to be changed. */
  readonly metadata: Record<string, unknown>;
  readonly resource: Record<string, unknown>;
  /** Members of each token response besides the tokens. */
  readonly tokenExtras: Record<string, unknown>;
  /** Forms that the token endpoint was sent, in order. */
  forms(): URLSearchParams[];
  /** What a person's browser does with the URL of a login: grants, and follows to where it is sent. */
  grant(authorizeUrl: string): Promise<string>;
}

export const CLIENT = { id: 'machine', secret: 's3cret/+= of the machine' };

/** Starts it; gone when the test has finished. */
export async function oauthServer(): Promise<OAuthServer> {
  const codes = new Map<string, URLSearchParams>();
  const valid = new Set<string>();
  const refreshable = new Set<string>();
  const instead = new Map<string, Answer>();
  const tokenExtras: Record<string, unknown> = { expires_in: 3600 };

  const give = (response: ServerResponse, isRenewable: boolean): void => {
    const [access, refresh] = [`access-${randomUUID()}`, `refresh-${randomUUID()}`];
    valid.add(access);
    if (isRenewable) refreshable.add(refresh);
    const tokens = { access_token: access, token_type: 'Bearer', ...(isRenewable ? { refresh_token: refresh } : {}) };
    sendJson(response, { ...tokens, ...tokenExtras });
  };

  const token: Answer = ({ body, headers }, response) => {
    const form = new URLSearchParams(body);
    const refused = (error: string): void => sendJson(response, { error, error_description: `about ${error}` }, 400);
    if (form.get('resource') !== made.resource['resource']) {
      refused('invalid_target');
      return;
    }
    switch (form.get('grant_type') ?? '') {
      case 'authorization_code': {
        const asked = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const proof = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const isRight =
          asked?.get('code_challenge') === proof && asked.get('redirect_uri') === form.get('redirect_uri');
        if (isRight && asked.get('client_id') === form.get('client_id')) give(response, true);
        else refused('invalid_grant');
        return;
      }
      case 'refresh_token':
        if (refreshable.delete(form.get('refresh_token') ?? '')) give(response, true);
        else refused('invalid_grant');
        return;
      case 'client_credentials': {
        const wanted = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
        if (headers.authorization === wanted) give(response, false);
        else refused('invalid_client');
        return;
      }
      default:
        refused('unsupported_grant_type');
    }
  };

  const authorize: Answer = ({ path }, response) => {
    const { searchParams } = new URL(path, server.origin);
    const code = randomUUID();
    codes.set(code, searchParams);
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', searchParams.get('state') ?? '');
    back.searchParams.set('iss', server.origin);
    response.writeHead(302, { location: back.href }).end();
  };

  const mcp: Answer = ({ headers }, response) => {
    if (valid.has(headers.authorization?.replace('Bearer ', '') ?? '')) sendJson(response, {});
    else {
      const metadata = `${server.origin}/.well-known/oauth-protected-resource/mcp`;
      response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}", scope="mcp"` }).end();
    }
  };

  const answers = new Map<string, Answer>([
    ['/mcp', mcp],
    ['/.well-known/oauth-protected-resource/mcp', (_, response) => sendJson(response, made.resource)],
    ['/.well-known/oauth-authorization-server', (_, response) => sendJson(response, made.metadata)],
    ['/authorize', authorize],
    ['/token', token],
    ['/register', ({ body }, response) => sendJson(response, { ...JSON.parse(body), client_id: 'registered' }, 201)],
    ['/revoke', (_, response) => response.writeHead(200).end()],
  ]);
  const server = await loopbackServer((asked, response) => {
    const path = new URL(asked.path, 'http://x').pathname;
    const answer = instead.get(path) ?? answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(asked, response);
  });
  const { origin } = server;
  const made: OAuthServer = {
    ...server,
    url: new URL('/mcp', origin),
    valid,
    refreshable,
    instead,
    tokenExtras,
    metadata: {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      revocation_endpoint: `${origin}/revoke`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
      authorization_response_iss_parameter_supported: true,
    },
    resource: { resource: `${origin}/mcp`, authorization_servers: [origin], scopes_supported: ['mcp', 'more'] },
    forms: () => server.asked.filter(({ path }) => path === '/token').map(({ body }) => new URLSearchParams(body)),
    async grant(authorizeUrl) {
      const granted = await fetch(authorizeUrl, { redirect: 'manual' });
      const back = granted.headers.get('location') ?? '';
      return (await fetch(back)).text();
    },
  };
  return made;
}

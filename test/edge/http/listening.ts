import type {
  Authenticator,
  AuthRefusal,
  HttpHandler,
  IncomingDelete,
  IncomingGet,
  IncomingPost,
  Principal,
} from '../../../src/edge/http/exchange.ts';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from '../../../src/edge/http/httpLimits.ts';
import { type HttpListener, openHttpListener } from '../../../src/edge/http/listener.ts';
import { ToolHeaders } from '../../../src/http/toolHeaders.ts';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { bytesOf, RawClient, type RawResponse } from './rawClient.ts';

export const ALICE: Principal = { agent: 'alice', key: 'key of alice' };

export const METADATA = {
  path: '/.well-known/oauth-protected-resource/mcp',
  url: 'https://leash.example/.well-known/oauth-protected-resource/mcp',
  document: { resource: 'https://leash.example/mcp' },
};

const NO_TOKEN: AuthRefusal = { status: 401, error: null, description: 'a token is needed' };
const BAD_TOKEN: AuthRefusal = { status: 401, error: 'invalid_token', description: 'the "token" is not valid\n' };
const NO_SCOPE: AuthRefusal = { status: 403, error: 'insufficient_scope', description: 'the token lacks a scope' };

/** Lets in who says `Bearer good`. */
export const BEARER: Authenticator = {
  authenticate: (authorization) =>
    Promise.resolve(
      authorization === 'Bearer good'
        ? ALICE
        : authorization === null
          ? NO_TOKEN
          : authorization === 'Bearer narrow'
            ? NO_SCOPE
            : BAD_TOKEN,
    ),
  metadata: METADATA,
};

const ANYBODY: Authenticator = { authenticate: () => Promise.resolve(ALICE), metadata: null };

/** What a listener let in. */
interface Seen {
  readonly posts: IncomingPost[];
  readonly gets: IncomingGet[];
  readonly deletes: IncomingDelete[];
  readonly warnings: string[];
}

export interface Opened extends Seen {
  readonly listener: HttpListener;
  readonly port: number;
  client(): Promise<RawClient>;
  /** Sends bytes on a connection of their own, and reads one response. */
  ask(bytes: string): Promise<RawResponse>;
  close(): Promise<void>;
}

/** A listener on loopback whose handler answers everything with an empty object, and notes it. */
export async function listening(
  options: {
    readonly authenticator?: Authenticator;
    readonly handler?: Partial<HttpHandler>;
    readonly limits?: Partial<HttpLimits>;
    readonly allowedHosts?: readonly string[];
    readonly publicUrl?: URL | null;
    /** What tools are known to want in headers: a `tools/list` result. */
    readonly toolList?: JsonValue;
  } = {},
): Promise<Opened> {
  const seen: Seen = { posts: [], gets: [], deletes: [], warnings: [] };
  const clients: RawClient[] = [];
  const tools = new ToolHeaders();
  tools.learn(options.toolList ?? {});
  const listener = await openHttpListener({
    tools,
    host: '127.0.0.1',
    port: 0,
    path: '/mcp',
    allowedHosts: options.allowedHosts ?? ['localhost', '127.0.0.1', '[::1]'],
    authenticator: options.authenticator ?? ANYBODY,
    handler: {
      post(request) {
        seen.posts.push(request);
        if (options.handler?.post === undefined) request.reply.end(200, '{}');
        else options.handler.post(request);
      },
      get(request) {
        seen.gets.push(request);
        if (options.handler?.get === undefined) request.reply.end(200, '{}');
        else options.handler.get(request);
      },
      delete(request) {
        seen.deletes.push(request);
        if (options.handler?.delete === undefined) request.reply.end(200, '{}');
        else options.handler.delete(request);
      },
    },
    limits: { ...DEFAULT_HTTP_LIMITS, closeGraceMs: 100, ...options.limits },
    diagnostics: { warn: (message) => seen.warnings.push(message) },
    publicUrl: options.publicUrl ?? null,
  });
  const client = async (): Promise<RawClient> => {
    const opened = await RawClient.open(listener.port);
    clients.push(opened);
    return opened;
  };
  return {
    ...seen,
    listener,
    port: listener.port,
    client,
    async ask(bytes) {
      const one = await client();
      one.send(bytes);
      const response = await one.response();
      one.destroy();
      return response;
    },
    async close() {
      for (const one of clients) one.destroy();
      await listener.close();
    },
  };
}

const BOTH = ['Accept', 'application/json, text/event-stream'] as const;
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

/** A POST with all that it needs, and what is given besides or instead; null leaves a header out. */
export function post(body: string, headers: Readonly<Record<string, string | null>> = {}, target = '/mcp'): string {
  const given = Object.entries(headers);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const usual = [BOTH, JSON_TYPE].filter(([name]) => !names.has(name.toLowerCase()));
  const more = given.filter((entry): entry is [string, string] => entry[1] !== null);
  return bytesOf('POST', target, [...usual, ...more], body);
}

export const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

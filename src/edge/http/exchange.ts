import type { Era } from '../../http/era.ts';
import type { JsonValue, RequestId } from '../../jsonrpc/message.ts';

/** Whoever calls over HTTP. */
export interface Principal {
  /** The name under which policies know the agent. */
  readonly agent: string;
  /** What sessions are bound to: the same for two requests only where the same credential holder made both. */
  readonly key: string;
  /** When the credential is good no more, in ms since 1970; absent where it does not expire. */
  readonly expiresAt?: number;
  /** What the credential says of the agent besides its name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether the settings say that this credential is the agent's of that name. */
  readonly isMapped?: boolean;
  /** How well it is known who that is; absent where it is a name that was merely given. */
  readonly identity?: PrincipalIdentity;
}

/** Who a credential has shown somebody to be. */
interface PrincipalIdentity {
  readonly name: string;
  /** In the registry; null where it is not registered. */
  readonly id: string | null;
  readonly verified: true;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a token of Leash's own. */
  readonly generation?: number;
}

/** A response that is not written yet. Every method may be called after the caller has gone: then it does nothing. */
export interface ReplyPort {
  /** False once the caller has gone or the response has ended. */
  readonly isOpen: boolean;
  /** Bytes that are written and not yet taken. */
  readonly queued: number;
  /** Whether the head of an SSE stream has been sent. */
  readonly streams: boolean;
  /** A whole response: a JSON-RPC message, or nothing for an empty body. */
  end(status: number, body: Buffer | string | null, headers?: Readonly<Record<string, string>>): void;
  /** Begins an SSE response. */
  stream(headers?: Readonly<Record<string, string>>): void;
  /** Writes a piece of an SSE stream. */
  write(piece: Buffer | string): void;
  /** Ends an SSE stream. */
  close(): void;
  /** Told once, when the caller goes before the response has ended. */
  onGone(listener: () => void): void;
  /** Told whenever all that was written has been taken. */
  onIdle(listener: () => void): void;
}

/** What every request has by the time it is led to a session: it was let in, and its method and path are right. */
interface Incoming {
  readonly principal: Principal;
  /** `Mcp-Session-Id`; null where there is none. Attacker-controlled: only ever looked up. */
  readonly sessionId: string | null;
  /** `MCP-Protocol-Version`; null where there is none. */
  readonly protocolVersion: string | null;
  readonly reply: ReplyPort;
}

/** A POST with one message, whose headers agree with its body. */
export interface IncomingPost extends Incoming {
  readonly era: Era;
  /** The message on one line, as it is to be judged. */
  readonly line: Buffer;
  /** Of the parsed message what it is led by, never to judge it by. */
  readonly value: JsonValue | undefined;
  /** The method, where it is a request or a notification. */
  readonly method: string | null;
  /** The id, where it is a request. */
  readonly id: RequestId | null;
  /** `Mcp-Param-*` headers, names in lower case, in the order they came. */
  readonly paramHeaders: readonly (readonly [name: string, value: string])[];
}

/** A GET: the stream of a session that belongs to no request, or the rest of one that broke off. */
export interface IncomingGet extends Incoming {
  readonly lastEventId: string | null;
}

/** A DELETE: the client ends its session. */
export type IncomingDelete = Incoming;

/** Who takes what the listener lets in. */
export interface HttpHandler {
  post(request: IncomingPost): void;
  get(request: IncomingGet): void;
  delete(request: IncomingDelete): void;
}

/** Why a caller is not let in: RFC 6750 §3.1. */
export interface AuthRefusal {
  readonly status: 401 | 403;
  readonly error: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | null;
  readonly description: string;
}

/** Tells who calls. Never throws: whatever is unforeseen is a refusal. */
export interface Authenticator {
  /** `authorization` is the header as it came; null where there is none, an array never comes. */
  authenticate(authorization: string | null): Promise<Principal | AuthRefusal>;
  /** RFC 9728 metadata to serve, and the URL to name in `WWW-Authenticate`; null where the resource has none. */
  readonly metadata: { readonly path: string; readonly url: string; readonly document: JsonValue } | null;
}

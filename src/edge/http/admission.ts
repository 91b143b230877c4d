import type { IncomingMessage } from 'node:http';
import type { ToolHeaders } from '../../http/toolHeaders.ts';
import { hostCheck } from '../../http/allowedHosts.ts';
import { accepts, isJson } from '../../http/mediaType.ts';
import type { RefusalKey } from '../../http/refusal.ts';
import { Room } from '../../http/room.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { readBody } from './body.ts';
import { challengeOf } from './challenge.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import type { Authenticator, AuthRefusal, HttpHandler, Principal } from './exchange.ts';
import type { HttpLimits } from './httpLimits.ts';
import { cutAtExpiry } from './expiry.ts';
import { isServedVersion, readPost } from './incomingPost.ts';
import { type Refused, refuse } from './refuse.ts';
import type { Reply } from './reply.ts';
import { RequestHead } from './requestHead.ts';
import { hasBody } from './unreadBody.ts';

interface AdmissionOptions {
  /** What the tools want in headers. */
  readonly tools: Pick<ToolHeaders, 'mismatch'>;
  readonly path: string;
  readonly allowedHosts: readonly string[];
  readonly authenticator: Authenticator;
  readonly handler: HttpHandler;
  readonly limits: HttpLimits;
  readonly diagnostics: Pick<Diagnostics, 'warn'>;
}

/** One request on its way in. */
interface Caller {
  readonly request: IncomingMessage;
  readonly head: RequestHead;
  readonly reply: Reply;
  /** Asks the client for the body, where it waits to be asked. */
  readonly begin: () => void;
}

const HEALTH_PATH = '/health';
/** A request that stays open for as long as its caller likes. */
const LISTENS = 'subscriptions/listen';
const METHODS = 'POST, GET, DELETE, OPTIONS';

/** What a POST may be answered with, and how nearly all clients say that they take both. */
const ANSWERS = ['application/json', 'text/event-stream'] as const;
const USUAL_ACCEPT = ANSWERS.join(', ');

/** RFC 6750 §3.1: one request, one credential. */
const TWO_CREDENTIALS: AuthRefusal = {
  status: 401,
  error: 'invalid_request',
  description: 'there is more than one Authorization header',
};

/**
 * The checks that each HTTP request passes before a session sees it: path, host and origin, method, credentials, media
 * types, body, headers against body. What fails one is answered there, and goes no further.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #checkHost: ReturnType<typeof hostCheck>;
  readonly #room: Room;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#checkHost = hostCheck({ allowed: options.allowedHosts });
    const { maxBufferedBytes, maxBodyBytes } = options.limits;
    // One caller leaves as much to the others, unless a single body takes more.
    this.#room = new Room({
      maxBytes: maxBufferedBytes,
      maxPerOwner: Math.max(maxBufferedBytes / 2, maxBodyBytes),
    });
  }

  /** Never rejects: whatever is unforeseen is a refusal. */
  async admit(request: IncomingMessage, reply: Reply, begin: () => void): Promise<void> {
    try {
      const refused = await this.#lead({ request, head: new RequestHead(request), reply, begin });
      if (refused !== null) refuse(reply, refused.key, refused);
    } catch (error) {
      this.#options.diagnostics.warn(`internal error on an HTTP request: ${messageOf(error)}`);
      refuse(reply, 'internal');
      reply.close();
    }
  }

  /** Null once somebody has taken the request over. */
  async #lead(caller: Caller): Promise<Refused | null> {
    const { request, head, reply } = caller;
    const origin = head.value('origin');
    const place = this.#place(head, origin);
    if (place === 'ok' && origin !== null) reply.also(corsHeaders(origin));
    if (head.path !== this.#options.path) return this.#elsewhere(caller);
    if (place !== 'ok') return { key: place };
    if (request.method === 'OPTIONS' && origin !== null) return preflight(caller);
    if (!isSpoken(request.method)) return otherMethod(METHODS);
    const principal = await this.#authenticate(head);
    if ('status' in principal) return this.#unauthorized(principal);
    return request.method === 'POST'
      ? this.#post(caller, principal)
      : this.#bodyless(request.method, caller, principal);
  }

  /** Every name of the host that the request gives must be one of ours. */
  #place(head: RequestHead, origin: string | null): ReturnType<ReturnType<typeof hostCheck>> {
    for (const host of head.hosts) {
      const verdict = this.#checkHost({ host, origin });
      if (verdict !== 'ok') return verdict;
    }
    return 'ok';
  }

  /** What is public: that the server is there, and whose tokens it takes. */
  #elsewhere({ request, head, reply }: Caller): Refused | null {
    const { metadata } = this.#options.authenticator;
    const isMetadata = metadata !== null && head.path === metadata.path;
    if (!isMetadata && head.path !== HEALTH_PATH) return { key: 'not-found' };
    if (request.method !== 'GET') return otherMethod('GET');
    reply.end(200, JSON.stringify(isMetadata ? metadata.document : { status: 'ok' }));
    return null;
  }

  async #authenticate(head: RequestHead): Promise<Principal | AuthRefusal> {
    if (head.count('authorization') > 1) return TWO_CREDENTIALS;
    return this.#options.authenticator.authenticate(head.value('authorization'));
  }

  #unauthorized(refusal: AuthRefusal): Refused {
    const url = this.#options.authenticator.metadata?.url ?? null;
    return {
      key: refusal.status === 401 ? 'unauthorized' : 'forbidden',
      ...(refusal.error === null ? {} : { detail: refusal.description }),
      headers: { 'WWW-Authenticate': challengeOf(refusal, url) },
    };
  }

  async #post({ request, head, reply, begin }: Caller, principal: Principal): Promise<Refused | null> {
    const media = mediaProblem(head);
    if (media !== null) return { key: media };
    // RFC 9112 §6.1: HTTP/1.0 has no chunks, so whoever forwarded this may have read another body. No version but 1.1 has.
    if (request.httpVersion !== '1.1' && head.count('transfer-encoding') > 0) return { key: 'unsupported-encoding' };
    const { maxBodyBytes, requestTimeoutMs } = this.#options.limits;
    const body = await readBody(request, {
      maxBytes: maxBodyBytes,
      timeoutMs: requestTimeoutMs,
      room: this.#room.of(principal.key),
      begin,
    });
    if (body.kind === 'gone') return null;
    if (body.kind !== 'body') return { key: body.kind === 'no-room' ? 'too-many-calls' : body.kind };
    const reading = readPost(head, body.bytes, this.#options.tools);
    if (reading.kind === 'refused') {
      // What belongs to no session is in no session's log.
      if (reading.key === 'bad-body') this.#options.diagnostics.warn(`agent ${principal.agent} posted what is no JSON`);
      return reading;
    }
    if (reading.post.method === LISTENS) cutAtExpiry(principal, reply, () => request.socket.destroy());
    this.#options.handler.post({ ...reading.post, principal, reply });
    return null;
  }

  #bodyless(method: 'GET' | 'DELETE', { request, head, reply }: Caller, principal: Principal): Refused | null {
    // RFC 9110 §9.3.1: such a body means nothing, or it is a request that somebody smuggles in.
    if (hasBody(request)) return { key: 'bad-body', detail: `a ${method} has none` };
    const isGet = method === 'GET';
    if (isGet && !accepts(head.value('accept'), 'text/event-stream')) return { key: 'not-acceptable' };
    const protocolVersion = head.value('mcp-protocol-version');
    if (!isServedVersion(protocolVersion)) return { key: 'bad-version' };
    const incoming = { principal, sessionId: head.value('mcp-session-id'), protocolVersion, reply };
    if (isGet) {
      cutAtExpiry(principal, reply, () => request.socket.destroy());
      this.#options.handler.get({ ...incoming, lastEventId: head.value('last-event-id') });
    } else this.#options.handler.delete(incoming);
    return null;
  }
}

function isSpoken(method: string | undefined): method is 'POST' | 'GET' | 'DELETE' {
  return method === 'POST' || method === 'GET' || method === 'DELETE';
}

function otherMethod(allow: string): Refused {
  return { key: 'method-not-allowed', headers: { Allow: allow } };
}

function preflight({ head, reply }: Caller): null {
  reply.end(204, null, preflightHeaders({ methods: METHODS, asked: head.value('access-control-request-headers') }));
  return null;
}

/** Whether the body can be read at all, and the answer be understood. */
function mediaProblem(head: RequestHead): RefusalKey | null {
  const accept = head.value('accept');
  const acceptsBoth = accept === USUAL_ACCEPT || ANSWERS.every((type) => accepts(accept, type));
  if (!acceptsBoth) return 'not-acceptable';
  if (!isJson(head.value('content-type'))) return 'unsupported-media';
  const isPlain = (head.value('content-encoding') ?? 'identity').toLowerCase() === 'identity';
  // A list that ends in `chunked` is HTTP too, and says that the body is compressed besides.
  const isChunked = (head.value('transfer-encoding') ?? 'chunked').toLowerCase() === 'chunked';
  return isPlain && isChunked ? null : 'unsupported-encoding';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

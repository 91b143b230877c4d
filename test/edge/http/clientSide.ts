import { HttpClientTransport } from '../../../src/edge/http/clientTransport.ts';
import type { IncomingPost } from '../../../src/edge/http/exchange.ts';
import { eraOf } from '../../../src/http/era.ts';
import type { Share } from '../../../src/http/room.ts';
import type { JsonValue, RequestId } from '../../../src/jsonrpc/message.ts';
import { member } from '../../../src/jsonrpc/value.ts';
import { FakeReply } from './fakeReply.ts';
import { ALICE } from './listening.ts';

/** Room for all that a test keeps. */
export const ROOM: Share = { enter: () => true, leave: () => undefined };

/** A request as the listener leads it in. */
export function incoming(message: JsonValue, more: Partial<IncomingPost> = {}): IncomingPost & { reply: FakeReply } {
  const said = member(message, 'method');
  const method = typeof said === 'string' ? said : null;
  const given = member(message, 'id');
  const id: RequestId | null =
    method !== null && (typeof given === 'string' || typeof given === 'number') ? given : null;
  return {
    principal: ALICE,
    sessionId: null,
    protocolVersion: null,
    era: eraOf(message, null),
    line: Buffer.from(JSON.stringify(message)),
    value: message,
    method,
    id,
    paramHeaders: [],
    ...more,
    reply: more.reply instanceof FakeReply ? more.reply : new FakeReply(),
  };
}

export interface ClientSide {
  readonly transport: HttpClientTransport;
  /** What the session was told, in order. */
  readonly told: string[];
  /** Posts a message; returns what it will be answered on. */
  readonly post: (message: JsonValue, more?: Partial<IncomingPost>) => FakeReply;
  /** Asks for a stream. */
  readonly get: (lastEventId?: string | null, protocolVersion?: string | null) => FakeReply;
}

/** A transport with a session that notes what it is told; it reads from the start. */
export function clientSide(
  options: Partial<ConstructorParameters<typeof HttpClientTransport>[0]> & { readonly isPaused?: boolean } = {},
): ClientSide {
  const { isPaused = false, ...rest } = options;
  const transport = new HttpClientTransport({ kind: 'session', room: ROOM, heartbeatMs: 1000, ...rest });
  const told: string[] = [];
  transport.listen({
    message: (line, { via }) => told.push(`message ${via ?? '?'} ${line.toString()}`),
    oversize: () => told.push('oversize'),
    ended: () => told.push('ended'),
    broken: () => told.push('broken'),
    idle: () => told.push('idle'),
    failed: (error) => told.push(`failed ${String(error)}`),
    abandoned: (via) => told.push(`abandoned ${via}`),
    congested: (id, on) => told.push(`congested ${JSON.stringify(id)} ${on}`),
    standalone: (open) => told.push(`standalone ${open}`),
  });
  if (!isPaused) transport.resume();
  return {
    transport,
    told,
    post(message, more) {
      const request = incoming(message, more);
      transport.post(request);
      return request.reply;
    },
    get(lastEventId = null, protocolVersion = null) {
      const reply = new FakeReply();
      transport.get({ principal: ALICE, sessionId: 's', protocolVersion, reply, lastEventId });
      return reply;
    },
  };
}

export const request = (id: RequestId, method = 'tools/call'): JsonValue => ({ jsonrpc: '2.0', id, method });
export const modern = (id: RequestId): JsonValue => ({
  ...(request(id) as object),
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
});
export const notification = (method = 'notifications/initialized'): JsonValue => ({ jsonrpc: '2.0', method });
export const answer = (id: RequestId, result: JsonValue = {}): string => JSON.stringify({ jsonrpc: '2.0', id, result });
export const failure = (id: RequestId, code: number): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message: 'no' } });
export const progress = (n: number): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: n } });

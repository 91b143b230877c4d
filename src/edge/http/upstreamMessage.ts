import { eraOf, type Era } from '../../http/era.ts';
import type { JsonObject, JsonValue, RequestId } from '../../jsonrpc/message.ts';
import { isRequestId } from '../../jsonrpc/requestId.ts';
import { isObject, member } from '../../jsonrpc/value.ts';

/** A message on its way to the server, with what its request over HTTP is made from. */
export interface OutgoingMessage {
  readonly kind: 'request' | 'notification' | 'response';
  /** Of a request or a response. */
  readonly id: RequestId | null;
  readonly method: string | null;
  readonly era: Era;
  readonly value: JsonObject;
  /** INVARIANT: the bytes that were decided, as they were given. */
  readonly body: Buffer;
}

/** Reads a line that the session sends; null for what is no message, which the session does not send. */
export function readOutgoing(line: Buffer | string): OutgoingMessage | null {
  const body = typeof line === 'string' ? Buffer.from(line) : line;
  const value = parse(body.toString('utf8'));
  if (!isObject(value)) return null;
  const method = member(value, 'method');
  const id = member(value, 'id');
  const common = { value, body, era: eraOf(value, null), id: isRequestId(id) ? id : null };
  if (typeof method !== 'string') return id === undefined ? null : { ...common, kind: 'response', method: null };
  if (id === undefined) return { ...common, kind: 'notification', method };
  return common.id === null ? null : { ...common, kind: 'request', method };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Whether it opens a session of the legacy era. */
export function isInitialize(message: OutgoingMessage): boolean {
  return message.kind === 'request' && message.method === 'initialize' && message.era === 'legacy';
}

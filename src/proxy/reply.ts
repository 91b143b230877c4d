import { deniedToolResult, errorResponse, WIRE_CODE } from '../jsonrpc/errors.ts';
import type { JsonValue, RequestId } from '../jsonrpc/message.ts';
import { isModern } from './answers.ts';

/** An answer of Leash's own, before it is a line. */
export interface Reply {
  readonly id: RequestId;
  readonly shape: 'tool-result' | 'error';
  readonly code: number;
  readonly text: string;
  /** Whether the asker is of the modern era, where results carry `resultType`. */
  readonly modern: boolean;
}

/**
 * A denial of this request, its text still empty. A denied tool call is a result that a model reads, all else is an
 * error (MCP, tools: error handling).
 */
export function denialOf(request: {
  readonly id: RequestId;
  readonly method: string;
  readonly params?: JsonValue | undefined;
  readonly modern?: boolean;
}): Reply {
  return {
    id: request.id,
    shape: request.method === 'tools/call' ? 'tool-result' : 'error',
    code: WIRE_CODE.denied,
    text: '',
    modern: request.modern ?? isModern(request.params),
  };
}

/** A failure of the wire or of a process: a JSON-RPC error, whatever the method. */
export function failureOf(id: RequestId, code: number, text: string): Reply {
  return { id, shape: 'error', code, text, modern: false };
}

/** The line that goes out. */
export function replyLine(reply: Reply): string {
  return reply.shape === 'tool-result'
    ? deniedToolResult(reply.id, reply.text, { modern: reply.modern })
    : errorResponse(reply.id, reply.code, reply.text);
}

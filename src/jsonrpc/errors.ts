import type { JsonValue, RequestId } from './message.ts';

/**
 * Every numeric code that Leash puts on the wire. The first two are JSON-RPC's own (2.0 §5.1), for input that is no
 * message. The others lie outside its reserved range (-32768..-32000), and have five digits so that no client takes
 * one for an HTTP status: some react to 401 and 404.
 */
export const WIRE_CODE = {
  parseError: -32700,
  invalidRequest: -32600,
  /** A policy, or a person, said no. */
  denied: 53001,
  /** It was allowed, and the log could not hold the decision. */
  unrecorded: 53002,
  /** The server ended before it answered. */
  serverGone: 53003,
  /** The server answered with something that cannot be read for certain. */
  badAnswer: 53004,
  /** The server could not be reached, or broke off before it answered. */
  upstreamFailed: 53005,
} as const;

/**
 * The answer to a denied `tools/call`: a tool result that a model reads and can act on (MCP, tools: error handling).
 * `modern` adds the `resultType` that 2026-07-28 asks of every result.
 */
export function deniedToolResult(id: RequestId, text: string, options: { readonly modern: boolean }): string {
  const result = { content: [{ type: 'text', text }], isError: true };
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    result: options.modern ? { ...result, resultType: 'complete' } : result,
  });
}

/** A JSON-RPC error. The id is null only where the request's own could not be told (JSON-RPC 2.0 §5). */
export function errorResponse(id: RequestId | null, code: number, message: string, data?: JsonValue): string {
  // `undefined` members are left out by JSON.stringify.
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } });
}

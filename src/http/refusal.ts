import { errorResponse } from '../jsonrpc/errors.ts';
import type { JsonValue, RequestId } from '../jsonrpc/message.ts';

interface Refusal {
  readonly status: number;
  /** JSON-RPC code of the body: -32000 is what MCP servers over HTTP use where there is none of their own. */
  readonly code: number;
  readonly message: string;
}

/** Everything that HTTP itself refuses, before any message is judged. */
const REFUSALS = {
  'bad-host': row(403, -32_000, 'this listener is not called by that Host; --allow-host names others'),
  'bad-origin': row(403, -32_000, 'pages of that Origin may not call this listener; --allow-host names others'),
  'not-found': row(404, -32_000, 'there is nothing at this path'),
  'method-not-allowed': row(405, -32_000, 'this path takes POST, GET and DELETE'),
  'get-not-supported': row(405, -32_000, 'there is no stream to read here'),
  'not-acceptable': row(
    406,
    -32_000,
    'Accept must take what this answers with: application/json and text/event-stream for POST, text/event-stream for GET',
  ),
  'unsupported-media': row(415, -32_000, 'the body must be application/json in UTF-8'),
  'unsupported-encoding': row(415, -32_000, 'the body must not be compressed'),
  'too-large': row(413, -32_600, 'the body is over the limit (setting `max_line_bytes`)'),
  'too-heavy': row(413, -32_600, 'the body has more than a million arrays, objects and members'),
  'too-slow': row(408, -32_000, 'the request did not arrive in time'),
  'bad-body': row(400, -32_700, 'the body is no JSON'),
  'bad-version': row(400, -32_000, 'MCP-Protocol-Version names no version that is spoken here'),
  'header-mismatch': row(400, -32_020, 'headers and body disagree'),
  'unknown-version': row(400, -32_022, 'the request is of a protocol version that nobody knows'),
  'missing-envelope': row(
    400,
    -32_602,
    'a request of this revision says in `_meta` which version it is of and what its client can do, and this one does not',
  ),
  'no-session': row(400, -32_000, 'Mcp-Session-Id is missing; a session begins with `initialize`'),
  'session-on-initialize': row(400, -32_000, '`initialize` begins a session, so it carries no Mcp-Session-Id'),
  'unknown-session': row(404, -32_001, 'no such session; `initialize` begins a new one'),
  'id-in-use': row(400, -32_600, 'the id of this request is in use by one that is open'),
  'event-unknown': row(400, -32_000, 'Last-Event-ID names no event of this session'),
  'event-forgotten': row(400, -32_000, 'what followed Last-Event-ID is kept no more'),
  'stream-in-use': row(409, -32_000, 'the session has its one stream already'),
  refused: row(400, -32_600, 'the body is no message that can be judged; the log says why'),
  unauthorized: row(401, -32_000, 'a bearer token is needed'),
  forbidden: row(403, -32_000, 'this token may not be used here'),
  internal: row(500, -32_603, 'Leash failed on this request, and passed nothing on'),
  'too-many-sessions': row(503, -32_000, 'there are as many sessions as there may be; try again later'),
  'too-many-calls': row(503, -32_000, 'there are as many open calls as there may be; try again later'),
  'shutting-down': row(503, -32_000, 'this listener is shutting down'),
  unavailable: row(503, -32_000, 'the server cannot be started or reached'),
} as const satisfies Record<string, Refusal>;

/** A reason for which HTTP itself refuses. */
export type RefusalKey = keyof typeof REFUSALS;

/** The response to what is refused: a status, and a JSON-RPC error for its body. */
export function refusalBody(
  key: RefusalKey,
  options: { readonly id?: RequestId | null; readonly detail?: string; readonly data?: JsonValue } = {},
): { readonly status: number; readonly line: string } {
  const { status, code, message } = REFUSALS[key];
  const text = options.detail === undefined ? message : `${message}: ${options.detail}`;
  return { status, line: errorResponse(options.id ?? null, code, `Leash refused this: ${text}`, options.data) };
}

function row(status: number, code: number, message: string): Refusal {
  return { status, code, message };
}

import type { Duplex } from 'node:stream';
import { errorResponse, WIRE_CODE } from '../../jsonrpc/errors.ts';

/** What Node says of a request that is no HTTP: its status, and words for it. */
const BROKEN: ReadonlyMap<string, readonly [status: string, why: string]> = new Map([
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'the headers are too large']],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', ['413 Content Too Large', 'the chunk extensions are too large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'the request took too long']],
]);

const OTHER = ['400 Bad Request', 'this is no HTTP/1.1 request'] as const;

/** How long a client has to read why. */
const LINGER_MS = 1000;

/**
 * Answers, by hand, a request that Node could not read, and closes the connection. Where it may not be answered, because
 * another response is due first, or because its sender would take this for the answer to a call that runs, it is cut.
 */
export function refuseBroken(error: Error & { readonly code?: string }, socket: Duplex, mayAnswer: boolean): void {
  // Answered already: Node tells again of each piece that comes behind what it could not read.
  if (socket.writableEnded) return;
  if (!mayAnswer || error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, why] = BROKEN.get(error.code ?? '') ?? OTHER;
  const body = errorResponse(null, WIRE_CODE.invalidRequest, why);
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Closed by the client once it has read; a client that does not close is not waited for.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

import type { IncomingMessage } from 'node:http';

/** What is still to come of a request's body when it is answered. */
export type Unread =
  | 'none'
  /** Little and announced: read past it, and the connection goes on. */
  | 'little'
  /** The client waits to be asked for it (`Expect: 100-continue`), and will not be. */
  | 'unasked'
  /** More than is worth reading, or nobody knows how much. */
  | 'much';

/** An announced body up to this size is read past for the sake of the connection. */
const LITTLE_BYTES = 64 * 1024;

/** How long, and how much, a refused client may still send before the connection is cut. */
const LINGER_MS = 1000;
const LINGER_BYTES = 4 * 1024 * 1024;

export function unreadBody(request: IncomingMessage): Unread {
  if (request.complete || !hasBody(request)) return 'none';
  if (request.headers.expect !== undefined && request.readableFlowing === null) return 'unasked';
  return Number(request.headers['content-length']) <= LITTLE_BYTES ? 'little' : 'much';
}

/** RFC 9112 §6: a request has a body where one of the two framing headers says so. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads past a body for a while, then calls `done`: RFC 9112 §9.6. A connection that is closed while bytes of the
 * client's are unread is reset, and a reset takes the refusal with it that the client was to read.
 */
export function readPast(request: IncomingMessage, done: () => void): void {
  let left = LINGER_BYTES;
  const stop = (): void => {
    clearTimeout(timer);
    request.off('data', count).off('end', stop).off('close', stop);
    done();
  };
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left < 0) stop();
  };
  const timer = setTimeout(stop, LINGER_MS);
  request.on('data', count).on('end', stop).on('close', stop);
  request.resume();
}

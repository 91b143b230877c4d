import { classify } from '../../jsonrpc/classify.ts';
import type { JsonValue, RequestId } from '../../jsonrpc/message.ts';

/** What a message of the server's settles. */
export interface Incoming {
  /** The requests that it answers, be it with something that cannot be read. */
  readonly answers: readonly RequestId[];
  /** The result, where it is a response that has one. */
  readonly result: JsonValue | undefined;
}

/** The deepest that the session may be set to read. */
const LIMITS = { maxDepth: 1000 };

/**
 * Reads a message of the server's with the very eyes of the session: what it takes for the answer to a request is taken
 * for it here, or a request would have two answers, or none.
 */
export function readIncoming(line: Buffer): Incoming {
  const message = classify(line, LIMITS);
  switch (message.kind) {
    case 'response':
      return { answers: [message.id], result: message.outcome === 'result' ? message.body : undefined };
    case 'malformed':
      return { answers: message.answers, result: undefined };
    case 'request':
    case 'notification':
      return NOTHING;
  }
}

const NOTHING: Incoming = { answers: [], result: undefined };

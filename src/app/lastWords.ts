import { errorResponse, WIRE_CODE } from '../jsonrpc/errors.ts';
import type { RequestId } from '../jsonrpc/message.ts';

/**
 * Answers for a session that failed: each request gets one answer, whether the session still gave it or not. Ids are
 * compared by type and value: `1` is not `"1"`.
 */
export class LastWords {
  readonly #answered = new Set<RequestId>();

  /** An answer that the session itself still gave. */
  heard(line: string): void {
    const id = responseId(line);
    if (id !== null) this.#answered.add(id);
  }

  /** The answer that a request still lacks; null where it has one, or wants none. */
  answer(id: RequestId | null): string | null {
    if (id === null || this.#answered.has(id)) return null;
    this.#answered.add(id);
    const text =
      'Leash failed on a message of this session and has ended it; what was not answered was not run to its end';
    return errorResponse(id, WIRE_CODE.serverGone, text);
  }
}

/** The id of a request; null for all else. Never throws. */
export function requestId(line: Buffer | string): RequestId | null {
  return messageId(line, true);
}

/** The id of a response; null for all else. Never throws. */
export function responseId(line: Buffer | string): RequestId | null {
  return messageId(line, false);
}

function messageId(line: Buffer | string, wantsMethod: boolean): RequestId | null {
  try {
    const value: unknown = JSON.parse(line.toString());
    if (typeof value !== 'object' || value === null || !('id' in value) || 'method' in value !== wantsMethod)
      return null;
    return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
  } catch {
    return null;
  }
}
